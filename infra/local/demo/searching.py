"""What the demo searches for, and what makes each result right."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from infra.local.client import ShopClient
from infra.local.demo.transcript import Transcript
from infra.local.output import Document
from infra.local.sample_shop.catalogue import SampleProduct, sample_products
from infra.local.search_tables import print_search

HEAD = 3
"""How many of the first hits must be of the right kind."""


@dataclass(frozen=True, slots=True)
class SearchCase:
    """A query with a price limit, and the category that its best hits must have."""

    query: str
    price_max: int
    category: str


SEARCHES = (
    SearchCase("适合办公室用的静音键盘", 300, "keyboards"),
    SearchCase("waterproof speaker for camping", 600, "speakers"),
)


def search(shop: ShopClient, case: SearchCase, transcript: Transcript) -> None:
    """A search with a price constraint."""
    found = _find(shop, transcript, case.query, price_max=case.price_max)
    transcript.say(f"answered in {found['took_ms']} ms")
    transcript.check(len(found["hits"]) == 5, "there are five hits")
    _check_prices(found, case.price_max, transcript)
    _check_head(found, case.category, transcript)


def understand(shop: ShopClient, transcript: Transcript) -> None:
    """Constraints in the words of the query, and one of them switched off."""
    query, colour = "黑色 300元以下 办公键盘", "colour:black"
    found = _find(shop, transcript, query, limit=3)
    chips: dict[str, Document] = {chip["id"]: chip for chip in found["chips"]}
    transcript.check({colour, "price:-300,cny"} <= chips.keys(), "colour and price are understood")
    transcript.check(
        all(query[slice(*chip["span"])] == chip["text"] for chip in chips.values()),
        "each chip quotes the words that it came from",
    )
    _check_prices(found, 300, transcript)
    _check_head(found, "keyboards", transcript)
    transcript.check(
        all(product.colour == "black" for product in _sample(found)), "every hit is black"
    )
    transcript.say(f"Without {colour}:")
    without = _find(shop, transcript, query, limit=3, off=colour)
    transcript.check(
        colour not in {chip["id"] for chip in without["chips"]}, "a chip can be switched off"
    )


def relax(shop: ShopClient, transcript: Transcript) -> None:
    """Constraints that no product meets together: one is let go, and said to be."""
    found = _find(shop, transcript, "pink women's running shoes size 38", limit=3)
    transcript.check(
        [chip["id"] for chip in found["chips"] if chip["relaxed"]] == ["colour:pink"],
        "the colour is let go, for there are no pink ones",
    )
    transcript.check("constraints_relaxed" in found["notes"], "and the answer says so")
    transcript.check(
        bool(found["hits"])
        and all((each.gender, each.size) == ("female", "38") for each in _sample(found)),
        "gender and size hold",
    )


def correct(shop: ShopClient, transcript: Transcript) -> None:
    """A query with two slips of the fingers, and the same taken at its word."""
    query = "wireles hedphones"
    found = _find(shop, transcript, query, limit=3)
    transcript.check(found["searched"] == "wireless headphones", "the spelling was corrected")
    _check_head(found, "headphones", transcript)
    literal = shop.get("/v1/search", q=query, off="spelling", limit=3)
    transcript.check(
        not literal["corrections"] and literal["searched"] == query, "or not, if one says so"
    )


def suggest(shop: ShopClient, transcript: Transcript) -> None:
    """What a search box offers: for letters, for pinyin, and for its initials."""
    for prefix, expected in (("head", "Headphones"), ("erji", "耳机"), ("ej", "耳机")):
        given = shop.get("/v1/suggest", q=prefix, limit=3)
        texts = [each["text"] for kind in ("queries", "categories") for each in given[kind]]
        transcript.say(f"{prefix}: {', '.join(texts)} ({given['took_ms']} ms)")
        transcript.check(expected in texts, f"{prefix} leads to {expected}")


def narrow_down(shop: ShopClient, transcript: Transcript) -> None:
    """Counts by brand and colour, and that each choice leaves as many as its count says."""
    query = "running shoes"
    found = _find(shop, transcript, query, limit=1, facets=["brand", "colour", "price"])
    for facet in found["facets"]["facets"][:2]:
        name, choice = facet["facet"], facet["values"][0]
        left = shop.get("/v1/search", q=query, limit=1, **{name: choice["value"]})
        transcript.check(
            left["total"] == choice["count"],
            f"{name} {choice['shown']} leaves {choice['count']}, as its count says",
        )


def turn_pages(shop: ShopClient, transcript: Transcript) -> None:
    """Two pages by cursor are the first hits in one piece."""
    query = "轻量背包"
    whole = _ids(shop.get("/v1/search", q=query, limit=10))
    first = shop.get("/v1/search", q=query, limit=5)
    second = shop.get("/v1/search", q=query, limit=5, cursor=first["next_cursor"])
    transcript.say(f"1 to 5: {', '.join(_ids(first))}\n6 to 10: {', '.join(_ids(second))}")
    transcript.check([*_ids(first), *_ids(second)] == whole, "the pages join")


def _find(
    shop: ShopClient,
    transcript: Transcript,
    query: str,
    *,
    limit: int = 5,
    **parameters: str | float | Sequence[str],
) -> Document:
    """Search, and show the page."""
    found = shop.get("/v1/search", q=query, limit=limit, **parameters)
    print_search(transcript.console, found)
    return found


def _check_prices(found: Document, most: int, transcript: Transcript) -> None:
    amounts = (Decimal(hit["product"]["current_price"]["amount"]) for hit in found["hits"])
    transcript.check(
        all(amount <= most for amount in amounts), f"every hit costs at most {most} CNY"
    )


def _check_head(found: Document, category: str, transcript: Transcript) -> None:
    transcript.check(
        [product.category.key for product in _sample(found)[:HEAD]] == [category] * HEAD,
        f"the first {HEAD} are {category}",
    )


def _ids(found: Document) -> list[str]:
    return [hit["product"]["product_id"] for hit in found["hits"]]


def _sample(found: Document) -> list[SampleProduct]:
    """The hits as the sample shop made them."""
    by_id = {product.product_id: product for product in sample_products()}
    return [by_id[product_id] for product_id in _ids(found)]
