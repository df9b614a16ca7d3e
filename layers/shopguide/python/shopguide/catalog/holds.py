"""When an import is held: nothing changes, and people look at the file first."""

from dataclasses import dataclass

from shopguide.domain.catalog_import import ImportCounts


@dataclass(frozen=True, slots=True)
class Hold:
    """Why an import is held: a stable word and a sentence with the way on."""

    code: str
    problem: str


def hold_of(
    counts: ImportCounts, live_rows: int, *, max_rejected_share: float, max_removed_share: float
) -> Hold | None:
    """The hold that these counts ask for, if any.

    Args:
        counts: Of the whole file.
        live_rows: Rows of the family before the import.
        max_rejected_share: Of the file's rows; more than that holds the import.
        max_removed_share: Of the live rows; more than that holds the import.
    """
    if counts.rejected > max_rejected_share * counts.read:
        return Hold(
            "too_many_rejected",
            f"{_share(counts.rejected, counts.read, 'rows of the file')} are invalid, more than"
            f" {max_rejected_share:.1%}; nothing was changed. Fix the rows in rejected.csv and"
            " upload the whole file again, or raise SHOPGUIDE_MAX_REJECTED_SHARE.",
        )
    if counts.removed > max_removed_share * live_rows:
        return Hold(
            "too_many_removed",
            f"{_share(counts.removed, live_rows, 'live rows')} are missing from the file and would"
            f" be removed, more than {max_removed_share:.1%}; nothing was changed. Upload the whole"
            " catalogue (or changes alone as products-delta), or raise"
            " SHOPGUIDE_MAX_REMOVED_SHARE.",
        )
    return None


def _share(part: int, whole: int, what: str) -> str:
    return f"{part:,} of {whole:,} {what} ({part / whole:.1%})"
