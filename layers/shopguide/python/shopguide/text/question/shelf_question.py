"""What a question asks of the shelf, and the words that say of which products."""

from dataclasses import dataclass
from enum import StrEnum


class ShelfMeasure(StrEnum):
    """What is counted or compared over the products of the shop."""

    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    COUNT = "count"
    PRICES = "prices"
    """From the lowest price to the highest."""

    AVERAGE = "average"
    EXISTS = "exists"
    BEST_RATED = "best_rated"
    NEWEST = "newest"
    VALUES = "values"
    """The brands, colours, sizes or categories that there are."""


@dataclass(frozen=True, slots=True)
class ShelfQuestion:
    """A question about the shelf.

    Attributes:
        text: The cleaned question.
        measure: What is asked.
        products: What is left of the question: of which products, in the shopper's own words.
        is_yes_no: Whether yes or no answers it.
        needs_bound: Whether it asks about the shelf only if its words bound a price, or name a
            brand or the like ("which kettles are under 50", but not "which kettles are good").
        field: Of `ShelfMeasure.VALUES`, the index's field.
        than: The product that others are to be cheaper (or dearer) than, in the shopper's words;
            None where none is compared with, empty for the one at hand.
        dearer: Whether dearer ones are sought than `than`.
        of_these: Whether it speaks of products at hand ("of these", 其中).
        names_shop: Whether it speaks of the shop's products or of all there is, so that naming no
            thing means everything ("how many products", but not "how many?").
        any_stock: Whether products out of stock are as good.
    """

    text: str
    measure: ShelfMeasure
    products: str
    is_yes_no: bool = False
    needs_bound: bool = False
    field: str = ""
    than: str | None = None
    dearer: bool = False
    of_these: bool = False
    names_shop: bool = False
    any_stock: bool = False
