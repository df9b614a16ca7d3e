"""All rows that a file has of one id, as the one row that the shop has after the import."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, cast

from shopguide.catalog.comparing.duplicates import stands_already, too_many_rows
from shopguide.catalog.comparing.manifest import Fingerprints, ManifestRow, manifest_row
from shopguide.catalog.comparing.product_passages import LiveProducts, product_of_passages
from shopguide.catalog.comparing.row_problems import RowProblems
from shopguide.catalog.comparing.staging import StagedRow
from shopguide.catalog.rows.offers import join_offers
from shopguide.catalog.rows.row_parsing import ParsedRow, RowError, RowParser
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.offer import Offer
from shopguide.domain.price_history import extend_history, history_from_json, history_to_json
from shopguide.domain.product import Product, product_from_json
from shopguide.domain.row_problem import ProblemCode

PRICE_HISTORY = "price_history"


class JoinedRow(NamedTuple):
    """A row of the new manifest, and what it says where that is at hand."""

    row: ManifestRow
    content: JsonObject | None = None


@dataclass(slots=True)
class _Accepted:
    """The valid rows of one id, and whose rows were not."""

    rows: list[StagedRow] = field(default_factory=list)
    parsed: list[ParsedRow] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    rejects_unknown: bool = False

    @property
    def rejects(self) -> bool:
        return bool(self.rejected) or self.rejects_unknown

    def keeps_offer_of(self, seller: str) -> bool:
        """Whether the live offer stays, because the file's row about it may be this wrong one."""
        return seller not in self.lines and (self.rejects_unknown or seller in self.rejected)

    def tells_of(self, offer: Offer) -> bool:
        """Whether there is such an offer after the import; a new one takes the live one's place."""
        return offer.seller in self.lines or self.keeps_offer_of(offer.seller)


