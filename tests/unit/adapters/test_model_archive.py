"""A trained model's archive comes out whole, or not at all."""

import io
import random
import tarfile
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.adapters.sagemaker.archive import unpack_model
from shopguide.domain.errors import TrainingJobFailedError

WEIGHTS = random.Random(17).randbytes(5_000)


def packed() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        member = tarfile.TarInfo("encoder/adapter_model.safetensors")
        member.size = len(WEIGHTS)
        tar.addfile(member, io.BytesIO(WEIGHTS))
    return buffer.getvalue()


ARCHIVE = packed()


@given(place=st.integers(0, len(ARCHIVE) - 1), bit=st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_one_wrong_bit_never_becomes_wrong_weights(place: int, bit: int) -> None:
    damaged = bytearray(ARCHIVE)
    damaged[place] ^= 1 << bit
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "model"
        try:
            unpack_model(io.BytesIO(bytes(damaged)), folder, "model.tar.gz")
        except TrainingJobFailedError:
            assert not folder.exists()
        else:  # it was in the header: the file's name and time
            assert (folder / "encoder/adapter_model.safetensors").read_bytes() == WEIGHTS
