"""What shelf answers say beside the bare number: stock, currencies, ties, what is near."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.answer.shelf.service import ShelfAnswers, ShelfReply
from shopguide.domain.answer import Verdict
from shopguide.domain.money import Money
from shopguide.domain.product import Availability, Product
from shopguide.search.merchandising.active import ActiveMerchandising
from shopguide.text.merchandising.rules_file import check_rules_file
from shopguide.text.product_filter import ProductConstraints
from tests.integration.shelf_shops import fill, shelf_over

if TYPE_CHECKING:
    from shopguide.bootstrap import Container

OUT = Availability.OUT_OF_STOCK
Ask = Callable[..., ShelfReply]


def product(product_id: str, title: str, price: str, brand: str = "Aqua", **more: str) -> Product:
    """A kettle or the like; `more` are its attributes."""
    amount, currency = price.split() if price else ("", "")
    money = Money(Decimal(amount), currency) if price else None
    kind = "Kitchen > Kettles" if "ettle" in title or "水壶" in title else ""
    return Product(product_id, title, brand=brand, product_type=kind, price=money, attributes=more)


KETTLES = (
    product("K1", "Steel kettle", "19.00 USD", color="silver", rating="4.5"),
    product("K2", "Glass kettle", "29.00 USD", "Borea", color="black", release_date="2026-05-01"),
    product("K3", "Travel kettle", "29.00 USD", "Borea", color="red", rating="4.5"),
    replace(product("K4", "Camping kettle", "9.00 USD"), availability=OUT),
    product("K5", "Old kettle", ""),
    product("T1", "Big toaster", "49.00 USD"),
    product("T2", "Kettle descaler for kettles, 2 packs", "5.00 USD"),
)


def shelf_of(*products: Product) -> ShelfAnswers:
    """Answers over these products."""
    index = InMemoryVectorIndex()
    fill(index, products)
    return shelf_over(index)


@pytest.fixture(scope="module")
def ask() -> Ask:
    """Asks the shop of kettles."""
    shelf = shelf_of(*KETTLES[:-1], replace(KETTLES[-1], product_type="Kitchen > Care"))

    def asked(question: str, language: str = "en", **more: object) -> ShelfReply:
        reply = shelf.answer(question, language, **more)  # type: ignore[arg-type]
        assert reply is not None
        return reply

    return asked


def ids(reply: ShelfReply) -> list[str]:
    """Of the products, in their order."""
    return [each.product_id for each in reply.products]


def test_names_the_cheapest_that_can_be_bought_and_the_cheaper_one_that_cannot(ask: Ask) -> None:
    reply = ask("What is the cheapest kettle?")
    assert reply.sentences == (
        "The cheapest of the 5 in “Kettles” that is in stock is \"Steel kettle\" (19.00 USD).",
        "Out of stock there is a cheaper one: \"Camping kettle\" (9.00 USD).",
        "1 has no price in the shop's data.",
    )  # fmt: skip
    assert ids(reply) == ["K1", "K4"]
    assert [each.passage_id for each in reply.cited[0]] == ["K1/price"]


def test_takes_the_cheapest_of_all_where_stock_does_not_matter(ask: Ask) -> None:
    assert ids(ask("cheapest kettle, even if out of stock"))[0] == "K4"
    assert ids(ask("最便宜的kettle，缺货的也行", "zh"))[0] == "K4"


def test_says_how_many_share_the_highest_price(ask: Ask) -> None:
    reply = ask("What's the most expensive kettle?")
    assert set(ids(reply)) == {"K2", "K3"}
    assert reply.figures["ties"] == 2
    assert "29.00 USD, which 2 share" in reply.sentences[0]


def test_says_no_and_what_is_nearest_under_a_bound_that_nothing_meets(ask: Ask) -> None:
    reply = ask("Do you have kettles under 5 dollars?")
    assert reply.verdict is Verdict.NO
    assert reply.sentences[0].startswith("No")
    assert "19.00 USD" in reply.sentences[1]
    assert reply.figures["without"] == ["price:-5,usd"]


def test_never_lets_a_constraint_go_in_silence(ask: Ask) -> None:
    reply = ask("有没有黑色的Borea kettle，20美元以下", "zh")
    assert reply.verdict is Verdict.NO
    assert reply.figures["count"] == 0
    assert reply.sentences[0].startswith("没有")


def test_keeps_to_the_products_at_hand(ask: Ask) -> None:
    shown = ("K2", "K3", "T1")
    assert set(ids(ask("Which of these is the cheapest?", among=shown))) == {"K2", "K3"}
    assert set(ids(ask("the cheapest of them", among=shown))) == {"K2", "K3"}
    assert ids(ask("其中最贵的是哪个", "zh", among=("K1", "K2"))) == ["K2"]


def test_keeps_to_what_the_conversation_asks(ask: Ask) -> None:
    within = ProductConstraints(brands=("Borea",))
    assert ask("How many kettles are there?", within=within).figures["count"] == 2


def test_finds_what_is_cheaper_than_a_named_product(ask: Ask) -> None:
    reply = ask("Is there a cheaper one than the Glass kettle?")
    assert reply.verdict is Verdict.YES
    assert reply.figures["count"] == 2
    assert {"K1", "K4"} <= set(ids(reply))
    assert ask("有比Steel kettle更便宜的吗", "zh").figures["count"] == 1


def test_finds_what_is_cheaper_than_the_one_product_at_hand(ask: Ask) -> None:
    assert ask("Is there anything cheaper?", among=("K1",)).figures["count"] == 1
    assert ask("有没有比这款贵的", "zh", among=("K1",)).figures["count"] == 2


def test_names_the_best_rated_and_the_newest(ask: Ask) -> None:
    assert set(ids(ask("What is the best rated kettle?"))) == {"K1", "K3"}
    newest = ask("最新的kettle是哪款", "zh")
    assert ids(newest) == ["K2"]
    assert "2026-05-01" in newest.sentences[0]


def test_says_that_there_are_no_ratings_instead_of_guessing() -> None:
    reply = shelf_of(KETTLES[1], KETTLES[5]).answer("best rated toaster?", "en")
    assert reply is not None
    assert reply.sentences == (
        "The shop's data has no rating of the 1 named “toaster”.",
    )  # fmt: skip


def test_lists_brands_and_colours_with_their_products(ask: Ask) -> None:
    assert ask("Which brands of kettles do you have?").sentences == (
        "The 5 products in “Kettles” have 2 brands: Aqua (3), Borea (2).",
    )
    values = ask("kettle有哪些颜色", "zh").figures["values"]
    assert {"value": "red", "shown": "红色", "count": 1} in values  # type: ignore[operator]


def test_knows_that_it_has_none_of_a_thing_that_synonyms_name(ask: Ask) -> None:
    reply = ask("Do you sell laptops?")
    assert reply.verdict is Verdict.NO
    assert reply.sentences == ("No, there is no product named “laptops”.",)


def test_finds_one_product_by_its_model_or_its_id() -> None:
    lamp = product("DL-7", "Lumelle Beam Air 2 Bedside Lamp, USB cable", "30.00 USD", "Lumelle")
    shelf = shelf_of(lamp, *KETTLES)
    for question in ("Do you have the Lumelle Beam Air 2?", "Is DL-7 in stock?"):
        reply = shelf.answer(question, "en")
        assert reply is not None
        assert ids(reply) == ["DL-7"]


def test_counts_nothing_that_the_rules_of_the_shop_hide() -> None:
    header = "action,query,match,category,brand,product_id,position,weight,from,until,note\n"
    rules = check_rules_file(f"{header}hide,,,,borea,,,,,,\n".encode(), FixedClock().now()).content
    assert rules is not None
    index = InMemoryVectorIndex()
    fill(index, KETTLES[:5])
    reply = shelf_over(index, ActiveMerchandising(rules)).answer("How many kettles?", "en")
    assert reply is not None
    assert reply.figures["count"] == 3


def test_never_mixes_currencies() -> None:
    shelf = shelf_of(KETTLES[0], product("K6", "Tea kettle", "120.00 CNY"))
    reply = shelf.answer("What do kettles cost?", "en")
    assert reply is not None
    assert [each.partition(":")[0] for each in reply.sentences] == [
        "Of those priced in CNY",
        "Of those priced in USD",
    ]
    assert "minimum" not in reply.figures


def test_counts_no_descaler_among_the_kettles_of_a_shop_without_categories() -> None:
    bare = [replace(each, product_type="") for each in KETTLES]
    reply = shelf_of(*bare).answer("How many kettles do you have?", "en")
    assert reply is not None
    assert reply.figures["count"] == 5


@pytest.mark.parametrize(
    "question",
    [
        "How many pieces are in the box?",
        "How many people can sleep in it?",
        "How many cups does the kettle hold?",
        "How much is the Steel kettle's warranty?",
        "这个多少钱",
        "这款水壶能装多少升",
        "Do you have a return policy?",
        "Do you have kettles that sing opera?",
        "Is it dishwasher safe?",
        "Which kettle is good for tea?",
        "the cheapest of these",
        "Do you sell zorbs?",
        "",
        "？？？",
        "cheaper than" * 40,
    ],
)
def test_leaves_other_questions_to_others(question: str) -> None:
    assert shelf_of(*KETTLES).answer(question, "en") is None


def test_has_no_answer_where_no_catalogue_was_imported(empty_container: "Container") -> None:
    assert empty_container.shelf.answer("How many kettles do you have?", "en") is None


_WORDS = st.sampled_from(
    "how many cheapest kettle under 20 是 有没有 最便宜的 kettles 水壶 than cheaper of these 比 "
    "便宜 多少 brand color ? 元 $ the % {x} ( [ \\ ' \" 的 和 it".split()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS, max_size=9).map(" ".join) | st.text(max_size=40))
def test_bears_any_text(text: str) -> None:
    reply = _SHELF.answer(text, "zh", among=("K1", "nobody"))
    assert reply is None or len(reply.sentences) == len(reply.cited)


_SHELF = shelf_of(*KETTLES)
