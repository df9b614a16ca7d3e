"""Shoppers with tastes, and what they do in the sample shop, session by session."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache

from infra.local.sample_shop.baskets import fill_cart, is_paid
from infra.local.sample_shop.catalogue import SEED, SampleProduct, sample_products
from infra.local.sample_shop.dice import Dice
from infra.local.sample_shop.vocabulary import Category, load_vocabulary
from shopguide.domain.interaction import InteractionKind
from shopguide.text.language import Language

SHOPPER_COUNT = 1500
INTERACTION_COUNT = 20_000
DAYS = 60
"""The interactions fall into this many days, the last of them `last_day`."""

SHOP_TIME = timezone(timedelta(hours=8))
_SESSION_COUNTS = (1, 1, 2, 2, 2, 3, 3, 4, 6, 9)
_GOES_ON_SHARE = 0.5
_DEVICES = ("mobile", "mobile", "mobile", "app", "desktop", "desktop", "tablet")
_HOURS = (8, 9, 12, 12, 13, 18, 19, 20, 20, 21, 21, 21, 22, 22, 23)


@dataclass(frozen=True, slots=True)
class SampleInteraction:
    """One event of a shopper; `value` is what was paid, in whole yuan, where it is a purchase."""

    shopper_id: str
    kind: InteractionKind
    product_id: str
    occurred_at: datetime
    device: str
    country: str
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Shopper:
    """A shopper's tastes: categories (dearest first), price tier, brands; language and device."""

    shopper_id: str
    categories: Sequence[Category]
    tier: float
    brands: frozenset[str]
    language: Language
    device: str

    @property
    def country(self) -> str:
        """Where the language is at home, in the shop's own time zone."""
        return "CN" if self.language == "zh" else "SG"


def sample_interactions(last_day: date) -> list[SampleInteraction]:
    """The last `INTERACTION_COUNT` events of all shoppers, in the order of time."""
    everything = [
        interaction
        for number in range(1, SHOPPER_COUNT + 1)
        for interaction in _life_of(number, last_day)
    ]
    everything.sort(key=lambda event: (event.occurred_at, event.shopper_id, event.kind.value))
    return everything[-INTERACTION_COUNT:]


def shopper(number: int) -> Shopper:
    """Shopper number `number`, from 1."""
    dice = Dice(SEED, "shopper", number)
    categories = load_vocabulary().categories
    favourites = dice.choose_some(categories, dice.whole(2, 3))
    if dice.chance(0.5):
        favourites.reverse()
    language: Language = "zh" if dice.chance(0.6) else "en"
    brands = frozenset(dice.choose(category.brands[language]) for category in favourites)
    device = dice.choose(_DEVICES)
    return Shopper(f"shopper-{number:04}", favourites, dice.share(), brands, language, device)


def _life_of(number: int, last_day: date) -> Iterator[SampleInteraction]:
    person, dice = shopper(number), Dice(SEED, "life", number)
    count = dice.choose(_SESSION_COUNTS)
    days = sorted(dice.whole(0, DAYS - 1) for _ in range(count))
    bought: SampleProduct | None = None
    for day in days:
        start = _start(last_day - timedelta(days=DAYS - 1 - day), dice)
        category, before = _theme(person, bought, dice), bought
        for interaction, product in _session(person, category, start, dice):
            bought = product if interaction.kind is InteractionKind.PURCHASE else bought
            yield interaction
        if bought is not before and bought is not None and dice.chance(_GOES_ON_SHARE):
            category = _complement(bought, dice)
            for interaction, _ in _session(person, category, start + timedelta(minutes=40), dice):
                yield interaction


def _start(day: date, dice: Dice) -> datetime:
    moment = time(dice.choose(_HOURS), dice.whole(0, 19), dice.whole(0, 59))
    return datetime.combine(day, moment, SHOP_TIME)


def _complement(bought: SampleProduct, dice: Dice) -> Category:
    key = dice.choose(bought.category.complements)
    return next(category for category in load_vocabulary().categories if category.key == key)


def _theme(person: Shopper, bought: SampleProduct | None, dice: Dice) -> Category:
    """What a session is about: a complement of the last purchase, a favourite, or anything."""
    if bought is not None and dice.chance(0.5):
        return _complement(bought, dice)
    if dice.chance(0.9):
        weights = (5, 3, 2)[: len(person.categories)]
        return dice.choose_weighted(person.categories, weights)
    return dice.choose(load_vocabulary().categories)


def _session(
    person: Shopper, category: Category, start: datetime, dice: Dice
) -> Iterator[tuple[SampleInteraction, SampleProduct]]:
    products, weights = _interest(person, category)
    moment = start
    seen: set[str] = set()
    for _ in range(dice.whole(2, 6)):
        product = dice.choose_weighted(products, weights)
        if product.product_id in seen:
            continue
        seen.add(product.product_id)
        for kind, touched in _steps(product, dice):
            moment += timedelta(seconds=dice.whole(15, 200))
            yield _event(person, kind, touched, moment), touched
        if kind is InteractionKind.PURCHASE:
            return


def _event(
    person: Shopper, kind: InteractionKind, product: SampleProduct, moment: datetime
) -> SampleInteraction:
    price = product.sale_price or product.price
    value = price if kind is InteractionKind.PURCHASE else None
    where = (person.device, person.country)
    return SampleInteraction(person.shopper_id, kind, product.product_id, moment, *where, value)


def _steps(product: SampleProduct, dice: Dice) -> Iterator[tuple[InteractionKind, SampleProduct]]:
    """What follows a view; a good product in stock is bought more often, and not alone."""
    yield InteractionKind.VIEW_ITEM, product
    if dice.chance(0.07):
        yield InteractionKind.ADD_TO_WISHLIST, product
    if product.availability == "in_stock" and dice.chance(0.08 + 0.14 * product.quality):
        cart = [product]
        yield InteractionKind.ADD_TO_CART, product
        for added in fill_cart(product, dice):
            cart.append(added)
            yield InteractionKind.VIEW_ITEM, added
            yield InteractionKind.ADD_TO_CART, added
        if is_paid(dice):
            for bought in cart:
                yield InteractionKind.PURCHASE, bought


@cache
def _products_of(category: str) -> tuple[SampleProduct, ...]:
    return tuple(product for product in sample_products() if product.category.key == category)


def _interest(
    person: Shopper, category: Category
) -> tuple[Sequence[SampleProduct], Sequence[float]]:
    """How likely the shopper is to look at each product of a category."""
    products = _products_of(category.key)
    weights = []
    for product in products:
        near = max(0.05, 1.1 - abs(product.tier - person.tier) * 1.6)
        known = 3.0 if product.brand in person.brands else 1.0
        own = 1.0 if product.language == person.language else 0.12
        weights.append(product.appeal * near * near * known * own)
    return products, weights
