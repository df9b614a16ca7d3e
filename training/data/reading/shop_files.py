"""Which files of a folder hold what of a shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.data.reading.columns import KINDS, Kind
from training.errors import TrainingInputError

_SUFFIXES = (".csv", ".tsv", ".jsonl")
_OTHER_FORMATS = (".xlsx", ".xls", ".ods", ".parquet", ".json", ".txt", ".zip", ".xml")
"""What a catalogue team may save instead; left out in silence, it would be missed too late."""


@dataclass(frozen=True, slots=True)
class ShopFile:
    """One file of a shop; `name` is its path inside the folder, for messages."""

    path: Path
    name: str
    kind: Kind

    @property
    def is_json_lines(self) -> bool:
        """Whether each line is a JSON object."""
        return ".jsonl" in self.path.suffixes


def find_shop_files(folder: Path) -> list[ShopFile]:
    """Every file of a known kind: ``products.csv``, ``products-2.csv.gz``, ``products/*.csv``.

    They come by kind, then by name, those of ``products-delta`` after the others: the later file
    counts where two have the same product.

    Raises:
        TrainingInputError: there is no such folder, nothing in it that a shop could be read of, or
            a file of a known kind in a format that is not read.
    """
    if not folder.is_dir():
        raise TrainingInputError(
            f"There is no folder {folder}.", fix="Name the folder that holds the shop's files."
        )
    found = [
        ShopFile(path, path.relative_to(folder).as_posix(), kind)
        for kind in KINDS
        for path in _files_of(folder, kind)
    ]
    if not found:
        raise TrainingInputError(
            f"The folder {folder} has no file of a shop; it has {_listing(folder)}.",
            fix="Put products.csv there, and qa, reviews, articles, interactions or queries as"
            " .csv, .tsv or .jsonl (also .gz); or a sub-folder for each, such as products/*.csv.",
        )
    return found


def _files_of(folder: Path, kind: Kind) -> Sequence[Path]:
    paths = [*folder.glob(f"{kind}*"), *folder.glob(f"{kind}/*"), *folder.glob(f"{kind}-delta/*")]
    files = [path for path in paths if path.is_file() and _is_of_kind(path, folder, kind)]
    return sorted(files, key=lambda path: ("delta" in path.relative_to(folder).as_posix(), path))


def _is_of_kind(path: Path, folder: Path, kind: Kind) -> bool:
    stem, _, ending = path.name.removesuffix(".gz").rpartition(".")
    named = path.parent != folder or stem == kind or stem.startswith((f"{kind}-", f"{kind}_"))
    suffix = f".{ending.lower()}"
    if named and suffix in _OTHER_FORMATS:
        raise TrainingInputError(
            f"{path.relative_to(folder).as_posix()}: files of this format are not read.",
            fix="Save it as CSV in UTF-8, or take it out of the folder.",
        )
    return named and suffix in _SUFFIXES


def _listing(folder: Path) -> str:
    names = sorted(path.name for path in folder.iterdir())
    return ", ".join(names[:10]) + (" and more" if len(names) > 10 else "") if names else "nothing"
