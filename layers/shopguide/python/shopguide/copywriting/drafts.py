"""Drafts until somebody decides, and what was approved, in the record table."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from shopguide.domain.copy_draft import (
    CopyDraft,
    DraftStatus,
    draft_from_json,
    draft_to_json,
)
from shopguide.domain.errors import DraftDecidedError, DraftNotFoundError
from shopguide.domain.record_key import (
    COPY_DRAFTS,
    Key,
    copy_draft_key,
    product_copy_partition,
)
from shopguide.domain.short_id import whole_id
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import Put, RecordTable

KEPT_FOR = timedelta(days=90)
"""How long a draft waits; what was approved stays."""

MAX_DRAFTS = 100
_READ_AHEAD = 50

_MAX_LISTED = 10_000
"""Drafts among which the beginning of an id is looked up."""


class Drafts:
    """All drafts of one shop."""

    def __init__(self, records: RecordTable, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def keep(self, draft: CopyDraft) -> None:
        """Store a new draft, for `KEPT_FOR`."""
        expires_at = _expiry(draft)
        place = Key(COPY_DRAFTS, f"{draft.created_at}#{draft.draft_id}")
        self._records.write_groups(
            [
                [
                    Put(
                        copy_draft_key(draft.draft_id), draft_to_json(draft), expires_at=expires_at
                    ),
                    Put(place, {"draft_id": draft.draft_id}, expires_at=expires_at),
                ]
            ]
        )

    def get(self, draft_id: str) -> CopyDraft:
        """The draft.

        Raises:
            DraftNotFoundError: there is none of this id, or none any more.
        """
        record = self._records.get(copy_draft_key(draft_id))
        if record is None:
            raise DraftNotFoundError(
                f"There is no draft {draft_id!r}.",
                fix="Take ids from the list of drafts; they are kept for ninety days.",
                field="draft_id",
            )
        return draft_from_json(record)

    def whole_id(self, given: str) -> str:
        """The id of the one draft whose id begins so; `given` itself where none does.

        Raises:
            InvalidParameterError: several do; the message names them.
        """
        listed = self._records.query(COPY_DRAFTS, newest_first=True, limit=_MAX_LISTED)
        return whole_id(given, (str(each["draft_id"]) for _, each in listed), field="draft_id")

    def recent(self, status: DraftStatus | None, limit: int) -> list[CopyDraft]:
        """The newest drafts first, of one status or of all."""
        places = self._records.query(COPY_DRAFTS, newest_first=True)
        drafts: list[CopyDraft] = []
        while len(drafts) < limit and (ahead := list(islice(places, _READ_AHEAD))):
            keys = [copy_draft_key(str(record["draft_id"])) for _, record in ahead]
            found = self._records.get_many(keys)
            read = [draft_from_json(found[key]) for key in keys if key in found]
            drafts += [each for each in read if status in (None, each.status)]
        return drafts[:limit]

    def decide(self, draft: CopyDraft, status: DraftStatus, by: str) -> CopyDraft:
        """Approve or reject a draft; doing the same twice changes nothing.

        Raises:
            DraftDecidedError: it was decided the other way before.
        """
        decided = replace(
            draft, status=status, decided_at=self._clock.now().isoformat(), decided_by=by
        )
        record = draft_to_json(decided)
        waiting = {"status": DraftStatus.DRAFT.value}
        key, expires_at = copy_draft_key(draft.draft_id), _expiry(draft)
        writes = [Put(key, record, expires_at=expires_at, expected=waiting)]
        if status is DraftStatus.APPROVED:
            writes.append(Put(_approved_key(decided), record))
        if not self._records.write_groups([writes])[0]:
            decided = self.get(draft.draft_id)
            if decided.status is not status:
                raise _decided(decided)
        return decided

    def approved(self, product_id: str) -> Sequence[CopyDraft]:
        """What was approved last about a product, one for each language and kind."""
        records = self._records.query(product_copy_partition(product_id))
        return [draft_from_json(record) for _, record in records]


def _approved_key(draft: CopyDraft) -> Key:
    asked = draft.request
    return Key(product_copy_partition(asked.product_id), f"{asked.language}#{asked.kind.value}")


def _expiry(draft: CopyDraft) -> int:
    return int((datetime.fromisoformat(draft.created_at) + KEPT_FOR).timestamp())


def _decided(draft: CopyDraft) -> DraftDecidedError:
    return DraftDecidedError(
        f"The draft {draft.draft_id!r} was {draft.status.value} before.",
        fix="Have a new draft written.",
        field="draft_id",
    )
