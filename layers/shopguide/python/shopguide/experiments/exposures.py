"""Notes which shopper was given which variant, as lines of the journal of events."""

import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from threading import Lock
from uuid import uuid4

from shopguide.domain.errors import UnavailableError
from shopguide.domain.journal import exposure_line
from shopguide.domain.json_value import JsonObject
from shopguide.domain.recommending import NO_CONTEXT, Context
from shopguide.domain.record_key import exposed_key
from shopguide.events.journal import Journal
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import Put, RecordTable, Write

_log = logging.getLogger(__name__)

INTERLEAVED = "interleaved"
"""Variant of a line that tells of a list which was drafted from both variants."""

_MARK_KEPT = timedelta(days=2)
_REMEMBERED = 50_000


class ExposureLog:
    """Writes lines of type ``exposure``; safe to share between threads.

    What cannot be written is lost, for no shopper waits for an experiment: whether it can does not
    depend on the variant, so the loss takes from all of them alike.
    """

    def __init__(self, records: RecordTable, journal: Journal, clock: Clock) -> None:
        self._records = records
        self._journal = journal
        self._clock = clock
        self._lock = Lock()
        self._noted: OrderedDict[tuple[str, ...], None] = OrderedDict()

    def note(
        self, shopper_id: str, experiment: str, variant: str, context: Context = NO_CONTEXT
    ) -> None:
        """Note that a shopper is given a variant; again on the same day, it costs next to nothing.

        A shopper who is given another variant on the same day, as after a change of shares, is
        noted with that one, too.
        """
        now = self._clock.now()
        day = now.date().isoformat()
        if not self._is_new((day, experiment, variant, shopper_id)):
            return
        key = exposed_key(shopper_id, day, experiment, variant)
        mark = Put(key, {}, if_absent=True, expires_at=int((now + _MARK_KEPT).timestamp()))
        self._write(shopper_id, experiment, variant, context, {}, mark)

    def note_drafted(
        self,
        shopper_id: str,
        experiment: str,
        ranking_id: str,
        teams: Mapping[str, Sequence[str]],
        context: Context = NO_CONTEXT,
    ) -> None:
        """Note which variant gave which products of an interleaved list, for every list."""
        drafted: JsonObject = {name: list(ids) for name, ids in teams.items()}
        further: JsonObject = {"ranking_id": ranking_id, "teams": drafted}
        self._write(shopper_id, experiment, INTERLEAVED, context, further)

    def _is_new(self, noted: tuple[str, ...]) -> bool:
        """Whether this process has not noted it; it remembers the last `_REMEMBERED`."""
        with self._lock:
            if noted in self._noted:
                return False
            self._noted[noted] = None
            if len(self._noted) > _REMEMBERED:
                self._noted.popitem(last=False)
        return True

    def _write(
        self,
        shopper_id: str,
        experiment: str,
        variant: str,
        context: Context,
        further: JsonObject,
        *marks: Write,
    ) -> None:
        now = self._clock.now()
        event_id = str(uuid4())
        line = exposure_line(event_id, shopper_id, experiment, variant, now, context)
        try:
            self._journal.open_day(now)
            put = self._journal.put(event_id, {**line, **further}, now)
            self._records.write_groups([(*marks, put)])
        except UnavailableError as error:
            _log.warning("an exposure to experiment %s was not noted: %s", experiment, error)
