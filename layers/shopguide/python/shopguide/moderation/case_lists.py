"""Lists of cases, page by page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.moderation import CaseReason, CaseStatus, ModerationCase
from shopguide.domain.opaque_token import seal, unseal
from shopguide.domain.record_key import Key, cases_asked_key, cases_of_product_key, cases_since_key
from shopguide.domain.short_id import whole_id
from shopguide.moderation.case_records import places, read_cases
from shopguide.ports.record_table import RecordTable

MAX_PAGE = 100

MAX_COUNTED = 10_000
"""Cases of a status that are counted; there may be more."""

_READ_AHEAD = 50
_CURSOR_FORM = 2
_MAX_CURSOR = 512


class CaseOrder(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    """Those that came to their status last."""

    MOST_ASKED = "most_asked"


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases are wanted; an empty product and no reason stand for any.

    Attributes:
        status: The one they are of.
        order: What comes first.
        product_id: What they are about.
        reason: Why they were opened.
    """

    status: CaseStatus = CaseStatus.OPEN
    order: CaseOrder = CaseOrder.NEWEST
    product_id: str = ""
    reason: CaseReason | None = None


@dataclass(frozen=True, slots=True)
class CasePage:
    """Cases, and the word that leads to the next page; empty after the last one."""

    cases: tuple[ModerationCase, ...]
    next_cursor: str


class CaseLists:
    """Reads the lists that `case_records` writes; never the table as a whole.

    A place that does not fit its case any more is moved to where it belongs on the way.
    """

    def __init__(self, records: RecordTable) -> None:
        self._records = records

    def page(self, query: CaseQuery, limit: int = 20, cursor: str = "") -> CasePage:
        """The next cases of a list.

        Args:
            query: Which of them, and in what order.
            limit: 1 to `MAX_PAGE`.
            cursor: As the page before gave it, empty for the first page.

        Raises:
            InvalidParameterError: the cursor belongs to no list of this order.
        """
        after = _after(cursor, query.order)
        found = list(islice(self._cases(query, after), limit + 1))
        shown = tuple(found[:limit])
        more = len(found) > limit
        return CasePage(shown, _cursor(shown[-1], query.order) if more else "")

    def cases(self, query: CaseQuery) -> Iterator[ModerationCase]:
        """All cases of a list, read as they are asked for."""
        return self._cases(query, "")

    def count(self, status: CaseStatus) -> Counter[CaseReason]:
        """How many cases are of a status, by reason; no more than `MAX_COUNTED` are counted."""
        partition = _partition(CaseQuery(status))
        entries = islice(self._records.query(partition), MAX_COUNTED)
        return Counter(CaseReason(str(entry["reason"])) for _, entry in entries)

    def whole_id(self, given: str) -> str:
        """The id of the one case whose id begins so; `given` itself where none does.

        Raises:
            InvalidParameterError: several do; the message names them.
        """
        listed = (
            _case_id(entry)
            for status in CaseStatus
            for _, entry in islice(
                self._records.query(_partition(CaseQuery(status)), newest_first=True), MAX_COUNTED
            )
        )
        return whole_id(given, listed, field="case_id")

    def _cases(self, query: CaseQuery, after: str) -> Iterator[ModerationCase]:
        found = self._of_product(query, after) if query.product_id else self._listed(query, after)
        return (case for case in found if query.reason in (None, case.reason))

    def _of_product(self, query: CaseQuery, after: str) -> Iterator[ModerationCase]:
        """Those of one product; there are few, so they are put in order here."""
        partition = cases_of_product_key(query.product_id, "").partition
        ids = [key.sort for key, _ in self._records.query(partition)]
        cases = read_cases(self._records, ids).values()
        placed = {_place(case, query.order).sort: case for case in cases}
        for sort in sorted(placed, reverse=True):
            if placed[sort].status is query.status and (not after or sort < after):
                yield placed[sort]

    def _listed(self, query: CaseQuery, after: str) -> Iterator[ModerationCase]:
        partition = _partition(query)
        entries = self._records.query(partition, newest_first=True, after=after)
        while ahead := list(islice(entries, _READ_AHEAD)):
            cases = read_cases(self._records, [_case_id(entry) for _, entry in ahead])
            for key, entry in ahead:
                case = cases.get(_case_id(entry))
                if case is not None and key in _keys(case):
                    yield case
                elif self._mend(key, case) and case and case.status is query.status:
                    yield case  # its own place was missing: what is there now is listed here

    def _mend(self, key: Key, case: ModerationCase | None) -> bool:
        """Delete a place that is not its case's; whether the case had no other one."""
        missing = []
        if case is not None:
            own = places(case)
            there = self._records.get_many([place.key for place in own])
            missing = [place for place in own if place.key not in there]
            for place in missing:
                self._records.put(place.key, place.record)
        self._records.delete([key])
        return any(place.key.partition == key.partition for place in missing)


def _keys(case: ModerationCase) -> list[Key]:
    return [place.key for place in places(case)]


def _case_id(entry: JsonObject) -> str:
    return str(entry["case_id"])


def _place(case: ModerationCase, order: CaseOrder) -> Key:
    since, asked = _keys(case)
    return since if order is CaseOrder.NEWEST else asked


def _partition(query: CaseQuery) -> str:
    if query.order is CaseOrder.NEWEST:
        return cases_since_key(query.status, "", "").partition
    return cases_asked_key(query.status, 0, "").partition


def _cursor(case: ModerationCase, order: CaseOrder) -> str:
    return seal(_CURSOR_FORM, f"{order}\n{_place(case, order).sort}".encode())


def _after(cursor: str, order: CaseOrder) -> str:
    if not cursor:
        return ""
    try:
        payload = unseal(cursor, form=_CURSOR_FORM, max_characters=_MAX_CURSOR).decode()
    except ValueError as error:
        raise _wrong(f"The cursor {error}.") from None
    named, _, after = payload.partition("\n")
    if named != order or not after:
        raise _wrong("The cursor belongs to a list in another order.")
    return after


def _wrong(message: str) -> InvalidParameterError:
    return InvalidParameterError(
        message,
        fix="Send `next_cursor` as the page before gave it, or none for the first page.",
        field="cursor",
    )
