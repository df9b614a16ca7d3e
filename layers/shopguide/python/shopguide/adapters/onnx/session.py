"""ONNX Runtime sessions as all adapters here open them."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def open_session(model: Path, *, threads: int) -> "InferenceSession":
    """An inference session on CPU with `threads` threads that sleep while there is no work.

    Spinning threads would answer a few microseconds faster and take whole cores from the rest of
    the server.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
