"""Does the small model still say what the full one says? A bundle that drifts is not written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.errors import BundleError

MIN_MEAN_COSINE = 0.99
_TEXTS = Path(__file__).with_name("parity_texts.txt")


class ParityError(BundleError):
    """The quantised model's vectors are too far from the full-precision model's."""

    code = "bundle_parity_failed"


@dataclass(frozen=True, slots=True)
class Parity:
    """Cosines between two models' vectors of the same texts."""

    texts: int
    mean_cosine: float
    min_cosine: float
    worst_text: str


def parity_texts(*, chinese: bool) -> list[str]:
    """The committed product texts and queries; without the Chinese ones for an English model."""
    lines = _TEXTS.read_text(encoding="utf-8").splitlines()
    texts = [line for line in lines if line and not line.startswith("#")]
    return [text for text in texts if chinese or text.isascii()]


def compare(texts: Sequence[str], full: NDArray[np.float32], small: NDArray[np.float32]) -> Parity:
    """Cosines, row by row, of two matrices ``[len(texts), dimension]`` of unit vectors."""
    cosines = np.einsum("ij,ij->i", full, small)
    worst = int(cosines.argmin())
    return Parity(len(texts), float(cosines.mean()), float(cosines[worst]), texts[worst])


def require_parity(name: str, parity: Parity) -> None:
    """Refuse a model that drifted.

    Raises:
        ParityError: the mean cosine is below `MIN_MEAN_COSINE`.
    """
    if not parity.mean_cosine >= MIN_MEAN_COSINE:  # NaN fails too
        raise ParityError(
            f"The int8 model of {name} has a mean cosine of {parity.mean_cosine:.4f} to the "
            f"full-precision model over {parity.texts} texts; {MIN_MEAN_COSINE} is needed. "
            f"Worst ({parity.min_cosine:.4f}): {parity.worst_text!r}. No bundle was written.",
            fix="Leave the most sensitive matrices in float32 (training/models/quantise.py).",
        )
