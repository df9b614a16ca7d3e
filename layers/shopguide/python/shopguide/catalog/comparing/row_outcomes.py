"""What becomes of each row: counted, told to the statistics, and emitted as a change if it is one.

A file and an earlier version are compared with what is live each in its own way; what follows from
a row before and after is the same, and stands here.
"""

from collections import Counter
from collections.abc import Callable

from shopguide.catalog.comparing.known_rows import KnownPartition
from shopguide.catalog.comparing.manifest import UNCERTAIN, ManifestRow
from shopguide.catalog.comparing.product_passages import LiveProducts, ProductMoves
from shopguide.catalog.reports.statistics import ImportStatistics
from shopguide.domain.batch import ChangeKind, RowChange
from shopguide.domain.json_value import JsonObject

_KINDS = {"changed_text": ChangeKind.WRITE, "changed_fields": ChangeKind.FIELDS}


class RowOutcomes:
    """Takes one row after the other.

    `rows` counts them by outcome (``unchanged, added, changed_text, changed_fields, removed``):
    what happens to the live catalogue. What only has to be put right in the index after an
    unfinished import is emitted, but not counted.

    Args:
        emit: Takes each change.
        statistics: Is told of each row.
        shown: Which rows are in the index, of a family where that depends on products.
        moves: Is told which products come and go, in an import of products.
    """

    def __init__(
        self,
        emit: Callable[[RowChange], None],
        statistics: ImportStatistics,
        *,
        shown: LiveProducts | None = None,
        moves: ProductMoves | None = None,
    ) -> None:
        self._emit = emit
        self._statistics = statistics
        self.shown = shown
        self.moves = moves
        self.rows: Counter[str] = Counter()

    def take(
        self,
        row_id: str,
        after: ManifestRow | None,
        known: KnownPartition,
        content: JsonObject | None = None,
    ) -> None:
        """Take a row that is live, or is to be.

        Args:
            row_id: Its id.
            after: The row as it is to be; None if it leaves the shop.
            known: Its partition.
            content: What `after` says, if that is at hand.
        """
        before = known.live.get(row_id)
        outcome = outcome_of(before, after)
        self.rows[outcome] += 1
        if outcome == "unchanged":
            wanted = after is not None and self._statistics.wants(row_id)
            self._statistics.unchanged(row_id, after.content if wanted and after else None)
            if before is after and row_id not in known.uncertain:
                return
        else:
            content = content or (after and after.content)
            self._statistics.change(outcome, row_id, before and before.content, content)
        self._put_right(row_id, after, known, _KINDS.get(outcome), content)

    def keep(self, row_id: str, known: KnownPartition) -> ManifestRow:
        """Let a live row be what it is, also where an unfinished import changed the index.

        Returns:
            The row for the next manifest; it stays uncertain where nobody knows what it said.
        """
        row = known.live[row_id]
        if row_id not in known.uncertain:
            return row
        if not row.has_content:
            return row.with_fingerprints(row_id, UNCERTAIN)
        self._put_right(row_id, row, known, None, None)
        return row

    def drop_stray(self, row_id: str, known: KnownPartition) -> None:
        """Remove what only an unfinished import put into the index."""
        self._put_right(row_id, None, known, None, None)

    def _put_right(
        self,
        row_id: str,
        after: ManifestRow | None,
        known: KnownPartition,
        kind: ChangeKind | None,
        content: JsonObject | None,
    ) -> None:
        before = known.live.get(row_id)
        is_certain = row_id not in known.uncertain and (
            self.shown is None or self.shown.is_certain(before)
        )
        was, stays = self._is_shown(before), self._is_shown(after)
        if self.moves:
            wavers = row_id in known.wavering
            self.moves.note(row_id, was=was, stays=stays, wavers=wavers)
        if not stays:
            if was or not is_certain:
                self._emit(RowChange(ChangeKind.REMOVE, row_id))
            return
        if not was or not is_certain:
            kind = ChangeKind.WRITE
        if kind:
            self._emit(RowChange(kind, row_id, content or (after and after.content) or {}))

    def _is_shown(self, row: ManifestRow | None) -> bool:
        """Whether the row is in the index; a row of times without content is, whatever it says."""
        if row is None:
            return False
        content = row.content if self.shown else None
        return content is None or self.shown is None or self.shown.shows(content)


def outcome_of(before: ManifestRow | None, after: ManifestRow | None) -> str:
    """What happens to a row."""
    if before is None:
        return "added"
    if after is None:
        return "removed"
    if before.text != after.text:
        return "changed_text"
    return "unchanged" if before.fields == after.fields else "changed_fields"
