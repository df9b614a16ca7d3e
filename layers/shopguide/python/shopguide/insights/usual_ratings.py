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
PRODUCT_WEIGHT = 4.0
"""Reviews that what is usual counts for beside a product's own."""

GROUP_WEIGHT = 20.0
"""Reviews that the wider group counts for beside those of a narrower one."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """How many there are, and their sum."""

    count: int = 0
    total: float = 0.0

    def plus(self, other: "Ratings") -> "Ratings":
        """Both together."""
        return Ratings(self.count + other.count, self.total + other.total)

    def minus(self, other: "Ratings") -> "Ratings":
        """Without those of `other`, which are among them."""
        return Ratings(self.count - other.count, self.total - other.total)

    def drawn_to(self, usual: float, weight: float) -> float:
        """Their mean, with `weight` further ratings that are the usual one."""
        return (self.total + weight * usual) / (self.count + weight)


@dataclass(frozen=True, slots=True)
class UsualRatings:
    """Ratings of a sample of the shop's reviews: of all, by group, by product."""

    shop: Ratings = Ratings()
    groups: Mapping[str, Ratings] = field(default_factory=dict)
    products: Mapping[str, Ratings] = field(default_factory=dict)

    def of(self, product: Product) -> float | None:
        """What is usual for a product, from others than itself; None without any rating."""
        own = self.products.get(product.product_id, Ratings())
        shop = self.shop.minus(own)
        if shop.count <= 0:
            return None
        usual = shop.total / shop.count
        for group in groups_of(product):
            usual = self.groups.get(group, own).minus(own).drawn_to(usual, GROUP_WEIGHT)
        return usual


def groups_of(product: Product) -> list[str]:
    """Names of the groups of a product: its categories from the widest on, then its brand."""
    categories = [f"category {fold(path)}" for path in product.category_paths()]
    return [*categories, f"brand {fold(product.brand)}"] if product.brand else categories


def usual_ratings(products: Iterable[Product], ratings: Mapping[str, Ratings]) -> UsualRatings:
    """What is usual, from the ratings of products by their ids."""
    groups: dict[str, Ratings] = {}
    for product in products:
        for group in groups_of(product):
            groups[group] = groups.get(group, Ratings()).plus(ratings[product.product_id])
    shop = Ratings()
    for each in ratings.values():
        shop = shop.plus(each)
    return UsualRatings(shop, groups, ratings)


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


def predicted_rating(own: Ratings, usual: float | None) -> float | None:
    """The mean of a product's ratings, drawn towards what is usual; None without a basis."""
    if usual is None:
        return own.total / own.count if own.count else None
    return own.drawn_to(usual, PRODUCT_WEIGHT)


def _by_product(passages: Sequence[Passage]) -> dict[str, Ratings]:
    ratings: dict[str, Ratings] = {}
    for passage in passages:
        if passage.rating is not None and passage.product_id:
            known = ratings.get(passage.product_id, Ratings())
            ratings[passage.product_id] = known.plus(Ratings(1, passage.rating))
    return ratings
