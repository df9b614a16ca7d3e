"""Vectors of products in an ``.npz`` file, looked at row by row and never loaded whole."""

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.indexed import Matrix
from shopguide.recommend.signals.factor_model import FactorModel
from shopguide.recommend.signals.inner_product import filled_up_to, longest_of

_IDS = "ids"
_VECTORS = "vectors"
_FACTOR_MEMBERS = (_IDS, _VECTORS, "gram", "regularization", "alpha")
_ROWS = 4096
_PIECE_BYTES = 1 << 20
_BROKEN = (OSError, ValueError, EOFError, zipfile.BadZipFile)


@dataclass(frozen=True, slots=True, eq=False)
class ProductVectors:
    """One vector a product; the rows stay on disk until they are asked for.

    Attributes:
        rows: Row of each product, by its id.
        vectors: ``[products, dimension]``, float32, finite.
        longest: Length of the longest of them, which all are filled up to.
    """

    rows: dict[str, int]
    vectors: Matrix
    longest: float

    @property
    def dimension(self) -> int:
        """Length of a vector, once it is filled up."""
        return int(self.vectors.shape[1]) + 1

    def filled_up(self, product_ids: list[str]) -> Matrix:
        """Vectors ``[products, dimension]`` of products that all have one."""
        chosen = self.vectors[[self.rows[product_id] for product_id in product_ids]]
        return filled_up_to(np.asarray(chosen), self.longest)


def open_product_vectors(path: Path, folder: Path) -> ProductVectors:
    """The members ``ids`` and ``vectors`` of a file.

    Args:
        path: The ``.npz`` file.
        folder: Where its members are unpacked; it must stay until the last vector was read.

    Raises:
        ValueError: with a sentence that says which member is missing or has a wrong shape.
    """
    ids = np.asarray(_member(path, _IDS, folder))
    vectors = _member(path, _VECTORS, folder)
    if ids.ndim != 1 or ids.dtype.kind != "U":
        raise ValueError(f"ids are {_told(ids)}, no list of texts")
    if vectors.ndim != 2 or vectors.dtype != np.float32 or not vectors.shape[1]:
        raise ValueError(f"vectors are {_told(vectors)}, no rows of float32")
    if len(ids) != len(vectors):
        raise ValueError(f"there are {len(ids)} ids and {len(vectors)} vectors")
    rows = {product_id: row for row, product_id in enumerate(ids.tolist())}
    if len(rows) < len(ids):
        raise ValueError("a product id stands there twice")
    return ProductVectors(rows, vectors, longest_of(_finite_parts(vectors)))


def read_factor_model(path: Path, folder: Path) -> FactorModel:
    """What folds histories into the vectors of ``factors.npz``.

    Raises:
        ValueError: with a sentence that says which member is missing or has a wrong shape.
    """
    with zipfile.ZipFile(path) as members:
        unknown = sorted(set(members.namelist()) - {f"{name}.npy" for name in _FACTOR_MEMBERS})
    if unknown:
        raise ValueError(f"it has the unknown member {unknown[0][:80]!r}")
    factors = _member(path, _VECTORS, folder).shape[-1]
    gram = np.array(_member(path, "gram", folder))
    if gram.shape != (factors, factors) or gram.dtype.kind != "f" or not np.isfinite(gram).all():
        raise ValueError(f"gram is {_told(gram)}, not {factors} x {factors} finite numbers")
    return FactorModel(
        gram.astype(np.float32),
        _scalar(path, "regularization", folder),
        _scalar(path, "alpha", folder),
    )


def _scalar(path: Path, name: str, folder: Path) -> float:
    value = np.array(_member(path, name, folder))
    if value.shape != () or value.dtype.kind not in "fiu" or not np.isfinite(value) or value < 0:
        raise ValueError(f"{name} is {_told(value)}, no number of 0 or more")
    return float(value)


def _member(path: Path, name: str, folder: Path) -> NDArray[Any]:
    """A member as it lies on disk; objects, which could run code, are refused."""
    unpacked = folder / f"{path.stem}.{name}.npy"
    try:
        if not unpacked.exists():
            with (
                zipfile.ZipFile(path) as members,
                members.open(f"{name}.npy") as packed,
                unpacked.open("wb") as file,
            ):
                shutil.copyfileobj(packed, file, _PIECE_BYTES)
        return np.asarray(_mapped(unpacked))
    except KeyError as error:
        raise ValueError(f"it lacks the member {name!r}") from error
    except _BROKEN as error:
        raise ValueError(f"its member {name!r} cannot be read: {error}") from error


def _mapped(path: Path) -> NDArray[Any]:
    try:
        found: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except ValueError:  # what has no bytes cannot be mapped
        found = np.load(path, allow_pickle=False)
    return found


def _finite_parts(vectors: Matrix) -> Iterator[Matrix]:
    for start in range(0, len(vectors), _ROWS):
        part = np.asarray(vectors[start : start + _ROWS])
        if not np.isfinite(part).all():
            raise ValueError("a vector has a cell that is no finite number")
        yield part


def _told(array: NDArray[Any]) -> str:
    return f"{array.dtype} of shape {list(array.shape)}"
