"""Models on CPU: ONNX Runtime and ONNX Runtime GenAI, from model bundles."""
