"""In which numbers matrix products run."""

import time
from typing import Literal

import torch

Chosen = Literal["float32", "bfloat16"]

_FASTER = 1.3
"""So much faster must bfloat16 be on a processor to be worth its rounding."""


def choose_precision(device: torch.device) -> Chosen:
    """The precision that ``auto`` stands for on a device.

    A GPU tells whether it has bfloat16. Of a processor only a measurement tells whether its
    bfloat16 products are fast or emulated.
    """
    if device.type == "cuda":
        return "bfloat16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float32"
    fast = _seconds(torch.float32) > _FASTER * _seconds(torch.bfloat16)
    return "bfloat16" if fast else "float32"


def _seconds(kind: torch.dtype, *, size: int = 512, times: int = 5) -> float:
    """Shortest time of a matrix product; the first one warms up."""
    factor = torch.ones(size, size, dtype=kind)
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        factor @ factor
        taken.append(time.perf_counter() - began)
    return min(taken)
