"""Tokens a second, and how much of the machine's arithmetic they use."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

PEAK_FLOPS: Mapping[str, float] = {
    "NVIDIA B200": 2250e12,
    "NVIDIA H200": 989.5e12,
    "NVIDIA H100 PCIe": 756e12,
    "NVIDIA H100 NVL": 835e12,
    "NVIDIA H100": 989.5e12,
    "NVIDIA A100": 312e12,
    "NVIDIA L40S": 362e12,
    "NVIDIA L4": 121e12,
    "NVIDIA A10G": 70e12,
    "NVIDIA A10": 125e12,
}
"""Dense bfloat16 FLOP/s with float32 accumulation by the start of the device's name, from NVIDIA's
data sheets; a longer name stands before the shorter one that it starts with."""


@dataclass(slots=True)
class Meter:
    """Counts the tokens of this process and the time they took, in all and since the last look."""

    tokens: int = 0
    began: float = 0.0
    _seen: int = 0
    _looked: float = 0.0

    def start(self) -> None:
        """Time counts from here."""
        self.began = self._looked = time.perf_counter()

    def since_last(self) -> float:
        """Tokens a second since the last call."""
        now = time.perf_counter()
        rate = (self.tokens - self._seen) / max(now - self._looked, 1e-9)
        self._seen, self._looked = self.tokens, now
        return rate

    def seconds(self) -> float:
        """Time since the start."""
        return time.perf_counter() - self.began


def count_tokens(batch: Mapping[str, Tensor]) -> int:
    """Tokens of a batch, without padding: what its attention masks (or else its ids) hold."""
    masks = [value for name, value in batch.items() if name.endswith("attention_mask")]
    if masks:
        return int(sum(mask.sum() for mask in masks))
    return sum(value.numel() for name, value in batch.items() if name.endswith("input_ids"))


def flops_per_token(model: nn.Module) -> int:
    """Floating point operations that one token costs forward and back.

    2 a parameter forward, 2 back through it, and 2 more where it is trained (Kaplan et al. 2020,
    https://arxiv.org/abs/2001.08361, 2.1). Embeddings are looked up and cost none; attention's
    products are left out, which are few at our lengths. Activations computed again are not counted
    (PaLM, https://arxiv.org/abs/2204.02311, appendix B).
    """
    embeddings = {
        id(module.weight) for module in model.modules() if isinstance(module, nn.Embedding)
    }
    counted = [value for value in model.parameters() if id(value) not in embeddings]
    return sum(value.numel() * (6 if value.requires_grad else 4) for value in counted)


def peak_flops(device: torch.device) -> float | None:
    """Peak bfloat16 FLOP/s of one device; None where it is unknown."""
    if device.type != "cuda":
        return None
    name = torch.cuda.get_device_name(device)
    return next((peak for start, peak in PEAK_FLOPS.items() if name.startswith(start)), None)
