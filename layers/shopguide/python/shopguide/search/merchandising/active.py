"""The rules and synonyms in use, kept in memory until another revision is published."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from shopguide.domain.canary import NO_CANARIES
from shopguide.domain.errors import MerchandisingDamagedError, ShopGuideError, UnavailableError
from shopguide.domain.merchandising import NO_RULES, NO_SYNONYMS, Rules, Synonyms
from shopguide.domain.merchandising_revision import MerchandisingKind, Revision
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.search.merchandising.revisions import Revisions
from shopguide.search.merchandising.rule_table import rule_table
from shopguide.search.merchandising.stored import Content, load_content
from shopguide.text.merchandising.synonym_uses import prepare_synonyms

_log = logging.getLogger(__name__)

RULES_OUTDATED = "rules_outdated"
"""Note: the newest rules cannot be read, and earlier ones, or none, are applied."""

SYNONYMS_OUTDATED = "synonyms_outdated"
"""Note: the newest synonyms cannot be read, and earlier ones, or none, are used."""

# The kinds that searches go by, each with its note. Canaries are for imports.
_NOTES = {
    MerchandisingKind.RULES: RULES_OUTDATED,
    MerchandisingKind.SYNONYMS: SYNONYMS_OUTDATED,
}
_TRUST_SECONDS = 1.0
_REVISIONS_TRIED = 5
_VERSIONS_KEPT = 8


@dataclass(frozen=True, slots=True)
class ActiveMerchandising:
    """What one search goes by; `notes` say what is not as it was published."""

    rules: Rules = NO_RULES
    synonyms: Synonyms = NO_SYNONYMS
    notes: tuple[str, ...] = ()

    @property
    def rules_version(self) -> str:
        """For the trace of a search; of no rules it is that of an empty file."""
        return self.rules.version

    @property
    def synonyms_version(self) -> str:
        """For the trace of a search; of no synonyms it is that of an empty file."""
        return self.synonyms.version


class ActiveReader:
    """Reads what is in use; safe to share between threads.

    A search never fails for its rules: where the newest cannot be read, the last that could be go
    on serving, or those published before, and a note says so.

    Args:
        objects: Where the versions lie.
        records: Which one is in use.
        starter: Synonyms of a shop that never published any.
        trust_seconds: How long the records are not looked at again.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        objects: ObjectStore,
        records: RecordTable,
        *,
        starter: Synonyms = NO_SYNONYMS,
        trust_seconds: float = _TRUST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._objects = objects
        self._revisions = Revisions(records)
        self._none: dict[MerchandisingKind, Content] = {
            MerchandisingKind.RULES: NO_RULES,
            MerchandisingKind.SYNONYMS: starter,
            MerchandisingKind.CANARIES: NO_CANARIES,
        }
        self._trust_seconds = trust_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._trusted_until = -float("inf")
        self._live: Mapping[MerchandisingKind, Revision] = {}
        self._seen: dict[MerchandisingKind, str] = {}
        self._complained: set[str] = set()
        self._content = dict(self._none)
        self._active = ActiveMerchandising(NO_RULES, starter)
        # Replays ask for few versions, again and again.
        self._version = lru_cache(_VERSIONS_KEPT)(self._load)

    def active(self) -> ActiveMerchandising:
        """What is in use now; the same object until that changes.

        Raises:
            RecordsUnavailableError: the record table does not answer, and never did.
        """
        if self._clock() < self._trusted_until:
            return self._active
        # While one thread reads a new version, the others go on with the one before, if any.
        if not self._lock.acquire(blocking=not self._live):
            return self._active
        try:
            if self._clock() >= self._trusted_until:
                self._refresh()
                self._trusted_until = self._clock() + self._trust_seconds
            return self._active
        finally:
            self._lock.release()

    def without(self, kind: MerchandisingKind) -> Content:
        """What serves where nothing was ever published."""
        return self._none[kind]

    def forget(self) -> None:
        """Look at the records the next time, because they were changed here."""
        self._trusted_until = -float("inf")

    def at(self, rules_version: str, synonyms_version: str) -> ActiveMerchandising:
        """What a search went by that has these versions in its trace.

        Raises:
            MerchandisingDamagedError: one of them is not there as it was published.
        """
        rules = self._of_version(MerchandisingKind.RULES, rules_version)
        synonyms = self._of_version(MerchandisingKind.SYNONYMS, synonyms_version)
        return ActiveMerchandising(cast("Rules", rules), cast("Synonyms", synonyms))

    def _of_version(self, kind: MerchandisingKind, version: str) -> Content:
        known = (self._content[kind], self._none[kind])
        return next((one for one in known if one.version == version), None) or self._version(
            kind, version
        )

    def _load(self, kind: MerchandisingKind, version: str) -> Content:
        return load_content(self._objects, kind, version)

    def _refresh(self) -> None:
        notes = []
        for kind, revision in self._all_live().items():
            if self._seen.get(kind) != revision.version and not self._take(kind, revision):
                notes.append(_NOTES[kind])
        rules = cast("Rules", self._content[MerchandisingKind.RULES])
        synonyms = cast("Synonyms", self._content[MerchandisingKind.SYNONYMS])
        active = ActiveMerchandising(rules, synonyms, tuple(notes))
        if active != self._active:
            rule_table(rules)
            prepare_synonyms(synonyms)
            self._active = active

    def _all_live(self) -> Mapping[MerchandisingKind, Revision]:
        """The newest revisions; those of the last time while the records do not answer."""
        try:
            self._live = self._revisions.live_of(tuple(_NOTES))
        except UnavailableError as error:
            if not self._live:
                raise
            _log.warning("What is in use was not looked up: %s", error)
        return self._live

    def _take(self, kind: MerchandisingKind, revision: Revision) -> bool:
        """Load the revision; False where that cannot be done, and something else serves."""
        if not revision.version:
            self._content[kind] = self._none[kind]
        else:
            try:
                self._content[kind] = self._load(kind, revision.version)
            except (MerchandisingDamagedError, UnavailableError) as error:
                self._complain(revision, error)
                self._fall_back(kind)
                return False
        self._seen[kind] = revision.version
        return True

    def _complain(self, revision: Revision, error: ShopGuideError) -> None:
        """Tell the log, once for each version."""
        if revision.version not in self._complained:
            self._complained.add(revision.version)
            _log.error("%s", error)

    def _fall_back(self, kind: MerchandisingKind) -> None:
        """In a process that has never read any: the newest earlier version that can be read."""
        if kind in self._seen:
            return
        for revision in self._revisions.history(kind, _REVISIONS_TRIED)[1:]:
            try:
                self._content[kind] = self._load(kind, revision.version)
            except (MerchandisingDamagedError, UnavailableError):
                continue
            return
