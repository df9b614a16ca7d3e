"""Verified answers are used while they hold, and survive whatever happens to the index."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from shopguide.adapters.memory.models import HashingEncoder
from shopguide.domain.errors import (
    CaseNotFoundError,
    ConflictError,
    IndexUnavailableError,
    ProductNotFoundError,
    RecordsUnavailableError,
)
from shopguide.domain.indexed import IndexedDocument
from shopguide.domain.moderation import CaseReason, CaseStatus
from shopguide.domain.money import Money
from shopguide.domain.passage import PassageKind
from shopguide.domain.product import Availability, Product
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.indexing.layout import ensure_indexes
from shopguide.text.index_layout import PASSAGES, PRODUCTS
from tests.unit.moderation.queue_shop import KETTLE, QueueShop


@pytest.fixture
def shop() -> QueueShop:
    return QueueShop()


def refused(shop: QueueShop, product: Product | None = KETTLE) -> frozenset[str]:
    products = {} if product is None else {product.product_id: product}
    return shop.verified.refused(list(shop.passages().values()), products)


def test_answer_is_a_passage_at_once_that_names_its_case(shop: QueueShop) -> None:
    case = shop.verify()
    (passage,) = shop.passages().values()
    assert passage.kind is PassageKind.VERIFIED_ANSWER
    assert passage.source == f"verified:{case.case_id}"
    assert (passage.text, passage.question) == ("It weighs 1.2 kg.", "How heavy is it?")
    assert (passage.product_id, passage.language, passage.date) == ("TK-1", "en", "2026-01-01")
    assert refused(shop) == frozenset()


def test_same_question_is_known_however_it_is_spelled(shop: QueueShop) -> None:
    shop.verify()
    known = shop.verified.known("how heavy is it", "TK-1")
    assert known is not None
    assert known.text == "It weighs 1.2 kg."
    assert shop.verified.known("how heavy is it", "") is None
    shop.verify("Do you ship abroad?", "Yes.", product_id="")
    assert shop.verified.known("do you ship abroad", "TK-1") is not None


@pytest.mark.parametrize(
    "changed",
    [
        replace(KETTLE, title="Tea kettle 2"),
        replace(KETTLE, description="A quiet kettle. New model."),
        replace(KETTLE, brand="Nordlys"),
        replace(KETTLE, attributes={**KETTLE.attributes, "weight": "1.4 kg"}),
        replace(KETTLE, attributes={"rating": "4.1", "color": "black"}),
    ],
)
def test_changed_product_makes_its_answer_stale(shop: QueueShop, changed: Product) -> None:
    case = shop.verify()
    shop.put(changed)
    assert refused(shop, changed) == {f"verified:{case.case_id}"}
    after = shop.cases.find(case.case_id)
    assert (after.status, after.reason, after.in_use) == (
        CaseStatus.OPEN,
        CaseReason.STALE,
        False,
    )
    assert after.verified_text == "It weighs 1.2 kg."
    assert shop.passages() == {}
    assert shop.verified.known("How heavy is it?", "TK-1") is None


def offered(price: str, availability: Availability = Availability.IN_STOCK) -> Product:
    return replace(KETTLE, price=Money(Decimal(price), "USD"), availability=availability)


@pytest.mark.parametrize(
    ("question", "text", "is_stale"),
    [
        ("How heavy is it?", "It weighs 1.2 kg.", False),
        ("Is it worth it?", "Yes: it costs 49 USD and lasts.", True),
        ("有现货吗？", "有的，今天就能发货。", True),
        ("它多重？", "一点二公斤。", False),
    ],
)
def test_price_and_stock_matter_to_answers_that_state_them(
    question: str, text: str, *, is_stale: bool
) -> None:
    shop = QueueShop(offered("49.00"))
    shop.verify(question, text)
    dearer = offered("59.00", Availability.OUT_OF_STOCK)
    shop.put(dearer)
    assert shop.verified.sync().stale == is_stale
    assert bool(refused(shop, dearer) or not shop.passages()) == is_stale


def test_attributes_that_an_answer_is_not_about_may_change() -> None:
    heavy = replace(KETTLE, attributes={"weight": "1.2 kg", "color": "white", "rating": "4.1"})
    shop = QueueShop(heavy)
    shop.verify()
    shop.put(replace(heavy, attributes={**heavy.attributes, "color": "black"}))
    assert shop.verified.sync().stale == 0
    shop.put(replace(heavy, attributes={**heavy.attributes, "weight": "1.4 kg"}))
    assert shop.verified.sync().stale == 1


def test_counts_that_move_by_themselves_make_nothing_stale(shop: QueueShop) -> None:
    shop.verify()
    shop.put(replace(KETTLE, attributes={**KETTLE.attributes, "rating": "4.2"}))
    assert shop.verified.sync().stale == 0


def test_answer_leaves_with_its_product_and_comes_back_with_it(shop: QueueShop) -> None:
    case = shop.verify()
    assert refused(shop, None) == {f"verified:{case.case_id}"}
    shop.index.delete(PRODUCTS, [KETTLE.product_id])
    assert shop.verified.known("How heavy is it?", "TK-1") is None
    assert shop.verified.sync().stale == 0
    shop.put(KETTLE)
    assert refused(shop) == frozenset()
    assert shop.verified.known("How heavy is it?", "TK-1") is not None


def test_index_that_was_lost_gets_every_verified_answer_again(shop: QueueShop) -> None:
    shop.verify()
    for name in shop.index.names():
        shop.index.drop(name)
    ensure_indexes(shop.index, shop.encoder)
    shop.put(KETTLE)
    assert shop.verified.sync().written == 1
    assert len(shop.passages()) == 1
    assert shop.verified.sync().written == 0


def test_shop_that_has_products_alone_gets_an_index_for_its_answers(shop: QueueShop) -> None:
    shop.index.drop(shop.index.resolve(PASSAGES) or "")
    shop.verify()
    assert len(shop.passages()) == 1


def test_index_that_was_lost_with_other_passages_is_left_to_their_import(
    shop: QueueShop,
) -> None:
    shop.records.put(LIVE_CATALOGUE, {"version": 1, "manifests": {"products": "a", "qa": "b"}})
    shop.index.drop(shop.index.resolve(PASSAGES) or "")
    shop.verify()
    assert shop.index.schema(PASSAGES) is None
    assert shop.verified.sync().waiting == 1
    ensure_indexes(shop.index, shop.encoder)
    assert shop.verified.sync().written == 1


def test_crash_between_the_case_and_its_passage_is_mended_at_first_use(
    shop: QueueShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: str, __: Sequence[IndexedDocument]) -> None:
        raise IndexUnavailableError("The index does not answer.")

    with monkeypatch.context() as patched:
        patched.setattr(shop.index, "upsert", fails)
        case = shop.verify()
    assert case.in_use
    assert shop.passages() == {}
    shop.restart()
    assert refused(shop) == frozenset()
    assert list(shop.passages()) == [f"verified:{case.case_id}"]


def test_crash_before_a_withdrawn_passage_is_deleted_never_shows_it(
    shop: QueueShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: str, __: Sequence[str]) -> None:
        raise IndexUnavailableError("The index does not answer.")

    case = shop.verify()
    with monkeypatch.context() as patched:
        patched.setattr(shop.index, "delete", fails)
        shop.decisions.reopen(case.case_id, "bert")
        assert refused(shop) == {f"verified:{case.case_id}"}
    shop.restart()
    assert shop.verified.sync().removed == 1
    assert shop.passages() == {}


def test_no_verified_answer_is_used_while_records_do_not_answer(
    shop: QueueShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = shop.verify()

    def fails(_: object) -> None:
        raise RecordsUnavailableError("The table does not answer.")

    monkeypatch.setattr(shop.records, "get_many", fails)
    assert refused(shop) == {f"verified:{case.case_id}"}
    assert shop.verified.known("How heavy is it?", "TK-1") is None


def test_answer_embedded_by_another_encoder_is_written_again(shop: QueueShop) -> None:
    shop.verify()
    for name in shop.index.names():
        shop.index.drop(name)
    shop.encoder = HashingEncoder(24, "new")
    ensure_indexes(shop.index, shop.encoder)
    shop.put(KETTLE)
    assert shop.verified.sync().written == 1


def test_deleted_case_takes_its_passage_along(shop: QueueShop) -> None:
    case = shop.verify()
    shop.decisions.delete(case.case_id)
    assert shop.passages() == {}
    assert shop.verified.sync().verified == 0
    with pytest.raises(CaseNotFoundError):
        shop.cases.find(case.case_id)
    with pytest.raises(CaseNotFoundError):
        shop.decisions.delete(case.case_id)


def test_reopened_and_answered_anew_it_says_the_new_thing(shop: QueueShop) -> None:
    case = shop.verify()
    with pytest.raises(ConflictError, match="anna answered this case"):
        shop.decisions.answer(case.case_id, "It weighs 2 kg.", "bert")
    shop.decisions.reopen(case.case_id, "bert")
    assert shop.passages() == {}
    shop.decisions.answer(case.case_id, "It weighs 2 kg.", "bert")
    assert [each.text for each in shop.passages().values()] == ["It weighs 2 kg."]


def test_disliked_answer_is_looked_at_again_and_stays_in_use_meanwhile(shop: QueueShop) -> None:
    case = shop.verify()
    shop.cases.raise_to(case.case_id, CaseReason.DISLIKED, "too short")
    after = shop.cases.find(case.case_id)
    assert (after.status, after.reason, after.in_use) == (
        CaseStatus.OPEN,
        CaseReason.DISLIKED,
        True,
    )
    assert refused(shop) == frozenset()
    shop.decisions.reject(case.case_id, "nothing to add", "anna")
    assert shop.passages() == {}


def test_answer_about_a_product_that_left_is_refused(shop: QueueShop) -> None:
    case_id = shop.cases.open("How heavy is it?", "en", "gone", CaseReason.ABSTAINED)
    with pytest.raises(ProductNotFoundError):
        shop.decisions.answer(case_id, "It weighs 1 kg.", "anna")
