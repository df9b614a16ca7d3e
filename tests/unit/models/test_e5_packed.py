"""Reading the packed 4-bit E5 file, from one written here."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.models.e5_packed import FLOAT32, PACKED4, PackedE5, PackedFormatError, unpack_blocks

PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁鞋", -3.5), ("é", -4.0)]


def pack(weights: np.ndarray, scale: float) -> bytes:
    """4-bit blocks of 32 weights that are whole multiples of `scale` in -8..7."""
    nibbles = (np.rint(weights / scale) + 8).astype(np.uint8).reshape(-1, 32)
    header = struct.pack("<e", scale)
    return b"".join(header + bytes(row[:16] | (row[16:] << 4)) for row in nibbles)


def packed_file(
    tensors: dict[str, tuple[int, int, bytes]], *, magic: bytes = b"E5S1", version: int = 1
) -> bytes:
    head = struct.pack("<4sI7if", magic, version, 32, 1, 2, 64, len(PIECES), 8, 2, 1e-12)
    blob = "".join(piece for piece, _ in PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece, _ in PIECES)]).astype("<u4")
    scores = np.array([score for _, score in PIECES], "<f4")
    tokenizer = struct.pack("<i5iQ", 32, len(PIECES), 0, 2, 1, 3, len(blob))
    tokenizer += ends.tobytes() + scores.tobytes() + blob
    tokenizer += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0xFF21, 1, 0x41)
    size = sum(2 + len(name) + struct.calcsize("<BIQQ") for name in tensors)
    at = len(head) + len(tokenizer) + 4 + size
    directory, data = struct.pack("<i", len(tensors)), b""
    for name, (kind, count, content) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, at + len(data), len(content))
        data += content
    return head + tokenizer + directory + data


@pytest.fixture
def tensors() -> dict[str, tuple[int, int, bytes]]:
    ramp = (np.arange(64) % 16 - 8) * 0.5
    bias = np.array([1.5, -2.0], "<f4")
    return {
        "emb.word": (PACKED4, 64, pack(ramp, 0.5)),
        "emb.ln.b": (FLOAT32, 2, bias.tobytes()),
    }


@pytest.fixture
def path(tmp_path: Path, tensors: dict[str, tuple[int, int, bytes]]) -> Path:
    target = tmp_path / "packed.bin"
    target.write_bytes(packed_file(tensors))
    return target


def test_reads_sizes_pieces_and_special_tokens(path: Path) -> None:
    packed = PackedE5(path)
    assert packed.sizes.hidden_size == 32
    assert packed.sizes.vocab_size == len(PIECES)
    assert packed.pieces == PIECES
    assert packed.special_ids == {"bos": 0, "eos": 2, "pad": 1, "unk": 3}


def test_unpacks_both_kinds_of_tensors(path: Path) -> None:
    packed = PackedE5(path)
    assert packed.names == ["emb.word", "emb.ln.b"]
    np.testing.assert_array_equal(packed.tensor("emb.word"), (np.arange(64) % 16 - 8) * 0.5)
    np.testing.assert_array_equal(packed.tensor("emb.ln.b"), [1.5, -2.0])


@given(st.lists(st.integers(-8, 7), min_size=32, max_size=32))
@settings(max_examples=50)
def test_unpacks_every_weight_to_its_place(weights: list[int]) -> None:
    np.testing.assert_array_equal(
        unpack_blocks(pack(np.array(weights) * 0.25, 0.25)), np.array(weights) * 0.25
    )


def test_unknown_tensor_is_named(path: Path) -> None:
    with pytest.raises(PackedFormatError, match=r"l0\.q\.w"):
        PackedE5(path).tensor("l0.q.w")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (packed_file({}, magic=b"GGUF"), "begins with"),
        (packed_file({}, version=2), "version 2"),
        (packed_file({})[:60], "too early"),
        (b"\0", "too early"),
        (b"", "empty"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    target = tmp_path / "other.bin"
    target.write_bytes(content)
    with pytest.raises(PackedFormatError, match=message):
        PackedE5(target)


def test_cut_off_tensor_is_named(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(PackedFormatError, match=r"emb\.ln\.b"):
        PackedE5(path).tensor("emb.ln.b")


@given(st.binary(max_size=300), st.integers(0, 200))
@settings(max_examples=100)
def test_damage_is_never_another_error(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    whole = packed_file({"x": (FLOAT32, 1, b"\0\0\0\0")})
    target = tmp_path_factory.mktemp("packed") / "noise.bin"
    target.write_bytes(whole[:at] + noise + whole[at + len(noise) :])
    try:
        packed = PackedE5(target)
        for name in packed.names:
            packed.tensor(name)
    except PackedFormatError:
        pass
