"""ONNX Runtime sessions as all adapters here open them."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def open_session(model: Path | bytes) -> "InferenceSession":
    """An inference session on CPU that runs in the thread that calls it.

    Calls from several threads run at once, each on its own core, so that none waits for another as
    ONNX Runtime's own threads do after each product.

    Args:
        model: The file, or what is in it.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
