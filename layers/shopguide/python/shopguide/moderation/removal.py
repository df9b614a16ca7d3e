"""Deletes a case and everything that was kept of it."""

from shopguide.domain.moderation import ModerationCase
from shopguide.domain.record_key import (
    UNSETTLED_CASES,
    Key,
    case_key,
    cases_of_product_key,
)
from shopguide.moderation.case_records import places
from shopguide.ports.record_table import RecordTable


def delete_case(records: RecordTable, case: ModerationCase) -> None:
    """Delete a case; that its passage must go too is noted first, so that no crash keeps it."""
    records.put(Key(UNSETTLED_CASES, case.case_id), {})
    partition = case_key(case.case_id).partition
    # The case itself goes last: until then the deletion can be asked for again.
    own = [key for key, _ in records.query(partition) if key != case_key(case.case_id)]
    listed = [place.key for place in places(case)]
    records.delete([*listed, cases_of_product_key(case.product_id, case.case_id), *own])
    records.delete([case_key(case.case_id)])
