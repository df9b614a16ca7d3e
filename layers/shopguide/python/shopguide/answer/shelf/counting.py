"""Counts and extremes of the products that pass a filter, all of them taken inside the engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shopguide.domain.filters import Filter, Match, Range
from shopguide.domain.indexed import FacetCount
from shopguide.domain.money import Money, minor_digits
from shopguide.domain.product import Product
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, product_of

IN_STOCK = Match("in_stock", (True,))
_CURRENCIES = 40
_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Extreme:
    """The products that have the lowest or highest number of some: how many, and the first few."""

    count: int
    products: tuple[Product, ...]
    value: float

    @property
    def price(self) -> Money:
        """What they cost, of an extreme of prices."""
        price = self.products[0].current_price
        if price is None:
            raise ValueError(f"product {self.products[0].product_id!r} has no price")
        return price


class Counting:
    """Reads the live index of products."""

    def __init__(self, index: VectorIndex) -> None:
        self._index = index

    def count(self, among: Filter) -> int:
        """How many products pass."""
        return self._index.count(PRODUCTS, among)

    def values(self, field: str, among: Filter, limit: int = 1_000) -> Sequence[FacetCount]:
        """The values of a field with the number of products that have each, most first."""
        return self._index.facet(PRODUCTS, field, among, limit=limit)

    def currencies(self, among: Filter) -> Sequence[FacetCount]:
        """The currencies of their prices, and how many have a price in each."""
        return self.values("currency", among, _CURRENCIES)

    def extreme(
        self, field: str, among: Filter, *, highest: bool = False, named: int = 3
    ) -> Extreme | None:
        """Those of the lowest (or highest) number in a field; None where none has one."""
        first = self._index.ordered(
            PRODUCTS, field, among, descending=highest, limit=1, fields=(field, "product")
        )
        if not first:
            return None
        value = first[0].fields[field]
        number = float(value) if isinstance(value, int | float) else 0.0
        equal = among.and_must(Range(field, number, number))
        products = self._index.ordered(PRODUCTS, field, equal, limit=named, fields=("product",))
        # An import may have changed the number between the questions: the first was there.
        there = tuple(product_of(each.fields) for each in products or first)
        return Extreme(max(self.count(equal), len(there)), there, number)

    def cheapest(self, currency: str, among: Filter, *, highest: bool = False) -> Extreme | None:
        """The cheapest (or dearest) of those that are priced in one currency."""
        priced = among.and_must(Match("currency", (currency,)))
        return self.extreme("price", priced, highest=highest)

    def first(self, among: Filter, limit: int = 3) -> tuple[Product, ...]:
        """The first few by price, those without one after them."""
        priced = self._index.ordered(PRODUCTS, "price", among, limit=limit, fields=("product",))
        found = [product_of(each.fields) for each in priced]
        if len(found) < limit:
            known = {each.product_id for each in found}
            rest = self._index.scan(PRODUCTS, among, limit=limit + len(found), fields=("product",))
            others = (product_of(each.fields) for each in rest.documents)
            found += [each for each in others if each.product_id not in known]
        return tuple(found[:limit])

    def average(self, currency: str, among: Filter) -> Money | None:
        """The mean price of those in one currency, in its smallest unit; None where none has one.

        The only measure that reads every price.
        """
        priced = among.and_must(Match("currency", (currency,)))
        total, count, cursor = Decimal(0), 0, None
        while True:
            page = self._index.scan(PRODUCTS, priced, limit=_PAGE, cursor=cursor, fields=("price",))
            for document in page.documents:
                total += Decimal(str(document.fields["price"]))
                count += 1
            cursor = page.next_cursor
            if cursor is None:
                break
        unit = Decimal(1).scaleb(-minor_digits(currency))
        return Money((total / count).quantize(unit, ROUND_HALF_UP), currency) if count else None
