"""The lexicon: the words of the live catalogue, which queries are understood and completed with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from shopguide.domain.json_value import JsonObject, JsonValue

LEXICON_FORMAT = 1
"""Raised whenever the stored form changes; one of another format is built anew."""

_SHARES = 1000
"""Shares are stored as whole thousandths."""


@dataclass(frozen=True, slots=True)
class Name:
    """A brand or the name of one category level.

    `shown` is its most frequent spelling, `count` the number of its products; `path` is, of a
    category, the path from the root under which most of them lie.
    """

    shown: str
    count: int
    path: str = ""


class WordCategories(Mapping[str, Sequence[tuple[str, float]]]):
    """Category levels by term, unpacked when they are asked for: a query has a few of 50,000.

    Args:
        levels: Folded names of category levels.
        packed: By term: the level's place in `levels`, its share in thousandths, the next level's
            place, and so on, the largest share first.
    """

    __slots__ = ("_levels", "_packed")

    def __init__(
        self, levels: Sequence[str] = (), packed: Mapping[str, Sequence[int]] = {}
    ) -> None:
        self._levels = levels
        self._packed = packed

    def __getitem__(self, term: str) -> Sequence[tuple[str, float]]:
        entry = self._packed[term]
        return tuple(
            (self._levels[place], share / _SHARES)
            for place, share in zip(entry[::2], entry[1::2], strict=True)
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def to_json(self) -> JsonObject:
        """The stored form."""
        return {
            "levels": list(self._levels),
            "packed": {term: list(entry) for term, entry in self._packed.items()},
        }


def pack_word_categories(
    shares: Mapping[str, Sequence[tuple[str, float]]],
) -> WordCategories:
    """Shares of category levels by term, in the form in which a lexicon keeps them."""
    places: dict[str, int] = {}
    packed = {
        term: [
            number
            for level, share in levels
            for number in (places.setdefault(level, len(places)), round(share * _SHARES))
        ]
        for term, levels in shares.items()
    }
    return WordCategories(list(places), packed)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Lexicon:
    """What a catalogue is made of; equal only to itself, so that caches may keep it.

    Attributes:
        catalogue_version: The first one with these words; 0 is none.
        products: How many products the shop has.
        words: Folded surface words of titles, brands, categories and attribute values by the number
            of products that have them: Latin words of three letters and more, model codes, and
            Chinese words, which are runs of 2 to 4 characters that titles repeat.
        brands: Folded brand names.
        categories: Folded names of every single level of every category path.
        colours, sizes, genders: Values of the index's fields of that name, by number of products.
        word_categories: By term of `shopguide.text.terms`: the category levels in which products
            with the term in their title lie, with the share of those products, the largest first.
    """

    catalogue_version: int = 0
    products: int = 0
    words: Mapping[str, int] = field(default_factory=dict)
    brands: Mapping[str, Name] = field(default_factory=dict)
    categories: Mapping[str, Name] = field(default_factory=dict)
    colours: Mapping[str, int] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    genders: Mapping[str, int] = field(default_factory=dict)
    word_categories: Mapping[str, Sequence[tuple[str, float]]] = field(
        default_factory=WordCategories
    )


EMPTY_LEXICON = Lexicon()
"""Of a shop whose words are not known (yet)."""


def lexicon_to_json(lexicon: Lexicon) -> JsonObject:
    """The stored form; `lexicon_from_json` reads it back."""
    categories = lexicon.word_categories
    if not isinstance(categories, WordCategories):
        categories = pack_word_categories(categories)
    return {
        "format": LEXICON_FORMAT,
        "catalogue_version": lexicon.catalogue_version,
        "products": lexicon.products,
        "words": dict(lexicon.words),
        "brands": _names_to_json(lexicon.brands),
        "categories": _names_to_json(lexicon.categories),
        "colours": dict(lexicon.colours),
        "sizes": dict(lexicon.sizes),
        "genders": dict(lexicon.genders),
        "word_categories": categories.to_json(),
    }


def lexicon_from_json(record: JsonObject) -> Lexicon:
    """Read what `lexicon_to_json` wrote.

    Raises:
        KeyError: it is something else, or of another format.
    """
    if record["format"] != LEXICON_FORMAT:
        raise KeyError(f"lexicon of format {record['format']}")
    by_term = cast("Mapping[str, JsonValue]", record["word_categories"])
    return Lexicon(
        catalogue_version=cast("int", record["catalogue_version"]),
        products=cast("int", record["products"]),
        words=_counts(record["words"]),
        brands=_names_from_json(record["brands"]),
        categories=_names_from_json(record["categories"]),
        colours=_counts(record["colours"]),
        sizes=_counts(record["sizes"]),
        genders=_counts(record["genders"]),
        word_categories=WordCategories(
            cast("Sequence[str]", by_term["levels"]),
            cast("Mapping[str, Sequence[int]]", by_term["packed"]),
        ),
    )


def _counts(value: JsonValue) -> Mapping[str, int]:
    return cast("Mapping[str, int]", value)


def _names_to_json(names: Mapping[str, Name]) -> JsonObject:
    return {folded: [name.shown, name.count, name.path] for folded, name in names.items()}


def _names_from_json(value: JsonValue) -> Mapping[str, Name]:
    rows = cast("Mapping[str, tuple[str, int, str]]", value)
    return {folded: Name(*row) for folded, row in rows.items()}
