"""The choices of one facet: names with their counts, or ranges."""

from collections.abc import Sequence
from dataclasses import dataclass

from shopguide.domain.facet import Facet, FacetResult, FacetValue
from shopguide.domain.filters import Condition, Filter, Match, Range
from shopguide.domain.indexed import FacetCount
from shopguide.domain.lexicon import Lexicon
from shopguide.domain.product import CATEGORY_SEPARATOR
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.facet_names import facet_namer
from shopguide.search.price_ranges import price_ranges, range_word
from shopguide.text.index_layout import PRODUCTS
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
_PRICE_SAMPLE = 200
_NAMES_PER_PATH = 3
"""The field of categories has paths and names of levels; this many values give enough paths."""


@dataclass(frozen=True, slots=True)
class FacetChoices:
    """What may be chosen of one facet.

    Attributes:
        index: Counts.
        among: The products to count.
        own: The conditions on the facet's field, which `among` leaves out.
        lexicon: Has the names as the catalogue writes them.
        language: ``zh`` or ``en``, in which colours and genders are named.
        limit: Most choices.
    """

    index: VectorIndex
    among: Filter
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
            return FacetResult(facet, self._ranges(ranges, self.among))
        return FacetResult(facet, self._names(facet))

    def _names(self, facet: Facet) -> tuple[FacetValue, ...]:
        field, limit = FIELDS[facet], self.limit
        if facet is Facet.CATEGORY:
            found = self.index.facet(PRODUCTS, field, self.among, limit=limit * _NAMES_PER_PATH)
            counts = self._paths(found)[:limit]
        else:
            counts = list(self.index.facet(PRODUCTS, field, self.among, limit=limit))
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
        return FacetCount(value, self.index.count(PRODUCTS, self.among.and_must(wanted)))

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
        currencies = self.index.facet(PRODUCTS, "currency", self.among, limit=2)
        if not currencies:
            return FacetResult(Facet.PRICE, ())
        currency = currencies[0].value
        among = self.among
        if len(currencies) > 1:
            among = among.and_must(Match("currency", (currency,)))
        # Ids in the engine are hashes, so the first products that it has are a fair sample.
        sample = self.index.scan(PRODUCTS, among, limit=_PRICE_SAMPLE).documents
        prices = [document.fields.get(field) for document in sample]
        ranges = price_ranges(field, [it for it in prices if isinstance(it, int | float)])
        return FacetResult(Facet.PRICE, self._ranges(ranges, among), currency)

    def _ranges(self, ranges: Sequence[Range], among: Filter) -> tuple[FacetValue, ...]:
        counts = [self.index.count(PRODUCTS, among.and_must(each)) for each in ranges]
        words = map(range_word, ranges)
        return tuple(
            FacetValue(word, word, count, each in self.own, each.at_least, each.at_most)
            for each, word, count in zip(ranges, words, counts, strict=True)
            if count
        )
