"""In which numbers matrix products run."""

import time
from typing import Literal

import torch

Chosen = Literal["float32", "bfloat16"]

_FASTER = 1.3
"""So much faster must bfloat16 be on a processor to be worth its rounding."""

_ROUNDS = 12


def choose_precision(device: torch.device) -> Chosen:
    """The precision that ``auto`` stands for on a device.

    A GPU tells whether it has bfloat16. Of a processor only a measurement tells whether its
    bfloat16 products are fast or emulated.
    """
    if device.type == "cuda":
        return "bfloat16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float32"
    # In turn and often, so that what else the machine is doing slows neither down each time.
    rounds = [(_seconds(torch.float32), _seconds(torch.bfloat16)) for _ in range(_ROUNDS)]
    float32, bfloat16 = (min(times) for times in zip(*rounds, strict=True))
    return "bfloat16" if float32 > _FASTER * bfloat16 else "float32"


def _seconds(kind: torch.dtype, *, size: int = 512) -> float:
    """Time of a matrix product."""
    factor = torch.ones(size, size, dtype=kind)
    began = time.perf_counter()
    factor @ factor
    return time.perf_counter() - began
