"""The ``model.tar.gz`` that a training job leaves."""

import gzip
import shutil
import tarfile
import zlib
from pathlib import Path
from typing import BinaryIO

from shopguide.domain.errors import TrainingJobFailedError

_PIECE_BYTES = 1 << 20
_DAMAGE = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile)
"""What tarfile lets through, depending on where in the archive the first wrong byte stands."""


def unpack_model(archive: BinaryIO, folder: Path, name: str) -> None:
    """Unpack into `folder`, which is made; on failure it is gone.

    Args:
        archive: The packed bytes.
        folder: A new or an empty one.
        name: What messages call the archive.

    Raises:
        TrainingJobFailedError: the archive is damaged, or would write outside of `folder`.
        OSError: the disk is full, or cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with gzip.GzipFile(fileobj=archive) as unpacked:
            with tarfile.open(fileobj=unpacked, mode="r:") as tar:
                tar.extractall(folder, filter="data")
            while unpacked.read(_PIECE_BYTES):  # the checksum stands behind the last byte
                pass
    except _DAMAGE as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise TrainingJobFailedError(
            f"The model {name} cannot be unpacked: {error}.", fix="Look at it with aws s3 cp."
        ) from error
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
