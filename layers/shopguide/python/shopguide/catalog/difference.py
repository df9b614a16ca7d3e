"""What changed: staged rows against the live manifest, one hash partition at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shopguide.catalog.manifest import (
    PARTITIONS,
    UNCERTAIN,
    Fingerprints,
    ManifestReader,
    ManifestRow,
    ManifestWriter,
    manifest_row,
)
from shopguide.catalog.rejections import RejectionLog
from shopguide.catalog.row_parsing import ParsedRow, RowError, RowParser, rejection_of
from shopguide.catalog.staging import RowStage, StagedRow
from shopguide.domain.batch import ChangeKind, RowChange


@dataclass(slots=True)
class Difference:
    """Rows by what happened to them (``unchanged, added, changed_text, changed_fields, removed``).

    `live` is how many rows the family had before, by its last published manifest; rows of imports
    that never went live are no part of it, nor of `removed`.
    """

    rows: Counter[str] = field(default_factory=Counter)
    live: int = 0


class Comparison:
    """Compares a staged file with what is live.

    Args:
        stage: The file's rows.
        parser: Of the file's kind.
        removes: Whether rows missing from the file leave the shop.
        rejections: Takes rows that turn out to be invalid.
        emit: Takes each change.
    """

    def __init__(
        self,
        stage: RowStage,
        parser: RowParser,
        *,
        removes: bool,
        rejections: RejectionLog,
        emit: Callable[[RowChange], None],
    ) -> None:
        self._stage = stage
        self._parser = parser
        self._removes = removes
        self._rejections = rejections
        self._emit = emit
        self._difference = Difference()

    def run(
        self, live: ManifestReader, unsettled: Iterable[ManifestReader], manifest: ManifestWriter
    ) -> Difference:
        """Emit the changes that lead from `live` to the file, and write the manifest of its end.

        `unsettled` are the manifests of imports that may have touched the index since. What only
        they have is removed unless the file has it, also by a delta: it never was in the shop.
        """
        unsettled = list(unsettled)
        for number in range(PARTITIONS):
            known = before = live.partition(number)
            for reader in unsettled:
                known = merge_uncertain(known, reader.partition(number))
            strays = [row_id for row_id in known if row_id not in before]
            after = self._compare(number, {row_id: known[row_id] for row_id in before}, strays)
            self._difference.live += len(before)
            manifest.add(after.values())
        return self._difference

    def _compare(
        self, number: int, live: Mapping[str, ManifestRow], strays: Iterable[str]
    ) -> dict[str, ManifestRow]:
        """Compare one partition; its rows after the import.

        A row that is rejected leaves the live one as it was. `strays` are ids that the index may
        have although they are not live.
        """
        first_lines: dict[str, int] = {}
        rejected: set[str] = set()
        after: dict[str, ManifestRow] = {}
        for row in self._stage.partition(number):
            if row.fields is None:
                rejected.add(row.row_id)
                continue
            try:
                after[row.row_id] = self._row_of(row, row.fields, live, first_lines)
            except RowError as error:
                rejected.add(row.row_id)
                self._rejections.add(rejection_of(row.line, row.row_id, error), row.fields)
        for row_id in strays:
            if row_id not in after:
                self._emit(RowChange(ChangeKind.REMOVE, row_id, {}))
        for row_id, before in live.items():
            if row_id in rejected or not self._removes:
                after.setdefault(row_id, before)
            elif row_id not in after:
                self._change(ChangeKind.REMOVE, "removed", row_id)
        return after

    def _row_of(
        self,
        row: StagedRow,
        fields: Sequence[str],
        live: Mapping[str, ManifestRow],
        first_lines: dict[str, int],
    ) -> ManifestRow:
        if row.row_id in first_lines:
            reason = f"the id stands in line {first_lines[row.row_id]} already"
            raise RowError("id", row.row_id, reason)
        before = live.get(row.row_id)
        if before and before.row == row.fingerprint:
            after = before
            self._difference.rows["unchanged"] += 1
        else:
            parsed = self._parser.parse(fields)
            fingerprints = Fingerprints(
                row.fingerprint, parsed.text_fingerprint, parsed.fields_fingerprint
            )
            after = manifest_row(row.row_id, fingerprints, parsed.content)
            self._emit_change(parsed, before, after)
        first_lines[row.row_id] = row.line
        return after

    def _emit_change(
        self, parsed: ParsedRow, before: ManifestRow | None, after: ManifestRow
    ) -> None:
        if before is None:
            self._change(ChangeKind.WRITE, "added", parsed.row_id, parsed)
        elif before.text != after.text:
            self._change(ChangeKind.WRITE, "changed_text", parsed.row_id, parsed)
        elif before.fields != after.fields:
            self._change(ChangeKind.FIELDS, "changed_fields", parsed.row_id, parsed)
        else:
            self._difference.rows["unchanged"] += 1

    def _change(
        self, kind: ChangeKind, count: str, row_id: str, parsed: ParsedRow | None = None
    ) -> None:
        self._difference.rows[count] += 1
        self._emit(RowChange(kind, row_id, parsed.content if parsed else {}))


def merge_uncertain(
    known: Mapping[str, ManifestRow], touched: Mapping[str, ManifestRow]
) -> dict[str, ManifestRow]:
    """Live rows after an import that did not end: what the two disagree on is `UNCERTAIN`."""
    merged = dict(known)
    for row_id, row in {**touched, **known}.items():
        other = touched.get(row_id)
        if row_id in known and other and (other.text, other.fields) == (row.text, row.fields):
            continue
        merged[row_id] = row.with_fingerprints(row_id, UNCERTAIN)
    return merged
