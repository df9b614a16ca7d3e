"""When an import is held: nothing changes, and people look at the file first."""

from collections.abc import Iterator
from dataclasses import dataclass

from shopguide.catalog.reading.facts import SourceFacts, percent_sure
from shopguide.domain.catalog_import import ImportCounts


@dataclass(frozen=True, slots=True)
class HoldLimits:
    """What an import may do without being asked.

    Attributes:
        max_rejected_share: Of the file's rows; more invalid ones than that hold the import.
        max_removed_share: Of the family's live rows; more removals than that hold it.
        min_encoding_confidence: A guess of the file's encoding that is less sure holds it.
    """

    max_rejected_share: float = 0.05
    max_removed_share: float = 0.30
    min_encoding_confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class Hold:
    """Why an import is held: a stable word, what was found, and what can be done about it."""

    code: str
    finding: str
    fix: str


def holds_of(
    counts: ImportCounts, live_rows: int, facts: SourceFacts, limits: HoldLimits
) -> list[Hold]:
    """Every hold that a file asks for.

    Args:
        counts: Of the whole file.
        live_rows: Rows of the family before the import.
        facts: What the file's reader had to guess.
        limits: Beyond which a file is held.
    """
    return [
        *_too_many_rejected(counts, limits.max_rejected_share),
        *_too_many_removed(counts, live_rows, limits.max_removed_share),
        *_uncertain_encoding(facts, limits.min_encoding_confidence),
    ]


def held_text(holds: list[Hold], import_id: str) -> str:
    """What holds an import, in sentences that end with the way to approve it."""
    return (
        f"{_sentences(holds)} Nothing was changed. To import the file as it is:"
        f" `shopguide catalog approve {import_id}`."
    )


def would_hold_text(holds: list[Hold]) -> str:
    """What would hold the import of a file that was only checked."""
    return (
        f"The import of this file would be held. {_sentences(holds)} If all of it is meant, upload"
        " the file and approve its import."
    )


def _sentences(holds: list[Hold]) -> str:
    return " ".join(f"{hold.finding} {hold.fix}" for hold in holds)


def _too_many_rejected(counts: ImportCounts, most: float) -> Iterator[Hold]:
    if counts.rejected > most * counts.read:
        yield Hold(
            "too_many_rejected",
            f"{_share(counts.rejected, counts.read, 'rows of the file')} are invalid, more than"
            f" {most:.1%}.",
            "Correct these rows in the file (rejected.csv lists them, and the report begins with"
            " the most common problem), and upload the whole file again.",
        )


def _too_many_removed(counts: ImportCounts, live_rows: int, most: float) -> Iterator[Hold]:
    if counts.removed > most * live_rows:
        yield Hold(
            "too_many_removed",
            f"{_share(counts.removed, live_rows, 'live rows')} are missing from the file and would"
            f" be removed, more than {most:.1%}.",
            "Upload the whole catalogue, or changes alone as products-delta.",
        )


def _uncertain_encoding(facts: SourceFacts, least: float) -> Iterator[Hold]:
    guess = facts.encoding
    if guess.confidence < least:
        sure = percent_sure(guess.confidence)
        yield Hold(
            "uncertain_encoding",
            f"The file was read as {guess.value}, which is only {sure} sure, less"
            f" than {least:.0%}: if that is wrong, its texts are garbled.",
            "Look at the titles in the report; if they are garbled, save the file as UTF-8 (in"
            " Excel: Save As, “CSV UTF-8”) and upload it again.",
        )


def _share(part: int, whole: int, what: str) -> str:
    return f"{part:,} of {whole:,} {what} ({part / whole:.1%})"
