"""What changed: staged rows against what is live, one hash partition at a time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from shopguide.catalog.comparing.duplicates import MAX_ROWS_OF_ID
from shopguide.catalog.comparing.joined_rows import RowJoining
from shopguide.catalog.comparing.known_rows import KnownPartition, KnownRows
from shopguide.catalog.comparing.manifest import PARTITIONS, ManifestRow, ManifestWriter
from shopguide.catalog.comparing.row_outcomes import RowOutcomes
from shopguide.catalog.comparing.staging import RowStage, StagedRow
from shopguide.catalog.comparing.updated_rows import RowUpdating


class Comparison:
    """Compares a staged file with what is live.

    Args:
        stage: The file's rows.
        joining: Makes one row of all that the file has of it.
        removes: Whether rows missing from the file leave the shop.
        outcomes: Takes what becomes of each row.
    """

    def __init__(
        self,
        stage: RowStage,
        joining: RowJoining | RowUpdating,
        *,
        removes: bool,
        outcomes: RowOutcomes,
    ) -> None:
        self._stage = stage
        self._joining = joining
        self._removes = removes
        self._outcomes = outcomes

    def run(self, rows: KnownRows, manifest: ManifestWriter) -> int:
        """Write the manifest of the file's end; how many rows the family has before.

        What only unfinished imports have is removed unless the file has it, also by a delta: it
        never was in the shop.
        """
        live = 0
        for number in range(PARTITIONS):
            known = rows.partition(number)
            live += len(known.live)
            manifest.add(self._compare(self._groups(number), known).values())
        return live

    def _groups(self, number: int) -> Mapping[str, Sequence[StagedRow]]:
        groups: defaultdict[str, list[StagedRow]] = defaultdict(list)
        for row in self._stage.partition(number):
            rows = groups[row.row_id]
            if len(rows) < MAX_ROWS_OF_ID:
                rows.append(row)
            else:
                self._joining.refuse(row)
        return groups

    def _compare(
        self, groups: Mapping[str, Sequence[StagedRow]], known: KnownPartition
    ) -> dict[str, ManifestRow]:
        """Compare one partition; its rows after the import.

        Where all that the file has of a row is rejected, the live one stays as it was.
        """
        after: dict[str, ManifestRow] = {}
        for row_id, rows in groups.items():
            joined = self._joining.join(row_id, rows, known.live.get(row_id))
            if joined:
                after[row_id] = joined.row
                self._outcomes.take(row_id, joined.row, known, joined.content)
        for row_id in known.strays:
            if row_id not in after:
                self._outcomes.drop_stray(row_id, known)
        for row_id in known.live:
            if row_id in after:
                continue
            if row_id in groups or not self._removes:
                after[row_id] = self._outcomes.keep(row_id, known)
            else:
                self._outcomes.take(row_id, None, known)
        return after
