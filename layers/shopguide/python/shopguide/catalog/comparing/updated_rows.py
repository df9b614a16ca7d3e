"""All rows of one id of a file that has only some columns: what they make of the live row."""

from collections.abc import Sequence

from shopguide.catalog.comparing.duplicates import stands_already, too_many_rows
from shopguide.catalog.comparing.joined_rows import JoinedRow, with_history
from shopguide.catalog.comparing.manifest import Fingerprints, ManifestRow, manifest_row
from shopguide.catalog.comparing.row_problems import RowProblems
from shopguide.catalog.comparing.staging import StagedRow
from shopguide.catalog.rows.product_updates import ProductUpdates
from shopguide.catalog.rows.row_parsing import ParsedRow, RowError, check_id
from shopguide.domain.json_value import JsonObject
from shopguide.domain.product import Product, product_from_json
from shopguide.domain.row_problem import ProblemCode


class RowUpdating:
    """Applies the rows of one id, of different sellers, one after the other to the live product.

    `merged` counts the rows of the file that only tell more of another one.

    Args:
        updates: Reads the file's rows.
        problems: Takes rows that are invalid, and warnings.
        at: When the import began; from then on its prices hold.
    """

    def __init__(self, updates: ProductUpdates, problems: RowProblems, *, at: str) -> None:
        self._updates = updates
        self._problems = problems
        self._at = at
        self.merged = 0

    def join(
        self, row_id: str, rows: Sequence[StagedRow], before: ManifestRow | None
    ) -> JoinedRow | None:
        """The row after the import; None where none of `rows` is valid."""
        whole = [row for row in rows if not row.is_rejected]
        try:
            known = _known(row_id, before) if whole else {}
        except RowError as error:
            for row in whole:
                self._problems.reject(row.line, row_id, error, row.fields, row.rows)
            return None
        if not (whole and before) or (parsed := self._apply(row_id, whole, known)) is None:
            return None
        # What is live does not follow from the row alone, so its fingerprint is none.
        fingerprints = Fingerprints("", parsed.text_fingerprint, parsed.fields_fingerprint)
        if (before.text, before.fields) == fingerprints[1:]:
            return JoinedRow(before, known)
        content = with_history(parsed.content, parsed.product, known, self._at)
        return JoinedRow(manifest_row(row_id, fingerprints, content), content)

    def refuse(self, row: StagedRow) -> None:
        """Reject a row beyond `MAX_ROWS_OF_ID`, if that was not done before."""
        if not row.is_rejected:
            error = too_many_rows(row.row_id)
            self._problems.reject(row.line, row.row_id, error, row.fields, row.rows)

    def _apply(self, row_id: str, rows: Sequence[StagedRow], known: JsonObject) -> ParsedRow | None:
        """The product with every valid row; each tells its own warnings, with its line."""
        product = product_from_json(known)
        parsed: ParsedRow | None = None
        lines: dict[str, int] = {}
        accepted = 0
        for row in rows:
            fields = row.fields
            seller = self._updates.seller(fields)
            try:
                if seller in lines:
                    raise stands_already(row_id, lines[seller])
                parsed = self._updates.update(fields, product, is_first=not lines)
            except RowError as error:
                self._problems.reject(row.line, row_id, error, fields, row.rows)
                continue
            product = _product_of(parsed)
            lines[seller] = row.line
            accepted += row.rows
            self._problems.warn(row.line, row_id, parsed.warnings)
        self.merged += accepted - 1 if lines else 0
        return parsed


def _product_of(parsed: ParsedRow) -> Product:
    if parsed.product is None:
        raise TypeError("an updated row has its product")
    return parsed.product


def _known(row_id: str, before: ManifestRow | None) -> JsonObject:
    """What the shop has of the product.

    Raises:
        RowError: it has none, or nobody knows what it says.
    """
    check_id("id", row_id)
    if before is None:
        reason = "the shop has no product of this id; a new product needs a title"
        raise RowError("id", row_id, reason, ProblemCode.NOT_IN_SHOP)
    if (content := before.content) is None:
        reason = "the shop does not know all columns of this product, which an older version"
        reason = f"{reason} imported: upload it once with all of them"
        raise RowError("id", row_id, reason)
    return content
