"""What the index may have of a family: its live rows, and what unfinished imports left behind."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from types import TracebackType

from shopguide.catalog.comparing.manifest import ManifestReader, ManifestRow, open_unsettled
from shopguide.domain.live_catalogue import LiveCatalogue
from shopguide.ports.object_store import ObjectStore


@dataclass(frozen=True, slots=True)
class KnownPartition:
    """One partition of a family.

    Attributes:
        live: Its rows by the last published manifest.
        strays: Ids of rows that only unfinished imports have.
        uncertain: Ids, live or stray, of which the index may hold anything.
        wavering: Those of them that the index may have or not have; the others it surely has.
        made_of: What unfinished imports made of them, where that is not the live row.
    """

    live: Mapping[str, ManifestRow]
    strays: Sequence[str] = ()
    uncertain: frozenset[str] = frozenset()
    wavering: frozenset[str] = frozenset()
    made_of: Mapping[str, Sequence[ManifestRow]] = field(default_factory=dict)

    def settled(self, row_id: str) -> ManifestRow | None:
        """The live row, if the index surely holds it as it is."""
        return None if row_id in self.uncertain else self.live.get(row_id)


class KnownRows(AbstractContextManager["KnownRows"]):
    """Reads a family partition by partition, from 0 up.

    Args:
        objects: Where the manifests lie.
        live: Says which they are.
        family: Of the rows.
        import_id: The import that asks; what itself left behind, it does again.
    """

    def __init__(
        self, objects: ObjectStore, live: LiveCatalogue, family: str, import_id: str
    ) -> None:
        others = [other for other in live.unsettled.get(family, ()) if other != import_id]
        with ExitStack() as stack:
            self._live = stack.enter_context(
                ManifestReader(objects, live.manifests.get(family, ""))
            )
            self._unsettled = [
                stack.enter_context(open_unsettled(objects, other)) for other in others
            ]
            self._stack = stack.pop_all()

    def partition(self, number: int) -> KnownPartition:
        """One partition; ask for every number in rising order.

        Raises:
            ManifestDamagedError: a manifest is cut off or not as it was written.
        """
        live = self._live.partition(number)
        touched = [reader.partition(number) for reader in self._unsettled]
        return _merged(live, touched) if touched else KnownPartition(live)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()


def _merged(
    live: Mapping[str, ManifestRow], touched: Sequence[Mapping[str, ManifestRow]]
) -> KnownPartition:
    wavering: set[str] = set()
    made_of: defaultdict[str, list[ManifestRow]] = defaultdict(list)
    for rows in touched:
        wavering.update(live.keys() - rows.keys())
        for row_id, after in rows.items():
            before = live.get(row_id)
            if before is None or (before.text, before.fields) != (after.text, after.fields):
                made_of[row_id].append(after)
    strays = [row_id for row_id in made_of if row_id not in live]
    wavering.update(strays)
    return KnownPartition(
        live, strays, frozenset(made_of.keys() | wavering), frozenset(wavering), made_of
    )
