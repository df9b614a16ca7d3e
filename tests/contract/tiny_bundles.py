"""Real ONNX bundles of a few kilobytes, written in milliseconds: word vectors and a mean."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from shopguide.domain.bundle import BundleKind, BundleManifest, TensorSpec
from training.models.bundle_writer import write_bundle

DIMENSION = 16
_WORDS = "red blue black shoe shoes kettle running wireless headphones 红 色 鞋 水 壶".split()
_SPECIAL = ("[UNK]", "[SEP]", "[CLS]")


def tiny_encoder_bundle(models_dir: Path, *, max_tokens: int = 32) -> Path:
    """An encoder bundle ``tiny``: the mean of its words' random vectors."""
    options = {
        "dimension": DIMENSION,
        "pooling": "mean",
        "query_prefix": "",
        "passage_prefix": "",
        "max_tokens": max_tokens,
    }
    return _write(models_dir, BundleKind.ENCODER, options, _encoder_graph())


def tiny_reranker_bundle(
    models_dir: Path, *, with_types: bool = True, max_tokens: int = 32
) -> Path:
    """A reranker bundle ``tiny``: the share of words of one list, less that of another."""
    options = {"max_tokens": max_tokens}
    graph = _reranker_graph(with_types=with_types)
    return _write(models_dir, BundleKind.RERANKER, options, graph)


def _write(
    models_dir: Path, kind: BundleKind, options: dict[str, object], graph: onnx.GraphProto
) -> Path:
    files = models_dir / f"{kind}-files"
    files.mkdir(parents=True)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, files / "model.onnx")
    _tokenizer().save(str(files / "tokenizer.json"))
    inputs = tuple(TensorSpec(i.name, "int64", ("batch", "length")) for i in graph.input)
    draft = BundleManifest(
        kind, "tiny", "", base_model="none", licence="Apache-2.0", files={}, inputs=inputs,
        options=options,
    )  # fmt: skip
    return write_bundle(models_dir, files, draft).folder


def _tokenizer() -> Tokenizer:
    vocabulary = {word: index for index, word in enumerate((*_SPECIAL, *_WORDS))}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    marks = [(mark, vocabulary[mark]) for mark in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A", pair="[CLS] $A [SEP] $B:1", special_tokens=marks
    )
    return tokenizer


def _mean_nodes(table: np.ndarray) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["words"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["weights"]),
        helper.make_node("Mul", ["words", "weights"], ["weighted"]),
        helper.make_node("ReduceSum", ["weighted", "middle"], ["sum"], keepdims=0),
        helper.make_node("ReduceSum", ["weights", "middle"], ["count"], keepdims=0),
        helper.make_node("Div", ["sum", "count"], ["mean"]),
    ]
    constants = [
        numpy_helper.from_array(table.astype(np.float32), "table"),
        numpy_helper.from_array(np.array([2]), "last"),
        numpy_helper.from_array(np.array([1]), "middle"),
    ]
    return nodes, constants


def _encoder_graph() -> onnx.GraphProto:
    table = np.random.default_rng(7).normal(size=(len(_SPECIAL) + len(_WORDS), DIMENSION))
    nodes, constants = _mean_nodes(table)
    nodes += [
        helper.make_node("ReduceL2", ["mean"], ["norm"], axes=[1], keepdims=1),
        helper.make_node("Div", ["mean", "norm"], ["embedding"]),
    ]
    output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", DIMENSION])
    return helper.make_graph(nodes, "encoder", _token_inputs(), [output], constants)


def _reranker_graph(*, with_types: bool) -> onnx.GraphProto:
    """A word of the text (type 1) counts its number in the list; the query counts nothing."""
    table = np.arange(len(_SPECIAL) + len(_WORDS), dtype=np.float32)[:, None]
    nodes, constants = _mean_nodes(table)
    inputs = _token_inputs()
    if with_types:
        inputs.append(_token_input("token_type_ids"))
        nodes[1] = helper.make_node("Cast", ["visible"], ["mask"], to=TensorProto.FLOAT)
        nodes.insert(0, helper.make_node("Mul", ["attention_mask", "token_type_ids"], ["visible"]))
    nodes.append(helper.make_node("Identity", ["mean"], ["logits"]))
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 1])
    return helper.make_graph(nodes, "reranker", inputs, [output], constants)


def _token_inputs() -> list[onnx.ValueInfoProto]:
    return [_token_input("input_ids"), _token_input("attention_mask")]


def _token_input(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
