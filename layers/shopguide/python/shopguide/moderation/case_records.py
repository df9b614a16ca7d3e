"""Moderation cases as records: the case itself, how often it was asked, what it was answered last,
and its places in lists.

A case changes together with its places in the lists, all or nothing, and only from the revision
that the change was made from. What is left of a place that it has no more is a hint that leads
nowhere: whoever reads a list compares it with the case and deletes it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from shopguide.domain.json_value import JsonObject
from shopguide.domain.moderation import AnswerBasis, CaseReason, CaseStatus, ModerationCase
from shopguide.domain.record_key import (
    Key,
    case_asked_key,
    case_change_key,
    case_key,
    case_last_key,
    cases_asked_key,
    cases_of_product_key,
    cases_since_key,
)
from shopguide.moderation.answers_kept import passages_from_json, passages_to_json
from shopguide.ports.record_table import Increment, Put, RecordTable, Write
from shopguide.text.simplified import lookup_form

_ID_BYTES = 16
_OWN = ("status", "reason", "question", "language", "product_id", "verified_text", "verified_by")
_OWN_TOO = ("product_fingerprint", "note", "changed_by", "in_use", "revision", "waited_seconds")


def case_id_of(question: str, product_id: str) -> str:
    """The id of the case of a question about a product; case, width, marks and script are one."""
    said = lookup_form(question)
    words = "".join(sign if sign.isalnum() else " " for sign in said).split()
    asked = " ".join(words) or said
    digest = hashlib.blake2b(digest_size=_ID_BYTES)
    digest.update(f"{product_id}\x00{asked}".encode(errors="surrogatepass"))
    return digest.hexdigest()


def read_cases(records: RecordTable, case_ids: Sequence[str]) -> Mapping[str, ModerationCase]:
    """Those of the cases that exist, by id."""
    parts = (case_key, case_asked_key, case_last_key)
    found = records.get_many([key(each) for each in case_ids for key in parts])
    return {
        each: _from_json(each, *(found.get(key(each), {}) for key in parts))
        for each in case_ids
        if case_key(each) in found
    }


def create_case(records: RecordTable, case: ModerationCase) -> bool:
    """Write a case that was asked once; False, and nothing written, where there is one."""
    group: list[Write] = [
        Put(case_key(case.case_id), _to_json(case), if_absent=True),
        Put(case_asked_key(case.case_id), {"asked": 1}),
        Put(case_last_key(case.case_id), _last_to_json(case)),
        Put(cases_of_product_key(case.product_id, case.case_id), {}),
        *places(case),
    ]
    return records.write_groups([group])[0]


def count_case(records: RecordTable, case: ModerationCase, *, more: int) -> bool:
    """Count a case `more` times, and write what it was answered last; False if it was deleted.

    Its place by count is written for what was read of it. Of two who count at once both count, and
    the place that is then wrong is mended by whoever reads the list: they wait for nobody.
    """
    counted = replace(case, asked=case.asked + more)
    group: list[Write] = [Put(case_last_key(case.case_id), _last_to_json(case), expected={})]
    if more:
        group += [Increment(case_asked_key(case.case_id), {"asked": more}), places(counted)[1]]
    if not records.write_groups([group])[0]:
        return False
    if more:
        records.delete([places(case)[1].key])
    return True


def change_case(
    records: RecordTable, before: ModerationCase, after: ModerationCase, *more: Write
) -> bool:
    """Write a case's next revision, and `more` with it.

    False, and nothing written, where somebody was faster or the case was deleted.
    """
    change: JsonObject = {
        "status": after.status.value,
        "reason": after.reason.value,
        "by": after.changed_by,
        "at": after.changed_at.isoformat(),
    }
    group: list[Write] = [
        Put(case_change_key(after.case_id, after.revision), change, if_absent=True),
        Put(case_key(after.case_id), _to_json(after), expected={"revision": before.revision}),
        *places(after),
        *more,
    ]
    if not records.write_groups([group])[0]:
        return False
    kept = {place.key for place in places(after)}
    records.delete([place.key for place in places(before) if place.key not in kept])
    return True


def places(case: ModerationCase) -> list[Put]:
    """The places of a case in the lists."""
    entry: JsonObject = {"case_id": case.case_id, "reason": case.reason.value}
    return [
        Put(_since_place(case), entry),
        Put(cases_asked_key(case.status, case.asked, case.case_id), entry),
    ]


def _last_to_json(case: ModerationCase) -> JsonObject:
    return {
        "answer_id": case.answer_id,
        "answer_text": case.answer_text,
        "closest": passages_to_json(case.closest),
    }


def _since_place(case: ModerationCase) -> Key:
    """Where a case stands in the list of its status by time."""
    return cases_since_key(case.status, case.changed_at.isoformat(), case.case_id)


def _to_json(case: ModerationCase) -> JsonObject:
    return {
        **{name: getattr(case, name) for name in (*_OWN, *_OWN_TOO)},
        "status": case.status.value,
        "reason": case.reason.value,
        "basis": {
            "offer": case.basis.offer,
            "attributes": dict(case.basis.attributes),
            "rests_on": list(case.basis.rests_on),
        },
        "opened_at": case.opened_at.isoformat(),
        "changed_at": case.changed_at.isoformat(),
        "verified_at": None if case.verified_at is None else case.verified_at.isoformat(),
    }


def _from_json(
    case_id: str, record: JsonObject, asked: JsonObject, last: JsonObject
) -> ModerationCase:
    verified_at = record.get("verified_at")
    return ModerationCase(
        case_id=case_id,
        status=CaseStatus(str(record["status"])),
        reason=CaseReason(str(record["reason"])),
        question=str(record["question"]),
        language=str(record["language"]),
        product_id=str(record["product_id"]),
        asked=int(cast("float", asked.get("asked", 0))),
        answer_id=str(last.get("answer_id", "")),
        answer_text=str(last.get("answer_text", "")),
        verified_text=str(record["verified_text"]),
        verified_by=str(record["verified_by"]),
        product_fingerprint=str(record["product_fingerprint"]),
        note=str(record["note"]),
        opened_at=datetime.fromisoformat(str(record["opened_at"])),
        changed_at=datetime.fromisoformat(str(record["changed_at"])),
        closest=passages_from_json(last.get("closest")),
        verified_at=datetime.fromisoformat(str(verified_at)) if verified_at else None,
        changed_by=str(record["changed_by"]),
        in_use=bool(record["in_use"]),
        basis=_basis_from_json(cast("JsonObject", record["basis"])),
        revision=int(cast("int", record["revision"])),
        waited_seconds=float(cast("float", record["waited_seconds"])),
    )


def _basis_from_json(record: JsonObject) -> AnswerBasis:
    return AnswerBasis(
        offer=str(record["offer"]),
        attributes=cast("Mapping[str, str]", record["attributes"]),
        rests_on=tuple(cast("Sequence[str]", record["rests_on"])),
    )
