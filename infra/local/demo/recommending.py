"""What the demo recommends from what shoppers did, and what makes it right."""

import time
from decimal import Decimal
from pathlib import Path

from infra.local.client import POLL_SECONDS, ShopClient
from infra.local.demo.behaviour import best_companioned, busiest, took_both, touched_by
from infra.local.demo.transcript import Transcript
from infra.local.output import CommandError, Document, problem_document
from infra.local.sample_shop.baskets import companions
from infra.local.sample_shop.catalogue import SampleProduct, sample_products
from infra.local.signals_tables import print_build
from infra.local.tables import print_campaign, print_hits, reason_of

_BUILDS = "/local/signals/builds"
_BUILD_SECONDS = 120
_BECAUSE = "because_you_"


def build_signals(shop: ShopClient, _: Path, transcript: Transcript) -> None:
    """What a shop does every night, now: the journal, the batch, a version that is live."""
    begun = shop.post(_BUILDS, {"version": ""})
    deadline = time.monotonic() + _BUILD_SECONDS
    while (state := shop.get(f"{_BUILDS}/last"))["state"] == "running":
        if time.monotonic() > deadline:
            break
        time.sleep(POLL_SECONDS)
    if state["state"] == "failed":
        problem = state["problem"]
        raise CommandError(
            problem_document(problem["code"], "The signals were not built.", problem["detail"])
        )
    print_build(transcript.console, state["result"])
    transcript.check(
        state["build"] == begun["build"] and state["result"]["outcome"] == "published",
        "a version of the signals is live",
    )
    written = state["result"]["written"]
    transcript.check(
        written["products"] > 600 and written["shoppers"] > 1000,
        "it knows nearly all products and most shoppers",
    )


