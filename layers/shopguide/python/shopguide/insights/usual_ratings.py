"""What rating is usual: over the shop, in a category, for a brand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shopguide.domain.errors import NotFoundError
from shopguide.domain.filters import Filter, Match
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PASSAGES, PRODUCTS, passage_of, product_of
from shopguide.text.normalise import fold

SAMPLED_REVIEWS = 2_000
USUAL_WEIGHT = 8.0
"""Reviews that what is usual counts for beside a product's own, where too few products tell."""

_WEIGHTS = (2.0, 40.0)
_TELLING_PRODUCTS = 8

GROUP_WEIGHT = 20.0
"""Reviews that the wider group counts for beside those of a narrower one."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """How many there are, their sum, and the sum of their squares."""

    count: int = 0
    total: float = 0.0
    squares: float = 0.0

    @property
    def mean(self) -> float:
        """Their mean, of at least one."""
        return self.total / self.count

    def plus(self, other: "Ratings") -> "Ratings":
        """Both together."""
        count, total = self.count + other.count, self.total + other.total
        return Ratings(count, total, self.squares + other.squares)

    def minus(self, other: "Ratings") -> "Ratings":
        """Without those of `other`, which are among them."""
        count, total = self.count - other.count, self.total - other.total
        return Ratings(count, total, self.squares - other.squares)

    def drawn_to(self, usual: float, weight: float) -> float:
        """Their mean, with `weight` further ratings that are the usual one."""
        return (self.total + weight * usual) / (self.count + weight)


@dataclass(frozen=True, slots=True)
class Usual:
    """The rating that is usual for a product, and how many ratings of its own it counts for."""

    rating: float
    weight: float = USUAL_WEIGHT


@dataclass(frozen=True, slots=True)
class UsualRatings:
    """Ratings of a sample of the shop's reviews: of all, by group, by product.

    `weight` is for how many reviews of its own what is usual counts beside those of a product: the
    fewer, the more products differ from one another and the less opinions of one do.
    """

    shop: Ratings = Ratings()
    weight: float = USUAL_WEIGHT
    groups: Mapping[str, Ratings] = field(default_factory=dict)
    products: Mapping[str, Ratings] = field(default_factory=dict)

    def of(self, product: Product) -> Usual | None:
        """What is usual for a product, from others than itself; None without any rating."""
        own = self.products.get(product.product_id, Ratings())
        shop = self.shop.minus(own)
        if shop.count <= 0:
            return None
        usual = shop.mean
        for group in _groups_of(product):
            usual = self.groups.get(group, own).minus(own).drawn_to(usual, GROUP_WEIGHT)
        return Usual(usual, min(self.weight, shop.count))


def _groups_of(product: Product) -> list[str]:
    """Names of the groups of a product: its categories from the widest on, then its brand."""
    categories = [f"category {fold(path)}" for path in product.category_paths()]
    return [*categories, f"brand {fold(product.brand)}"] if product.brand else categories


def usual_ratings(products: Iterable[Product], ratings: Mapping[str, Ratings]) -> UsualRatings:
    """What is usual, from the ratings of products by their ids."""
    groups: dict[str, Ratings] = {}
    for product in products:
        for group in _groups_of(product):
            groups[group] = groups.get(group, Ratings()).plus(ratings[product.product_id])
    shop = Ratings()
    for each in ratings.values():
        shop = shop.plus(each)
    return UsualRatings(shop, _weight(list(ratings.values())), groups, ratings)


def read_usual_ratings(index: VectorIndex) -> UsualRatings:
    """What is usual in a shop, from no more than `SAMPLED_REVIEWS` of its reviews."""
    reviews = Filter((Match("kind", (PassageKind.REVIEW.value,)),))
    try:
        page = index.scan(PASSAGES, reviews, limit=SAMPLED_REVIEWS, fields=("passage",))
        ratings = _by_product([passage_of(each.fields) for each in page.documents])
        found = index.fetch(PRODUCTS, list(ratings), fields=("product",))
    except NotFoundError:
        return UsualRatings()
    return usual_ratings([product_of(each.fields) for each in found], ratings)


def predicted_rating(own: Ratings, usual: Usual | None) -> float | None:
    """The mean of a product's ratings, drawn towards what is usual; None without a basis."""
    if usual is None:
        return own.mean if own.count else None
    return own.drawn_to(usual.rating, usual.weight)


def one_rating(stars: float) -> Ratings:
    """A single one."""
    return Ratings(1, stars, stars * stars)


def _weight(products: Sequence[Ratings]) -> float:
    """Variance within products by variance between them (one-way analysis of variance).

    It is the weight of the prior mean that makes the drawn mean's squared error smallest (Bühlmann
    1967, *Experience Rating and Credibility*).
    """
    rated = [each for each in products if each.count]
    count = sum(each.count for each in rated)
    if len(rated) < _TELLING_PRODUCTS or count == len(rated):
        return USUAL_WEIGHT
    overall = sum(each.total for each in rated) / count
    within = sum(each.squares - each.total * each.mean for each in rated) / (count - len(rated))
    spread = sum(each.count * (each.mean - overall) ** 2 for each in rated) / (len(rated) - 1)
    size = (count - sum(each.count**2 for each in rated) / count) / (len(rated) - 1)
    between = (spread - within) / size
    lowest, highest = _WEIGHTS
    return highest if between <= 0 else min(highest, max(lowest, within / between))


def _by_product(passages: Sequence[Passage]) -> dict[str, Ratings]:
    ratings: dict[str, Ratings] = {}
    for passage in passages:
        if passage.rating is not None and passage.product_id:
            known = ratings.get(passage.product_id, Ratings())
            ratings[passage.product_id] = known.plus(one_rating(passage.rating))
    return ratings
