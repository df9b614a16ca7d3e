"""What a person should know or decide about a proposed mapping, in sentences."""

from collections.abc import Iterator, Mapping, Sequence

from shopguide.catalog.mapping.leftovers import Leftover
from shopguide.catalog.mapping.sample import SAMPLED_ROWS, Sample
from shopguide.catalog.mapping.sampled_column import SampledColumn
from shopguide.catalog.mapping.scores import Score
from shopguide.catalog.reading.facts import FileFormat

_FEW_ROWS = 20
_UNSURE = 0.6
_REQUIRED = {
    "id": "an id that never changes and differs from row to row",
    "title": "the name of the product",
    "product_id": "the id of the product that the review is about",
    "text": "the text",
    "question": "the question",
    "answer": "the answer",
}


def notes_of(
    sample: Sample,
    found: Mapping[str, tuple[SampledColumn, Score]],
    missing: Sequence[str],
    others: Sequence[Leftover],
    currency_note: str,
) -> tuple[str, ...]:
    """The notes, the most important first."""
    notes = [_missing(native) for native in missing]
    if sample.facts.format is FileFormat.SHOPIFY:
        notes.append(
            "This is Shopify's product export, which is understood without a mapping. The mapping"
            " only names the currency and what is left out."
        )
    notes += [currency_note] if currency_note else []
    notes += _doubts(found)
    notes += [
        f"More than one column has the header {header!r}; a mapping can name only the first. Rename"
        " the others in the file."
        for header in sample.repeated
    ]
    if sample.rows < min(_FEW_ROWS, SAMPLED_ROWS):
        notes.append(f"The file has only {sample.rows} rows to learn from: look at every column.")
    notes += _further(found, others)
    return tuple(notes)


def _missing(native: str) -> str:
    wanted = _REQUIRED.get(native, f"the {native}")
    return (
        f"No column seems to be {native!r}, {wanted}. Every file needs one: write its header into"
        f' the mapping\'s "columns", or add the column to the file.'
    )


def _doubts(found: Mapping[str, tuple[SampledColumn, Score]]) -> Iterator[str]:
    for native, (column, score) in found.items():
        if score.confidence < _UNSURE:
            yield f"It is not sure that {column.header!r} is the {native}: look at its values."
    if "id" in found and found["id"][0].distinct_share < 1 and "seller" not in found:
        column = found["id"][0]
        repeated = len(column.filled) - column.distinct
        yield (
            f"{repeated:,} of {len(column.filled):,} rows repeat an id that stands in an earlier"
            f" row in {column.header!r}; the first valid row of each counts."
        )


def _further(
    found: Mapping[str, tuple[SampledColumn, Score]], others: Sequence[Leftover]
) -> Iterator[str]:
    kept = [other.column for other in others if other.name]
    levels = [column.header for column in kept if "级类目" in column.header]
    if levels and "product_type" in found:
        yield (
            f"{', '.join(map(repr, levels))} stay attributes: a mapping takes one column for the"
            " category. Join them in the file, such as 'Audio > Headphones', to have them all."
        )
