"""What the file of interactions says, counted apart from the shop: the demo's checks need it."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from infra.local.output import Document
from infra.local.sample_shop.baskets import companions
from infra.local.sample_shop.catalogue import SampleProduct, sample_products

_IN_BASKETS = ("add_to_cart", "purchase")


@cache
def touched_by(files: Path) -> Mapping[str, frozenset[str]]:
    """The products that each shopper did something with."""
    touched: dict[str, set[str]] = {}
    for event in _events(files):
        touched.setdefault(event["shopper_id"], set()).add(event["product_id"])
    return {shopper_id: frozenset(products) for shopper_id, products in touched.items()}


def busiest(files: Path) -> str:
    """Who touched the most products."""
    touched = touched_by(files)
    return max(sorted(touched), key=lambda shopper_id: len(touched[shopper_id]))


def took_both(files: Path, one: str, other: str) -> int:
    """Shoppers who put both products into carts, or bought them."""
    return sum({one, other} <= products for products in _taken(files))


def best_companioned(files: Path) -> SampleProduct:
    """The product that most shoppers took together with the first that is meant to go with it."""
    return max(
        (each for each in sample_products() if companions(each)),
        key=lambda each: took_both(files, each.product_id, companions(each)[0].product_id),
    )


@cache
def _taken(files: Path) -> Sequence[frozenset[str]]:
    taken: dict[str, set[str]] = {}
    for event in _events(files):
        if event["event_name"] in _IN_BASKETS:
            taken.setdefault(event["shopper_id"], set()).add(event["product_id"])
    return tuple(map(frozenset, taken.values()))


@cache
def _events(files: Path) -> Sequence[Document]:
    with (files / "interactions.jsonl").open(encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)