def recommend_at_home(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """A shopper with a long history: the blend, and reasons in both languages."""
    shopper_id = busiest(files)
    touched = touched_by(files)[shopper_id]
    path, asked = "/v1/recommendations", {"shopper_id": shopper_id, "limit": 4}
    chinese = shop.get(path, language="zh", **asked)
    english = shop.get(path, language="en", **asked)
    transcript.say(f"For {shopper_id}, who has touched {len(touched)} products:")
    print_hits(transcript.console, chinese)
    transcript.say(f"The same in English: {reason_of(english['hits'][0])}")
    transcript.check(chinese["strategy"] == "blend", "history and other shoppers were blended")
    transcript.check(_ids(chinese) == _ids(english), "the language changes no hit")
    because = [
        hit["reason"] for hit in chinese["hits"] if hit["reason"]["type"].startswith(_BECAUSE)
    ]
    transcript.check(
        bool(because) and all(each["product_id"] in touched for each in because),
        "a reason that names a product names one of the shopper's own",
    )
    transcript.check(
        all("“" not in hit["reason"]["text"] for hit in chinese["hits"])
        and all("「" not in hit["reason"]["text"] for hit in english["hits"]),
        "each reason is in the language that was asked for",
    )


def recommend_beside(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """What is bought together with a product, and what costs less."""
    product = best_companioned(files)
    path = f"/v1/products/{product.product_id}"
    together = shop.get(f"{path}/bought-together", limit=3)
    transcript.say(f"{product.product_id} {product.title}")
    print_hits(transcript.console, together)
    transcript.check(
        bool(together["hits"])
        and all(_go_together(product, _sample(each)) for each in _ids(together)),
        "these are the pairs that the sample's shoppers like to buy",
    )
    for hit in together["hits"]:
        count = hit["reason"]["evidence"]["count"]
        said = took_both(files, product.product_id, hit["product"]["product_id"])
        transcript.check(
            3 <= count <= said, f"{count} times; {said} shoppers of the file took both"
        )
    cheaper = shop.get(f"{path}/alternatives", kind="cheaper", limit=2)
    print_hits(transcript.console, cheaper)
    price = Decimal(shop.get(path)["current_price"]["amount"])
    transcript.check(
        bool(cheaper["hits"])
        and all(_price(hit) < price for hit in cheaper["hits"])
        and {_sample(each).category.key for each in _ids(cheaper)} == {product.category.key},
        "the alternatives are of its category and cost less",
    )


def recommend_for_cart(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """Complements of two products in a cart, in Chinese."""
    first = best_companioned(files)
    other = next(each for each in sample_products() if each.category is not first.category)
    cart = [first.product_id, other.product_id]
    found = shop.get("/v1/recommendations", scene="cart", product_id=cart, limit=3, language="zh")
    print_hits(transcript.console, found)
    transcript.check(
        bool(found["hits"]) and not set(_ids(found)) & set(cart), "nothing is in the cart already"
    )
    transcript.check(
        all(hit["reason"]["product_id"] in cart for hit in found["hits"]),
        "each names the product of the cart that it goes with",
    )


def dismiss(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """A product is turned down: it is gone at once, and back when that is taken back."""
    shopper_id = busiest(files)
    asked = {"shopper_id": shopper_id, "limit": 5}
    first = _ids(shop.get("/v1/recommendations", **asked))[0]
    event = {"event_name": "dismiss", "shopper_id": shopper_id, "product_id": first}
    shop.post("/v1/events", {"events": [{"event_id": "demo-dismiss", **event}]})
    after = _ids(shop.get("/v1/recommendations", **asked))
    transcript.say(f"{first} is turned down; then: {', '.join(after)}")
    transcript.check(first not in after, f"{first} is gone from the very next request")
    shop.send("DELETE", f"/v1/shoppers/{shopper_id}/dismissals/{first}")
    transcript.check(
        first in _ids(shop.get("/v1/recommendations", **asked)), "taken back, it is there again"
    )


def recommend_to_stranger(shop: ShopClient, _: Path, transcript: Transcript) -> None:
    """Nobody knows the shopper, who says what they like, once by a category, once in words."""
    wishes = {"帐篷": "tents", "coffee": "coffee_makers"}
    shop.put("/v1/shoppers/demo-stranger/interests", {"interests": list(wishes)})
    found = shop.get("/v1/recommendations", shopper_id="demo-stranger", limit=4, language="en")
    print_hits(transcript.console, found)
    transcript.check(found["strategy"] == "interests", "what was declared decides")
    for hit in found["hits"]:
        said = hit["reason"]["evidence"]["interest"]
        kind = _sample(hit["product"]["product_id"]).category.key
        transcript.check(kind == wishes[said], f"“{said}” is met by {kind}")
    heard = {hit["reason"]["evidence"]["interest"] for hit in found["hits"]}
    transcript.check(heard == set(wishes), "both interests have places")


def order_campaign(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """A campaign's own products in their order for one shopper."""
    shopper_id = busiest(files)
    touched = touched_by(files)[shopper_id]
    stocked = [each for each in sample_products() if each.availability == "in_stock"]
    eligible = [each.product_id for each in stocked if each.product_id not in touched][::60]
    seen = next(each.product_id for each in stocked if each.product_id in touched)
    campaign = [*eligible, seen, "no-such"]
    body = {"product_ids": campaign, "shopper_id": shopper_id, "language": "zh"}
    found = shop.post("/v1/recommendations/campaign", body)
    print_campaign(transcript.console, found)
    shown = [hit["product_id"] for hit in found["hits"]]
    transcript.check(set(shown) | set(found["left_out"]) == set(campaign), "none is lost")
    transcript.check(
        {seen, "no-such"} <= set(found["left_out"]),
        "what was seen, and what the shop does not have, is left out",
    )
    scores = [hit["score"] for hit in found["hits"]]
    transcript.check(scores == sorted(scores, reverse=True), "the others are in their order")


def _go_together(one: SampleProduct, other: SampleProduct) -> bool:
    return other in companions(one) or one in companions(other)


def _ids(found: Document) -> list[str]:
    return [hit["product"]["product_id"] for hit in found["hits"]]


def _price(hit: Document) -> Decimal:
    return Decimal(hit["product"]["current_price"]["amount"])


def _sample(product_id: str) -> SampleProduct:
    return next(each for each in sample_products() if each.product_id == product_id)
