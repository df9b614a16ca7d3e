"""Nothing is read by shoppers before somebody approves it, nor after the product has changed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shopguide.domain.copy_draft import (
    CopyCheck,
    CopyKind,
    CopyRequest,
    DraftStatus,
    draft_from_json,
    draft_to_json,
)
from shopguide.domain.errors import (
    DraftDecidedError,
    DraftNotFoundError,
    DraftStaleError,
    InvalidParameterError,
    ProductNotFoundError,
)
from shopguide.domain.money import Money
from tests.unit.copywriting.drafting import BACKPACK, CopyShop

CHANGED = replace(BACKPACK, attributes={**BACKPACK.attributes, "weight": "900 g"})


def test_a_draft_is_read_by_nobody_until_it_is_approved() -> None:
    shop = CopyShop(BACKPACK)
    draft = shop.write(BACKPACK, CopyKind.TITLE)
    assert shop.service.approved("pack") == []
    shop.service.approve(draft.draft_id, "Mei")
    [approved] = shop.service.approved("pack")
    assert list(approved.texts) == list(draft.texts)
    assert approved.decided_by == "Mei"


def test_the_newest_approval_of_a_language_and_kind_counts() -> None:
    shop = CopyShop(BACKPACK)
    for language in ("en", "zh", "en"):
        newest = shop.write(BACKPACK, CopyKind.TITLE, language=language)
        shop.service.approve(newest.draft_id)
    assert [each.request.language for each in shop.service.approved("pack")] == ["en", "zh"]
    assert shop.service.approved("pack", "en", CopyKind.TITLE)[0].draft_id == newest.draft_id
    assert shop.service.approved("pack", "en", CopyKind.AD) == []


def test_a_draft_whose_product_has_changed_cannot_be_approved() -> None:
    shop = CopyShop(BACKPACK)
    draft = shop.write(BACKPACK, CopyKind.TITLE)
    shop.change(CHANGED)
    assert shop.service.draft(draft.draft_id).stale
    with pytest.raises(DraftStaleError) as refused:
        shop.service.approve(draft.draft_id)
    assert refused.value.fix


def test_approved_copy_of_a_changed_product_is_not_shown() -> None:
    shop = CopyShop(BACKPACK)
    shop.service.approve(shop.write(BACKPACK, CopyKind.TITLE).draft_id)
    shop.change(CHANGED)
    assert shop.service.approved("pack") == []


def test_another_price_makes_nothing_stale() -> None:
    shop = CopyShop(BACKPACK)
    draft = shop.write(BACKPACK, CopyKind.TITLE)
    shop.change(replace(BACKPACK, price=Money(Decimal("1.00"), "CNY")))
    assert shop.service.approve(draft.draft_id).status is DraftStatus.APPROVED


def test_a_decision_stands_and_repeating_it_changes_nothing() -> None:
    shop = CopyShop(BACKPACK)
    draft = shop.write(BACKPACK, CopyKind.TITLE)
    assert shop.service.reject(draft.draft_id).status is DraftStatus.REJECTED
    assert shop.service.reject(draft.draft_id).status is DraftStatus.REJECTED
    with pytest.raises(DraftDecidedError):
        shop.service.approve(draft.draft_id)
    assert shop.service.approved("pack") == []


def test_repeating_an_approval_does_not_undo_a_newer_one() -> None:
    shop = CopyShop(BACKPACK)
    first, second = (shop.write(BACKPACK, CopyKind.TITLE).draft_id for _ in range(2))
    for draft_id in (first, second, first):
        assert shop.service.approve(draft_id).status is DraftStatus.APPROVED
    assert [each.draft_id for each in shop.service.approved("pack")] == [second]


def test_what_was_found_against_a_draft_is_still_said_later() -> None:
    draft = CopyShop(BACKPACK).write(BACKPACK, CopyKind.TITLE)
    found = replace(draft, checks=(CopyCheck("claims", ("best",)), CopyCheck("names")))
    assert draft_from_json(draft_to_json(found)).checks == found.checks


def test_drafts_are_listed_by_status() -> None:
    shop = CopyShop(BACKPACK)
    first, second = (shop.write(BACKPACK, CopyKind.TITLE).draft_id for _ in range(2))
    shop.service.approve(first)
    assert [each.draft_id for each in shop.service.drafts(DraftStatus.DRAFT)] == [second]
    assert len(shop.service.drafts()) == 2


def test_draft_that_waits_is_listed_however_many_were_decided_since() -> None:
    shop = CopyShop(BACKPACK)
    waiting = shop.write(BACKPACK, CopyKind.TITLE).draft_id
    for _ in range(60):
        shop.service.reject(shop.write(BACKPACK, CopyKind.TITLE).draft_id)
    assert [each.draft_id for each in shop.service.drafts(DraftStatus.DRAFT, 1)] == [waiting]


def test_persona_is_kept_without_personal_data() -> None:
    draft = CopyShop(BACKPACK).write(BACKPACK, CopyKind.AD, persona="Mei, mei@example.com")
    assert "example.com" not in draft.request.persona


def test_unknown_things_and_wrong_requests_are_refused() -> None:
    shop = CopyShop(BACKPACK)
    with pytest.raises(DraftNotFoundError):
        shop.service.draft("none")
    with pytest.raises(ProductNotFoundError):
        shop.service.write(CopyRequest("none", CopyKind.AD))
    for wrong in (
        {"language": "fr"},
        {"persona": "x" * 301},
        {"persona": "x", "shopper_id": "known"},
    ):
        with pytest.raises(InvalidParameterError):
            shop.write(BACKPACK, CopyKind.AD, **wrong)