class RowJoining:
    """Validates rows and joins those of one id.

    Rows of different sellers are offers of one product; of several rows of one seller, the first
    valid one counts. A seller whose row is rejected keeps the offer that is live, and so does every
    seller without a valid row where a rejected one does not say whose it is.

    `merged` counts the rows of the file that only tell more of another one.

    Args:
        parser: Of the file's kind.
        problems: Takes rows that are invalid, and warnings.
        keeps_offers: Whether other sellers' live offers stay, as in a delta.
        at: When the import began; from then on its prices hold.
        shown: The products that rows may be about, of a family that follows them.
    """

    def __init__(
        self,
        parser: RowParser,
        problems: RowProblems,
        *,
        keeps_offers: bool,
        at: str,
        shown: LiveProducts | None,
    ) -> None:
        self._parser = parser
        self._problems = problems
        self._keeps_offers = keeps_offers
        self._at = at
        self._shown = shown
        self.merged = 0

    def join(
        self, row_id: str, rows: Sequence[StagedRow], before: ManifestRow | None
    ) -> JoinedRow | None:
        """The row after the import; None where none of `rows` is valid."""
        if before and before.row and before.row == _fingerprint(rows) and before.has_content:
            self._count(rows)
            if before.has_warnings or self._shown:
                content = before.content if self._shown else None
                self._warn(row_id, rows, before.warnings, content)
            return JoinedRow(before)
        accepted = self._accept(row_id, rows)
        if not accepted.rows:
            return None
        self._count(accepted.rows)
        return self._joined(row_id, accepted, before)

    def refuse(self, row: StagedRow) -> None:
        """Reject a row beyond `MAX_ROWS_OF_ID`, if that was not done before."""
        if row.is_rejected:
            return
        fields = row.fields
        error = too_many_rows(row.row_id)
        try:
            self._parser.parse(fields)
        except RowError as other:
            error = other
        self._problems.reject(row.line, row.row_id, error, fields, row.rows)

    def _count(self, rows: Sequence[StagedRow]) -> None:
        self.merged += sum(row.rows for row in rows) - 1

    def _accept(self, row_id: str, rows: Sequence[StagedRow]) -> _Accepted:
        accepted = _Accepted()
        for row in rows:
            if row.is_rejected:
                accepted.rejects_unknown = True
                continue
            fields = row.fields
            seller = self._parser.seller(fields)
            try:
                parsed = self._parse(row, fields, accepted.lines.get(seller))
            except RowError as error:
                self._problems.reject(row.line, row_id, error, fields, row.rows)
                accepted.rejected.add(seller)
                continue
            accepted.lines[seller] = row.line
            accepted.rows.append(row)
            accepted.parsed.append(parsed)
        return accepted

    def _parse(self, row: StagedRow, fields: Sequence[str], first: int | None) -> ParsedRow:
        if first is not None:
            raise stands_already(row.row_id, first)
        return self._parser.parse(fields)

    def _joined(self, row_id: str, accepted: _Accepted, before: ManifestRow | None) -> JoinedRow:
        known = before.content if before else None
        kept = self._live_offers(accepted, known)
        parsed = accepted.parsed[0]
        if kept or len(accepted.parsed) > 1:
            parsed = join_offers(accepted.parsed, kept)
        warnings: list[JsonValue] = [
            [place, each.column, each.value, each.reason, each.code.value]
            for place, one in enumerate(accepted.parsed)
            for each in one.warnings
        ]
        self._warn(row_id, accepted.rows, warnings, parsed.content)
        fingerprints = Fingerprints(
            "" if kept else _fingerprint(accepted.rows),
            parsed.text_fingerprint,
            parsed.fields_fingerprint,
        )
        if before and known and (before.text, before.fields) == fingerprints[1:]:
            return JoinedRow(before.with_fingerprints(row_id, fingerprints, warnings), known)
        content = with_history(parsed.content, parsed.product, known, self._at)
        return JoinedRow(manifest_row(row_id, fingerprints, content, warnings), content)

    def _live_offers(self, accepted: _Accepted, known: JsonObject | None) -> Product | None:
        """The live product with the offers that stay beside those of the file, if there are any."""
        may_stay = self._keeps_offers or accepted.rejects
        has_sellers = any(accepted.lines) or bool(known and known.get("offers"))
        if not (known and may_stay and has_sellers and accepted.parsed[0].product):
            return None
        live = product_from_json(known)
        if self._keeps_offers:
            sellers = {offer.seller for offer in live.offers} or {""}
            return live if sellers - accepted.lines.keys() else None
        if not any(accepted.keeps_offer_of(offer.seller) for offer in live.offers):
            return None
        return replace(live, offers=tuple(filter(accepted.tells_of, live.offers)))

    def _warn(
        self,
        row_id: str,
        rows: Sequence[StagedRow],
        warnings: Sequence[JsonValue],
        content: JsonObject | None,
    ) -> None:
        for place, row in enumerate(rows):
            errors = [*_errors(warnings, place), *self._about_product(content)]
            self._problems.warn(row.line, row_id, errors)

    def _about_product(self, content: JsonObject | None) -> Iterator[RowError]:
        if self._shown and content and not self._shown.shows(content):
            reason = "the shop has no such product; the row is kept, and shown once it has"
            product_id = product_of_passages(content)
            yield RowError("product_id", product_id, reason, ProblemCode.UNKNOWN_PRODUCT)


def with_history(
    content: JsonObject, product: Product | None, known: JsonObject | None, at: str
) -> JsonObject:
    """A product's content with the history of its prices; any other row's as it is.

    Args:
        content: The product as it is to be.
        product: The same; None for rows of other families.
        known: What the live catalogue says of it, with its history so far.
        at: Since when the new prices hold.
    """
    if product is None:
        return content
    history = history_from_json(known.get(PRICE_HISTORY) if known else None)
    points = history_to_json(extend_history(history, product, at))
    return {**content, PRICE_HISTORY: points} if points else content


def _fingerprint(rows: Sequence[StagedRow]) -> str:
    """Of all rows of one id in their order; that of a single row is its own."""
    if len(rows) == 1:
        return rows[0].fingerprint
    joined = " ".join("-" if row.is_rejected else row.fingerprint for row in rows)
    return hashlib.blake2b(joined.encode(), digest_size=8).hexdigest()


def _errors(warnings: Sequence[JsonValue], place: int) -> Iterator[RowError]:
    for warning in warnings:
        of, column, value, reason, code = cast("tuple[int, str, str, str, str]", warning)
        if of == place:
            yield RowError(column, value, reason, ProblemCode(code))
