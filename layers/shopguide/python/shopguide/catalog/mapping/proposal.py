"""A proposal of what the columns of a file mean, with how sure it is and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shopguide.catalog.mapping.assignment import best_assignment
from shopguide.catalog.mapping.leftovers import Leftover, leftover_of
from shopguide.catalog.mapping.price_notation import guess_currency, guess_decimal_mark
from shopguide.catalog.mapping.proposal_notes import notes_of
from shopguide.catalog.mapping.sample import SAMPLED_ROWS, Sample
from shopguide.catalog.mapping.sampled_column import SampledColumn
from shopguide.catalog.mapping.scores import Score, scores_of
from shopguide.catalog.mapping.shared_columns import in_price_order, share_codes
from shopguide.catalog.reading.facts import FileFormat
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.text.catalog_columns import COLUMNS, Columns, header_word

LEAST_CONFIDENCE = 0.35
_ENOUGH_ROWS = 20
"""With fewer, that a column is empty or the same in every row may be chance."""
_IN_EVERY_ROW = 0.9
"""Where each row names its own columns, those that fewer rows have are not listed one by one: the
next file may be without them, and have others."""


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """One native column: its header, confidence (0 to 1), evidence and three sample values."""

    native: str
    header: str
    confidence: float
    evidence: tuple[str, ...]
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MappingProposal:
    """A mapping, and why it is this one.

    Attributes:
        kind: What the file's rows are.
        mapping: To be looked at by a person.
        columns: Its native columns.
        others: Every other column: an attribute, or left out.
        missing: Required native columns that no column seems to be.
        notes: What a person should know or decide, in sentences.
        rows: How many rows were looked at.
    """

    kind: CatalogKind
    mapping: ColumnMapping
    columns: tuple[ProposedColumn, ...]
    others: tuple[Leftover, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    rows: int


def propose_mapping(
    sample: Sample, kind: CatalogKind, *, currency: str = "", shop_currency: str = ""
) -> MappingProposal:
    """Find out what the columns of a sample mean.

    Args:
        sample: The beginning of the file.
        kind: What its rows are.
        currency: ISO 4217 code of the prices, where a person knows it.
        shop_currency: That of the shop, which prices without one are in by default.
    """
    columns = COLUMNS[kind]
    corrected = in_price_order(share_codes(_assigned(sample.columns, columns)))
    found = {native: corrected[native] for native in columns.known if native in corrected}
    used = {column.header for column, _ in found.values()}
    others = _others([c for c in sample.columns if c.header not in used], columns, sample.rows)
    prices = [found[native][0] for native in ("price", "sale_price") if native in found]
    is_named = bool(currency) or "currency" in found
    guess = guess_currency([] if is_named else prices, sample.columns, shop_currency)
    missing = columns.missing(found)
    mapping = ColumnMapping(
        columns={native: column.header for native, (column, _) in found.items()},
        attributes=_attributes(others, columns, is_open=sample.grows),
        ignore=tuple(o.column.header for o in others if not o.name) if columns.keeps_others else (),
        currency=currency or guess.currency,
        decimal_mark=guess_decimal_mark(prices),
    )
    if sample.facts.format is FileFormat.SHOPIFY:
        # The reader gives the columns our names, which stand nowhere in the file.
        mapping = replace(mapping, columns={}, attributes=None)
        found = {native: entry for native, entry in found.items() if entry[0].filled}
    return MappingProposal(
        kind=kind,
        mapping=mapping,
        columns=tuple(_proposed(native, *entry) for native, entry in found.items()),
        others=others,
        missing=missing,
        notes=notes_of(sample, found, missing, others, guess.note),
        rows=sample.rows,
    )


def _assigned(
    sampled: Sequence[SampledColumn], columns: Columns
) -> dict[str, tuple[SampledColumn, Score]]:
    """The native columns that were found, in their usual order."""
    scores = scores_of(sampled, columns)
    hopeful = [
        (column, by_native)
        for column, by_native in zip(sampled, scores, strict=True)
        if any(score.confidence > LEAST_CONFIDENCE for score in by_native.values())
    ]
    matrix = [
        [by_native[native].confidence if native in by_native else 0.0 for _, by_native in hopeful]
        for native in columns.known
    ]
    chosen = best_assignment(matrix, LEAST_CONFIDENCE)
    return {
        native: (hopeful[position][0], hopeful[position][1][native])
        for native, position in zip(columns.known, chosen, strict=True)
        if position is not None
    }


def _others(rest: Sequence[SampledColumn], columns: Columns, rows: int) -> tuple[Leftover, ...]:
    """What becomes of the further columns; no two are attributes of the same name."""
    others: list[Leftover] = []
    names: set[str] = set()
    for column in rest:
        other = leftover_of(column, columns, knows_all=_ENOUGH_ROWS <= rows < SAMPLED_ROWS)
        if other.name in names:
            other = Leftover(column, column.header, "kept under its own header")
        if other.name:
            names.add(other.name)
        others.append(other)
    return tuple(others)


def _attributes(
    others: Sequence[Leftover], columns: Columns, *, is_open: bool
) -> Mapping[str, str] | None:
    """None where the import would keep the same attributes by itself."""
    kept = [other for other in others if other.name]
    if not columns.keeps_others:
        return None
    if is_open and any(other.column.filled_share < _IN_EVERY_ROW for other in kept):
        return None
    if all(_usual_attribute(other, columns) == other.name for other in kept):
        return None
    return {other.name: other.column.header for other in kept}


def _usual_attribute(other: Leftover, columns: Columns) -> str:
    header = other.column.header
    name = columns.synonyms.get(header_word(header), header)
    # A header that means a native column would be taken for it.
    return "" if name in columns.known else name


def _proposed(native: str, column: SampledColumn, score: Score) -> ProposedColumn:
    return ProposedColumn(
        native, column.header, score.confidence, score.evidence, column.examples()
    )
