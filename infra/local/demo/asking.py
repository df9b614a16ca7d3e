"""What else the demo asks the shop: recommendations and answers, and what makes them right."""

from collections.abc import Sequence

from infra.local.client import ShopClient
from infra.local.demo.transcript import Transcript
from infra.local.output import Document
from infra.local.sample_shop.catalogue import SampleProduct, sample_products
from infra.local.tables import print_hits

SHOPPER = "demo-shopper"
_HEAD = 3
"""How many of the first hits must be of the right kind."""


def recommend_around_events(shop: ShopClient, transcript: Transcript) -> None:
    """Recommendations to a new shopper, three events, and recommendations again."""
    before = shop.get("/v1/recommendations", shopper_id=SHOPPER, limit=6)
    transcript.say("Before, nothing is known of the shopper:")
    print_hits(transcript.console, before)
    looked_at = [p for p in _products("tents", "en") if p.availability == "in_stock"][:3]
    names = ("view_item", "view_item", "add_to_cart")
    events = [
        {
            "event_id": f"demo-{number}",
            "event_name": name,
            "shopper_id": SHOPPER,
            "product_id": product.product_id,
        }
        for number, (name, product) in enumerate(zip(names, looked_at, strict=True))
    ]
    receipt = shop.post("/v1/events", {"events": events})
    ids = [product.product_id for product in looked_at]
    transcript.say(f"Then the shopper views {ids[0]} and {ids[1]} and puts {ids[2]} into the cart:")
    transcript.check(receipt["accepted"] == 3, "the three events were accepted")
    after = shop.get("/v1/recommendations", shopper_id=SHOPPER, limit=6)
    print_hits(transcript.console, after)
    _check_recommendations(before, after, ids, transcript)


def _check_recommendations(
    before: Document, after: Document, seen: Sequence[str], transcript: Transcript
) -> None:
    old, new = ([hit["product"]["product_id"] for hit in each["hits"]] for each in (before, after))
    transcript.check(before["strategy"] == "popularity", "the first ones were the most popular")
    transcript.check(after["strategy"] == "profile" and new != old, "the second ones are others")
    transcript.check(not set(new) & set(seen), "none was seen already")
    transcript.check(
        [_category(each) for each in new[:_HEAD]] == ["tents"] * _HEAD,
        f"the first {_HEAD} are tents",
    )
    transcript.check(
        all(hit["reason"]["product_id"] in seen for hit in after["hits"]),
        "each names the event's product that moved it",
    )


def answer(shop: ShopClient, transcript: Transcript) -> None:
    """Questions that the shop's data answers, in English and Chinese."""
    chair = next(p for p in _products("office_chairs", "en") if p.type.key == "ergonomic")
    _answer(shop, chair, "What is the maximum load of this chair?", "max_load", transcript)
    headphones = _products("headphones", "zh")[0]
    _answer(shop, headphones, "这款耳机续航多久？", "battery_life", transcript)


def _answer(
    shop: ShopClient, product: SampleProduct, question: str, key: str, transcript: Transcript
) -> None:
    body = {"question": question, "product_id": product.product_id, "compose": "generate"}
    given = shop.post("/v1/answers", body)
    transcript.say(f"{product.title}\n  {question}\n  {given['text']}")
    for citation in given["citations"]:
        passage = citation["passage"]
        transcript.say(f"  [{passage['kind']} of {passage['source']}] {passage['text']}")
    transcript.say(f"  composed by {given['composed_by']} in {given['took_ms']} ms")
    value = product.values[key].text(product.language)
    transcript.check(not given["abstained"] and value in given["text"], f"it says {value}")
    passages = [citation["passage"] for citation in given["citations"]]
    transcript.check(
        any(value in p["text"] and p["product_id"] == product.product_id for p in passages),
        f"and cites a passage about {product.product_id} that says so",
    )


def abstain(shop: ShopClient, transcript: Transcript) -> None:
    """A question that nothing in the shop answers."""
    chair = _products("office_chairs", "en")[0]
    question = "Who designed this chair?"
    given = shop.post("/v1/answers", {"question": question, "product_id": chair.product_id})
    transcript.say(f"{chair.title}\n  {question}\n  {given['text']}")
    for passage in given["closest"]:
        transcript.say(f"  closest: [{passage['kind']}] {passage['text']}")
    transcript.check(
        given["abstained"] and not given["citations"], "it says that the data does not say"
    )


def _products(category: str, language: str) -> list[SampleProduct]:
    return [
        product
        for product in sample_products()
        if product.category.key == category and product.language == language
    ]


def _category(product_id: str) -> str:
    return next(p.category.key for p in sample_products() if p.product_id == product_id)
