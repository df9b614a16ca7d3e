"""The words of the sample shop, as the TOML files under vocabulary/ hold them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeAlias

from shopguide.text.language import Language

Text: TypeAlias = Mapping[Language, str]
Patterns: TypeAlias = Mapping[Language, Sequence[str]]
Follows: TypeAlias = Literal["price", "against", "free"]

_HOME = files("infra.local.sample_shop") / "vocabulary"
_NOTHING: Text = {"zh": "", "en": ""}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that is a word, and what more there is to say about it."""

    key: str
    text: Text
    more: Text


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a product can be described by; `choices` is empty where the value is a number."""

    key: str
    name: Text
    unit: Text
    choices: Mapping[str, Choice]
    ask: Patterns
    say: Patterns
    tell: Patterns


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from `low` to `high` in steps."""

    low: float
    high: float
    step: float


Options: TypeAlias = Span | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttributeUse:
    """How a category uses an attribute: which values, for which types, and what decides."""

    attribute: Attribute
    follows: Follows
    options: Options
    options_by_type: Mapping[str, Options]
    only: frozenset[str]

    def fits(self, type_key: str) -> bool:
        """Whether products of this type have the attribute."""
        return not self.only or type_key in self.only

    def options_of(self, type_key: str) -> Options:
        """The values that products of this type may have."""
        return self.options_by_type.get(type_key, self.options)


@dataclass(frozen=True, slots=True)
class ProductType:
    """A kind of product within a category; `price` is its part of the category's range."""

    key: str
    name: Text
    price: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Aspect:
    """What reviews praise or blame; with `attribute`, its value is named."""

    attribute: str
    good: Patterns
    bad: Patterns


@dataclass(frozen=True, slots=True)
class Category:
    """One category with everything needed to make up its products and the talk about them.

    `sizes` has those of each gender, and is empty for what nobody wears.
    """

    key: str
    code: str
    path: Text
    thing: Text
    plural: bool
    price: tuple[float, float]
    variants: int
    colours: tuple[str, ...]
    sizes: Mapping[str, Sequence[str]]
    complements: tuple[str, ...]
    types: tuple[ProductType, ...]
    brands: Patterns
    series: Patterns
    uses: Patterns
    titles: Patterns
    intro: Patterns
    attributes: Mapping[str, AttributeUse]
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class RatingTalk:
    """How reviews of one rating open and close."""

    opening: Patterns
    closing: Patterns


@dataclass(frozen=True, slots=True)
class Article:
    """A text of the shop itself, in both languages."""

    key: str
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words of the shop; `ratings` is by stars, from 1 star on."""

    categories: tuple[Category, ...]
    colours: Mapping[str, Text]
    genders: Mapping[str, Text]
    greet: Patterns
    reply: Patterns
    ratings: tuple[RatingTalk, ...]
    articles: tuple[Article, ...]


@cache
def load_vocabulary() -> Vocabulary:
    """Read the TOML files, categories by name."""
    attributes = {key: _attribute(key, a) for key, a in _read(_HOME / "attributes.toml").items()}
    shop = _read(_HOME / "shop.toml")
    folder = _HOME / "categories"
    paths = sorted(folder.iterdir(), key=lambda path: path.name)
    return Vocabulary(
        categories=tuple(
            _category(path.name.removesuffix(".toml"), _read(path), attributes) for path in paths
        ),
        colours=shop["colours"],
        genders=shop["genders"],
        greet=shop["talk"]["greet"],
        reply=shop["talk"]["reply"],
        ratings=tuple(RatingTalk(talk["open"], talk["close"]) for talk in shop["reviews"]),
        articles=tuple(Article(a["id"], a["title"], a["text"]) for a in shop["articles"]),
    )


def _read(path: Traversable) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _attribute(key: str, record: dict[str, Any]) -> Attribute:
    choices = {
        name: Choice(name, {"zh": value["zh"], "en": value["en"]}, value["more"])
        for name, value in record.get("values", {}).items()
    }
    unit = record.get("unit", _NOTHING)
    return Attribute(
        key, record["name"], unit, choices, record["ask"], record["say"], record["tell"]
    )


def _category(key: str, record: dict[str, Any], attributes: Mapping[str, Attribute]) -> Category:
    brands = record["brands"]
    return Category(
        key=key,
        code=record["code"],
        path=record["path"],
        thing=record["thing"],
        plural=record.get("plural", False),
        price=(record["price"][0], record["price"][1]),
        variants=record.get("variants", 1),
        colours=tuple(record["colours"]),
        sizes=record.get("sizes", {}),
        complements=tuple(record["complements"]),
        types=tuple(
            ProductType(t["key"], {"zh": t["zh"], "en": t["en"]}, (t["price"][0], t["price"][1]))
            for t in record["types"]
        ),
        brands={"zh": brands["zh"] + brands["both"], "en": brands["en"] + brands["both"]},
        series=record["series"],
        uses=record["uses"],
        titles=record["titles"],
        intro=record["intro"],
        attributes={
            name: _use(attributes[name], use) for name, use in record["attributes"].items()
        },
        aspects=tuple(
            Aspect(a.get("attribute", ""), a["good"], a["bad"]) for a in record["aspects"]
        ),
    )


def _use(attribute: Attribute, record: dict[str, Any]) -> AttributeUse:
    default = record.get("pick") or [record["low"], record["high"], record["step"]]
    return AttributeUse(
        attribute=attribute,
        follows=record["follows"],
        options=_options(attribute, default),
        options_by_type={
            name: _options(attribute, values) for name, values in record.get("types", {}).items()
        },
        only=frozenset(record.get("only", ())),
    )


def _options(attribute: Attribute, values: Sequence[Any]) -> Options:
    if not attribute.choices:
        return Span(*values)
    unknown = [value for value in values if value not in attribute.choices]
    if unknown:
        raise ValueError(f"attribute {attribute.key!r} has no values {unknown}")
    return tuple(values)
