"""What a product's own record says, fact by fact, each with the passage that says so."""

from dataclasses import dataclass
from decimal import Decimal

from shopguide.compare.values import Measure
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.text.attribute_concepts import concept_of_column
from shopguide.text.language import Language
from shopguide.text.normalise import tidy_text
from shopguide.text.offer_words import availability_in, money_in
from shopguide.text.passages import record_passages
from shopguide.text.product_values import named_columns, rating_of

PRICE = "price"
AVAILABILITY = "availability"
BRAND = "brand"
RATING = "rating"

_IDENTIFIERS = frozenset("gtin mpn ean upc sku".split())


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a record says.

    `name` is its column, `value` as it stands there, `measure` its number where the record has it
    as one: a price in its currency, a rating out of five.
    """

    name: str
    value: str
    passage: Passage
    measure: Measure | None = None


def facts_of(product: Product, language: Language) -> list[Fact]:
    """Price, availability, brand and every attribute of a product that says something.

    Its barcode is left out: that two products have two of them tells nobody anything.

    Args:
        product: As it stands now.
        language: For what is no text of the shop's own: the words for availability.
    """
    price = product.current_price
    values = {
        PRICE: money_in(price, language) if price else "",
        AVAILABILITY: availability_in(product.availability, language),
        BRAND: product.brand,
        **product.attributes,
    }
    start = len(product.product_id) + 1
    passages = {
        passage.passage_id[start:]: passage
        for passage in record_passages(product)
        if passage.kind is PassageKind.ATTRIBUTE
    }
    return [
        Fact(name, tidy_text(values[name]), passage, _measure(product, name))
        for name, passage in passages.items()
        if name in values and name not in _IDENTIFIERS
    ]


def _measure(product: Product, name: str) -> Measure | None:
    if name == PRICE and product.current_price is not None:
        return Measure(product.current_price.currency, product.current_price.amount)
    known = concept_of_column(name)
    if known is not None and known.concept_id == RATING:
        rating = rating_of(named_columns(product))
        return None if rating is None else Measure(RATING, Decimal(str(rating)))
    return None
