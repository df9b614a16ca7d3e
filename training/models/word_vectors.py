"""A generator's word vectors as int8, one scale a row; the model builder leaves them float32."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.errors import BundleError

_TABLE = "model.embed_tokens.weight"


def pack_rows(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Int8 rows ``[count, width]`` and their scales ``[count, 1]``."""
    scales = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-8) / 127
    return np.rint(table / scales).astype(np.int8), scales.astype(np.float32)


def pack_word_vectors(model_file: Path) -> None:
    """Rewrite the look-up of word vectors in ``model.onnx`` (with ``model.onnx.data``) to int8.

    Raises:
        BundleError: the model has no single look-up of word vectors.
    """
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(model_file)
    graph = model.graph
    tables = [tensor for tensor in graph.initializer if tensor.name == _TABLE]
    lookups = [node for node in graph.node if _TABLE in node.input]
    if len(tables) != 1 or len(lookups) != 1 or lookups[0].op_type != "Gather":
        raise BundleError(f"{model_file} does not look up {_TABLE} in the known way.")
    rows, scales = pack_rows(numpy_helper.to_array(tables[0]))
    graph.initializer.remove(tables[0])
    for suffix, values in (("rows", rows), ("scales", scales)):
        graph.initializer.append(numpy_helper.from_array(values, f"{_TABLE}.{suffix}"))
    lookup = lookups[0]
    (ids, result) = (lookup.input[1], lookup.output[0])
    at = list(graph.node).index(lookup)
    graph.node.remove(lookup)
    parts = (
        helper.make_node("Gather", [f"{_TABLE}.rows", ids], ["word.rows"], name="word/rows"),
        helper.make_node("Gather", [f"{_TABLE}.scales", ids], ["word.scales"], name="word/scales"),
        helper.make_node("Cast", ["word.rows"], ["word.float"], name="word/float", to=1),
        helper.make_node("Mul", ["word.float", "word.scales"], [result], name="word/scaled"),
    )
    for offset, node in enumerate(parts):
        graph.node.insert(at + offset, node)
    # the builder appends the commit of whatever repository it runs in
    model.producer_version = model.producer_version.partition("+")[0]
    data = model_file.with_name(f"{model_file.name}.data")
    data.unlink()
    onnx.save(model, model_file, save_as_external_data=True, location=data.name)
