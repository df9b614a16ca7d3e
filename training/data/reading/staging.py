"""Temporary folders for tables that are scanned from disk."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path


def new_staging_folder() -> Path:
    """An empty folder that is there until the process ends.

    Not less: a LazyFrame may outlive whatever made it, and reads its files when it is collected.
    """
    return Path(tempfile.mkdtemp(dir=_root_folder()))


@cache
def _root_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="shopguide-training-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
