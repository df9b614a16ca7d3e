"""Where the rows of an import lie on their way."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def scratch_folder(scratch: Path | None, import_id: str) -> Iterator[Path]:
    """A new folder that is removed at the end; a killed process leaves it behind.

    Args:
        scratch: The folder that it is made in; None: the system's for temporary files.
        import_id: Whose rows will lie there.
    """
    if scratch is not None:
        scratch.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f"shopguide-import-{import_id}-", dir=scratch) as folder:
        yield Path(folder)
