"""What a shopper may mean by the letters typed so far."""

from dataclasses import dataclass
from enum import StrEnum


class SuggestionKind(StrEnum):
    """What a suggestion leads to: a search, a category, a brand, one product."""

    QUERY = "query"
    CATEGORY = "category"
    BRAND = "brand"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion.

    Attributes:
        text: To show, and of a query to search for.
        start: First character of what was typed, in `text`.
        end: The character after its last one; equal to `start` where `text` does not show it as
            it was typed (pinyin, a corrected letter, words in another order).
        product_id: Of a product.
        path: Of a category, the path from the root under which most of its products lie.
    """

    text: str
    start: int = 0
    end: int = 0
    product_id: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Suggestions by kind, each best first.

    Attributes:
        prefix: What was typed, cleaned.
        corrected: What was looked up in its place, where a letter was wrong; else empty.
        catalogue_version: That the words are from; 0 where there are none.
    """

    prefix: str
    queries: tuple[Suggestion, ...] = ()
    categories: tuple[Suggestion, ...] = ()
    brands: tuple[Suggestion, ...] = ()
    products: tuple[Suggestion, ...] = ()
    corrected: str = ""
    catalogue_version: int = 0
