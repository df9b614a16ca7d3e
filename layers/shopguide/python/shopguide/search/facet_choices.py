"""The choices of one facet: names with their counts, or ranges."""

from collections.abc import Sequence
from dataclasses import dataclass

from shopguide.domain.facet import Facet, FacetResult, FacetValue
from shopguide.domain.filters import Condition, Match, Range
from shopguide.domain.indexed import FacetCount
from shopguide.domain.lexicon import Lexicon
from shopguide.domain.product import CATEGORY_SEPARATOR
from shopguide.search.facet_names import facet_namer
from shopguide.search.facet_sources import CountsProducts
from shopguide.search.price_ranges import price_ranges, range_word
from shopguide.text.product_filter import fold_category

FIELDS = {
    Facet.BRAND: "brand",
    Facet.CATEGORY: "categories",
    Facet.COLOUR: "colours",
    Facet.SIZE: "sizes",
    Facet.GENDER: "genders",
    Facet.IN_STOCK: "in_stock",
    Facet.PRICE: "price",
    Facet.RATING: "rating",
}
"""The field of the index that each facet counts."""

RATINGS = (4.0, 3.0, 2.0, 1.0)
_NAMES_PER_PATH = 3
"""The field of categories has paths and names of levels; this many values give enough paths."""


@dataclass(frozen=True, slots=True)
class FacetChoices:
    """What may be chosen of one facet.

    Attributes:
        products: Those to count.
        own: The conditions on the facet's field, which `products` need not meet.
        lexicon: Has the names as the catalogue writes them.
        language: ``zh`` or ``en``, in which colours and genders are named.
        limit: Most choices.
    """

    products: CountsProducts
    own: tuple[Condition, ...]
    lexicon: Lexicon
    language: str
    limit: int

    def of(self, facet: Facet) -> FacetResult:
        """The choices of a facet, with their counts."""
        if facet is Facet.PRICE:
            return self._prices()
        if facet is Facet.RATING:
            ranges = [Range(FIELDS[facet], at_least=rating) for rating in RATINGS]
            return FacetResult(facet, self._ranges(ranges, self.products))
        return FacetResult(facet, self._names(facet))

    def _names(self, facet: Facet) -> tuple[FacetValue, ...]:
        field, limit = FIELDS[facet], self.limit
        if facet is Facet.CATEGORY:
            found = self.products.values(field, limit * _NAMES_PER_PATH)
            counts = self._paths(found)[:limit]
        else:
            counts = list(self.products.values(field, limit))
        selected = self._selected()
        known = {count.value for count in counts}
        counts += [self._count_of(field, value) for value in selected if value not in known]
        name = facet_namer(facet, self.lexicon, self.language)
        return tuple(
            FacetValue(each.value, name(each.value), each.count, each.value in selected)
            for each in counts
        )

    def _selected(self) -> dict[str, None]:
        """The values that the filter asks for, in their order; flags as facets count them."""
        conditions = [condition for condition in self.own if isinstance(condition, Match)]
        values = [value for condition in conditions for value in condition.values]
        words = (str(it).lower() if isinstance(it, bool) else str(it) for it in values)
        return dict.fromkeys(words)

    def _count_of(self, field: str, value: str) -> FacetCount:
        wanted = Match(field, (value == "true" if field == FIELDS[Facet.IN_STOCK] else value,))
        return FacetCount(value, self.products.among(wanted).count())

    def _paths(self, counts: Sequence[FacetCount]) -> list[FacetCount]:
        """Paths from the root alone: the field also has the name of every single level."""
        paths = {count.value for count in counts if CATEGORY_SEPARATOR in count.value}
        inner = {level for path in paths for level in path.split(CATEGORY_SEPARATOR)[1:]}
        roots = {path.split(CATEGORY_SEPARATOR)[0] for path in paths}

        def is_path(value: str) -> bool:
            if value in paths or value in roots:
                return True
            name = self.lexicon.categories.get(value)
            return value not in inner and (name is None or fold_category(name.path) == value)

        return [count for count in counts if is_path(count.value)]

    def _prices(self) -> FacetResult:
        field = FIELDS[Facet.PRICE]
        currencies = self.products.values("currency", 2)
        if not currencies:
            return FacetResult(Facet.PRICE, ())
        currency, priced = currencies[0].value, self.products
        if len(currencies) > 1:
            priced = priced.among(Match("currency", (currency,)))
        ranges = price_ranges(field, priced.numbers(field))
        return FacetResult(Facet.PRICE, self._ranges(ranges, priced), currency)

    def _ranges(self, ranges: Sequence[Range], products: CountsProducts) -> tuple[FacetValue, ...]:
        counts = [products.among(each).count() for each in ranges]
        words = map(range_word, ranges)
        return tuple(
            FacetValue(word, word, count, each in self.own, each.at_least, each.at_most)
            for each, word, count in zip(ranges, words, counts, strict=True)
            if count
        )
