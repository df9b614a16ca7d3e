"""A conversation, a comparison and a count of the shelf, with what makes them right."""

from collections.abc import Sequence

from infra.local.chat_tables import print_turn
from infra.local.client import ShopClient
from infra.local.demo.transcript import Transcript
from infra.local.output import Document
from infra.local.sample_shop.catalogue import SampleProduct, sample_products

_SAID = ("想买个露营帐篷", "1000元以下的", "第二个有多重？", "前两个哪个更轻？")


def converse(shop: ShopClient, transcript: Transcript) -> None:
    """Four turns: a need, a limit, a question about the second card, a comparison."""
    begun = shop.post("/v1/conversations", {})
    turns = []
    for said in _SAID:
        transcript.say(f"> {said}")
        turn = shop.post(f"/v1/conversations/{begun['conversation_id']}/turns", {"text": said})
        print_turn(transcript.console, turn)
        turns.append(turn)
    _check_conversation(turns, transcript)


def _check_conversation(turns: Sequence[Document], transcript: Transcript) -> None:
    first, limited, asked, compared = turns
    transcript.check(
        all(_category(each) == "tents" for each in _shown(first)), "it shows tents and nothing else"
    )
    prices = [float(card["product"]["current_price"]["amount"]) for card in limited["cards"]]
    transcript.check(
        bool(prices) and max(prices) <= 1000 and limited["state"]["need"] == first["state"]["need"],
        "the limit holds, and what was looked for still does",
    )
    second = _product(_shown(limited)[1])
    weight = second.values["weight_kg"].text(second.language)
    transcript.check(
        asked["answer"]["product_id"] == second.product_id and weight in asked["text"],
        f"the second one weighs {weight}, as its record says",
    )
    products = compared["comparison"]["products"] if compared["comparison"] else ()
    names = [product["product_id"] for product in products]
    transcript.check(names == _shown(limited)[:2], "the first two were compared")
    transcript.check(
        all(turn["text"].count("？") <= 1 for turn in turns), "no turn asks back more than once"
    )


def compare(shop: ShopClient, transcript: Transcript) -> None:
    """Two tents for a need, and what the choice rests on."""
    tents = [each for each in sample_products() if each.category.key == "tents"]
    light, heavy = min(tents, key=_weight), max(tents, key=_weight)
    ids = [heavy.product_id, light.product_id]
    found = shop.post("/v1/compare", {"product_ids": ids, "need": "light", "language": "en"})
    for sentence in found["summary"]:
        transcript.say(sentence["text"])
    transcript.check(found["pick"] == light.product_id, f"for less weight it picks {ids[1]}")
    transcript.check(
        all(sentence["passages"] for sentence in found["summary"]), "each sentence cites a record"
    )


def count(shop: ShopClient, transcript: Transcript) -> None:
    """Questions about the shelf, against a count of the files themselves.

    The synonyms that were published before do not join the English category and the Chinese one.
    """
    cheapest = min(map(_price, _office_chairs("en")))
    given = shop.post("/v1/answers", {"question": "What is the cheapest office chair?"})
    transcript.say(given["text"])
    transcript.check(
        given["composed_by"] == "computation" and f"{cheapest}.00 CNY" in given["text"],
        f"no “Office Chair” of the file costs less than {cheapest}",
    )
    under = sum(_price(each) < 600 for each in _office_chairs("zh"))
    given = shop.post("/v1/answers", {"question": "600元以下的办公椅有几款？"})
    transcript.say(given["text"])
    transcript.check(
        f"{under}款" in given["text"], f"{under} 办公椅 of the file cost less than 600"
    )


def _office_chairs(language: str) -> list[SampleProduct]:
    return [
        each
        for each in sample_products()
        if each.category.key == "office_chairs" and each.language == language
    ]


def _shown(turn: Document) -> list[str]:
    return [card["product"]["product_id"] for card in turn["cards"]]


def _product(product_id: str) -> SampleProduct:
    return next(each for each in sample_products() if each.product_id == product_id)


def _category(product_id: str) -> str:
    return _product(product_id).category.key


def _price(product: SampleProduct) -> int:
    return product.sale_price or product.price


def _weight(product: SampleProduct) -> float:
    return product.values["weight_kg"].number or 0.0
