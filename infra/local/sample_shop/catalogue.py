"""The products of the sample shop: what they are, what they cost, how good they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from infra.local.sample_shop.dice import Dice
from infra.local.sample_shop.grammar import capitalise_sentences, expand_one
from infra.local.sample_shop.vocabulary import (
    Attribute,
    AttributeUse,
    Category,
    Choice,
    ProductType,
    Span,
    load_vocabulary,
)
from shopguide.text.language import Language

SEED = "shopguide-sample-1"
PRODUCTS_PER_CATEGORY = 52
"""Half of them in Chinese, half in English."""

_SUFFIXES = ("", " Pro", " Lite", " Air", " S", " Max")
_LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Value:
    """What an attribute is for one product: a number with its unit, or one of its words."""

    attribute: Attribute
    number: float | None = None
    choice: Choice | None = None

    @property
    def is_lack(self) -> bool:
        """Whether it says that the product does not have something."""
        return self.choice is not None and self.choice.key == "none"

    def text(self, language: Language) -> str:
        """As products, questions and answers show it."""
        if self.choice is not None:
            return self.choice.text[language]
        return f"{self.number:g}{self.attribute.unit[language]}"

    def more(self, language: Language) -> str:
        """What there is to add, empty for numbers."""
        return "" if self.choice is None else self.choice.more[language]


@dataclass(frozen=True, slots=True)
class SampleProduct:
    """One product with what shoppers cannot see but feel.

    `tier` is its place in the price range of its category (0 cheap, 1 dear), `quality` decides its
    ratings (0 to 1), `appeal` how often it is looked at, relative to others of its category. Prices
    are whole yuan. `gender` and `size` are empty for what nobody wears.
    """

    product_id: str
    group_id: str
    category: Category
    type: ProductType
    language: Language
    brand: str
    model: str
    colour: str
    gender: str
    size: str
    values: Mapping[str, Value]
    title: str
    description: str
    price: int
    sale_price: int | None
    availability: str
    gtin: str
    tier: float
    quality: float
    appeal: float

    def slots(self, language: Language) -> dict[str, str]:
        """Words for patterns about this product; those of its attributes by their keys."""
        thing, plural = self.category.thing[language], self.category.plural
        this = f"这款{thing}" if language == "zh" else f"{'these' if plural else 'this'} {thing}"
        return {
            "brand": self.brand,
            "model": self.model,
            "type": self.type.name[language],
            "thing": thing,
            "colour": load_vocabulary().colours[self.colour][language],
            "this": this,
            "it": "they" if plural else "it",
            "It": "They" if plural else "It",
            "is": "are" if plural else "is",
            "Is": "Are" if plural else "Is",
            "does": "do" if plural else "does",
            "Does": "Do" if plural else "Does",
            "has": "have" if plural else "has",
            **{key: value.text(language) for key, value in self.values.items()},
        }

    def slots_about(self, value: Value, language: Language) -> dict[str, str]:
        """`slots` and what there is to say about one value."""
        return {
            **self.slots(language),
            "value": value.text(language),
            "more": value.more(language),
        }


@cache
def sample_products() -> tuple[SampleProduct, ...]:
    """All products, category by category."""
    return tuple(
        product
        for category in load_vocabulary().categories
        for language in _LANGUAGES
        for product in _products_of(category, language)
    )


def _products_of(category: Category, language: Language) -> Iterator[SampleProduct]:
    count = PRODUCTS_PER_CATEGORY // len(_LANGUAGES)
    first = 1 + _LANGUAGES.index(language) * count
    taken: set[str] = set()
    for model_number in range(count // category.variants):
        dice = Dice(SEED, category.key, language, model_number)
        brand = dice.choose(category.brands[language])
        model = _new_model(category, language, brand, taken, dice)
        number = first + model_number * category.variants
        yield from _variants(category, language, (brand, model), number, dice)


def _new_model(
    category: Category, language: Language, brand: str, taken: set[str], dice: Dice
) -> str:
    while True:
        series = dice.choose(category.series[language])
        model = f"{series}{dice.choose(_SUFFIXES)} {dice.whole(1, 9)}"
        if f"{brand} {model}" not in taken:
            taken.add(f"{brand} {model}")
            return model


def _variants(
    category: Category, language: Language, name: tuple[str, str], number: int, dice: Dice
) -> Iterator[SampleProduct]:
    """The products of one model: the same but for colour, stock and title."""
    kind = dice.choose(category.types)
    position = dice.share()
    values = _values(category, kind, position, dice)
    price = _price(category, kind, position)
    sale_price = price * dice.whole(75, 92) // 100 if dice.chance(0.2) else None
    quality = 1 - 0.9 * dice.share() * dice.share()
    group = f"{category.code}-G{number:03}" if category.variants > 1 else ""
    low, high = kind.price
    colours = dice.choose_some(category.colours, category.variants)
    gender, sizes = _worn(category, language, number)
    for offset, (colour, size) in enumerate(zip(colours, sizes, strict=True)):
        bare = SampleProduct(
            product_id=f"{category.code}-{number + offset:03}",
            group_id=group,
            category=category,
            type=kind,
            language=language,
            brand=name[0],
            model=name[1],
            colour=colour,
            gender=gender,
            size=size,
            values=values,
            title="",
            description="",
            price=price,
            sale_price=sale_price,
            availability=_availability(dice),
            gtin=_gtin(category, number + offset),
            tier=low + (high - low) * position,
            quality=quality,
            appeal=(0.4 + quality) / (2 + dice.whole(0, 40)),
        )
        yield _described(bare, dice)


def _worn(category: Category, language: Language, number: int) -> tuple[str, Sequence[str]]:
    """For whom a model is, and the size of each of its variants."""
    if not category.sizes:
        return "", [""] * category.variants
    dice = Dice(SEED, category.key, language, number, "worn")
    gender = dice.choose(list(category.sizes))
    return gender, dice.choose_some(category.sizes[gender], category.variants)


def _values(category: Category, kind: ProductType, position: float, dice: Dice) -> dict[str, Value]:
    return {
        key: _value(use, kind, position, dice)
        for key, use in category.attributes.items()
        if use.fits(kind.key)
    }


def _value(use: AttributeUse, kind: ProductType, position: float, dice: Dice) -> Value:
    places = {"price": position, "against": 1 - position, "free": dice.share()}
    place = min(0.999, max(0.0, places[use.follows] + 0.15 * dice.wobble()))
    options = use.options_of(kind.key)
    if isinstance(options, Span):
        steps = round((options.high - options.low) / options.step)
        number = options.low + int(place * (steps + 1)) * options.step
        return Value(use.attribute, number=round(number, 2))
    choice = use.attribute.choices[options[int(place * len(options))]]
    return Value(use.attribute, choice=choice)


def _price(category: Category, kind: ProductType, position: float) -> int:
    """Ends in 9; more products lie in the lower half of the range."""
    low, high = kind.price
    share = low + (high - low) * position
    bottom, top = category.price
    return int((bottom + (top - bottom) * share * (0.4 + 0.6 * share)) / 10) * 10 + 9


def _availability(dice: Dice) -> str:
    options = ("in_stock", "out_of_stock", "preorder", "backorder")
    return dice.choose_weighted(options, (88, 8, 2, 2))


def _gtin(category: Category, number: int) -> str:
    """An EAN-13 from the range 02, which is for use within a shop."""
    body = f"02{ord(category.code[0]):03}{ord(category.code[1]):03}{number:04}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def _described(bare: SampleProduct, dice: Dice) -> SampleProduct:
    language, category = bare.language, bare.category
    boast = bare.slots(language)
    for key, value in bare.values.items():
        if value.is_lack:
            del boast[key]  # nobody writes what a product lacks into its title
    title = expand_one(category.titles[language], boast, dice)
    use = dice.choose(category.uses[language])
    slots = {**bare.slots(language), "use": use}
    sentences = [expand_one(category.intro[language], slots, dice)]
    for value in dice.choose_some(list(bare.values.values()), 4):
        about = bare.slots_about(value, language)
        sentences.append(expand_one(value.attribute.tell[language], about, dice))
    description = "".join(sentences) if language == "zh" else " ".join(sentences)
    return replace(bare, title=title, description=capitalise_sentences(description))
