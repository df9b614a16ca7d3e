"""How the places of lists are spread over the products, brands and sellers of a shop."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from shopguide.domain.exposure import HEAD_SHARE, coverage, gini, long_tail, novelty, share_of
from shopguide.domain.interaction import ROBOT_EVENTS_A_DAY, InteractionKind
from shopguide.domain.json_value import JsonObject
from shopguide.domain.product import Product, offers_of
from shopguide.experiments.reporting.lake_lines import moment_of, texts_of
from shopguide.experiments.statistics.ratio import Array

GROUPS_TOLD = 50


@dataclass(slots=True)
class Counts:
    """What the lake says of the products.

    Attributes:
        shown: Places, by product.
        taken: Interactions, by product.
        bought: Purchases, by product.
        lists: Impressions.
        robots: Shoppers whose events were left out.
    """

    shown: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    bought: Counter[str] = field(default_factory=Counter)
    lists: int = 0
    robots: int = 0


@dataclass(frozen=True, slots=True)
class GroupShare:
    """A brand or seller: its shares of the catalogue, of the places, and of the purchases."""

    name: str
    products: int
    catalogue: float
    exposure: float
    sales: float


@dataclass(frozen=True, slots=True)
class ExposureReport:
    """How evenly a shop shows its products; all shares from 0 to 1.

    Attributes:
        products: Of the shop now.
        lists: Impressions that were counted.
        places: Products that they showed, those that have left the shop not counted.
        gone: Places of products that have left the shop.
        coverage: Share of the products that were shown at all.
        novelty: Mean surprise of a place, in bits.
        gini: 0 where all products have as many places, near 1 where one has all.
        head_share: Share of the products that is not the long tail.
        long_tail: Share of the places of the long tail, by interactions.
        brands: Those with the most places first.
        sellers: Likewise; a product of several sellers counts for each in equal parts.
        robots: Shoppers left out, because no person does so much.
        damaged: Lines and files of the lake that could not be read.
        shown: Places of each product, ``[products]``.
    """

    products: int
    lists: int
    places: int
    gone: int
    coverage: float
    novelty: float
    gini: float
    head_share: float
    long_tail: float
    brands: Sequence[GroupShare]
    sellers: Sequence[GroupShare]
    robots: int
    damaged: int
    shown: Array


def count_exposure(lines: Iterable[JsonObject], since: datetime) -> Counts:
    """Add up places, interactions and purchases from a moment on, robots left out.

    Reads the lines twice: who is a robot is not known before all are read.
    """
    a_day: Counter[tuple[str, str]] = Counter()
    for line in lines:
        at = moment_of(line)
        if at is not None and at >= since:
            a_day[str(line.get("shopper_id")), at.date().isoformat()] += 1
    robots = {shopper for (shopper, _), count in a_day.items() if count > ROBOT_EVENTS_A_DAY}
    counts = Counts(robots=len(robots))
    for line in lines:
        at = moment_of(line)
        if at is not None and at >= since and line.get("shopper_id") not in robots:
            _count(counts, line)
    return counts


def exposure_report(counts: Counts, products: Sequence[Product], damaged: int) -> ExposureReport:
    """Compare what was shown with what there is and what is bought."""
    ids = [product.product_id for product in products]
    shown, taken, bought = (
        _column(each, ids) for each in (counts.shown, counts.taken, counts.bought)
    )
    places = int(shown.sum())
    by_brand = [[product.brand] for product in products]
    by_seller = [[offer.seller for offer in offers_of(product)] for product in products]
    return ExposureReport(
        len(products),
        counts.lists,
        places,
        counts.shown.total() - places,
        coverage(shown),
        novelty(shown, taken),
        gini(shown),
        HEAD_SHARE,
        share_of(shown, long_tail(taken)),
        _group_shares(by_brand, shown, bought),
        _group_shares(by_seller, shown, bought),
        counts.robots,
        damaged,
        shown,
    )


def _count(counts: Counts, line: JsonObject) -> None:
    if line.get("type") == "impression":
        counts.lists += 1
        counts.shown.update(texts_of(line, "product_ids"))
    elif line.get("type") == "interaction" and line.get("kind") != InteractionKind.DISMISS:
        product = str(line.get("product_id"))
        counts.taken[product] += 1
        counts.bought[product] += line.get("kind") == InteractionKind.PURCHASE


def _column(counts: Mapping[str, int], ids: Sequence[str]) -> Array:
    return np.array([counts.get(id_, 0) for id_ in ids], dtype=np.float64)


def _group_shares(
    groups: Sequence[Sequence[str]], shown: Array, bought: Array
) -> Sequence[GroupShare]:
    """Shares of each group; those without a name (no brand, the shop itself) are one group."""
    sums: dict[str, Array] = {}
    for number, names in enumerate(groups):
        for name in names:
            part = np.array([1.0, shown[number], bought[number]]) / len(names)
            sums[name] = sums.get(name, np.zeros(3)) + part
    sizes = Counter(name for names in groups for name in set(names))
    whole = np.maximum([len(groups), shown.sum(), bought.sum()], 1)
    shares = [
        GroupShare(name, sizes[name], *(float(share) for share in each / whole))
        for name, each in sums.items()
    ]
    shares.sort(key=lambda each: (-each.exposure, -each.catalogue, each.name))
    return shares[:GROUPS_TOLD]
