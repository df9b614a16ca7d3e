"""The sparse vector of a product: BM25F without the rarity of terms, which the engine knows.

Zaragoza et al., *Microsoft Cambridge at TREC-13* (2004): the occurrences of a term are added up
over the fields, each weighted and divided by how long its field is, and saturate together::

    tf' = sum over fields of  weight * tf / (1 - b + b * length / typical length)
    value = tf' * (k1 + 1) / (tf' + k1)

A typical length is a constant and not the shop's average, so that a product's vector depends on
nothing but the product: a delta import writes what a full one would.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from shopguide.domain.indexed import SparseVector
from shopguide.domain.product import Product
from shopguide.text.fingerprint import text_fingerprint
from shopguide.text.normalise import fold
from shopguide.text.terms import matchable, sparse_vector, term_id, text_terms

SATURATION = 0.8
"""BM25's k1: how soon further occurrences of a term stop to count."""


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """How a field of a product counts.

    Args:
        weight: Of one occurrence in a field of typical length.
        length_share: BM25's b, 0 to 1: how much a longer field dilutes its terms.
        typical_length: Terms of a usual field of this kind.
    """

    weight: float
    length_share: float
    typical_length: float


TITLE = FieldWeight(3.0, 0.5, 14)
BRAND = FieldWeight(2.0, 0.5, 1.5)
CATEGORY = FieldWeight(2.0, 0.5, 4)
ATTRIBUTES = FieldWeight(0.4, 0.75, 80)
DESCRIPTION = FieldWeight(1.0, 0.5, 40)
CODES = FieldWeight(1.0, 0.0, 1)

_DESCRIPTION_CHARACTERS = 4_000
_ATTRIBUTE_CHARACTERS = 300
"""Longer texts are cut, which bounds the size of a vector: what is told first tells most."""

_MATCHED_ATTRIBUTES = 12
_MATCHED_ATTRIBUTE_CHARACTERS = 60


def product_vector(product: Product) -> SparseVector:
    """The product's terms with their values; a term's rarity is left to the engine."""
    frequencies: dict[int, float] = {}
    for field, text in _fields(product):
        terms = text_terms(fold(text))
        if not terms:
            continue
        length = len(terms) / field.typical_length
        factor = field.weight / (1 - field.length_share + field.length_share * length)
        for term, count in Counter(terms).items():
            dimension = term_id(term)
            frequencies[dimension] = frequencies.get(dimension, 0.0) + count * factor
    return sparse_vector(
        {
            dimension: frequency * (SATURATION + 1) / (frequency + SATURATION)
            for dimension, frequency in frequencies.items()
        }
    )


def terms_fingerprint(product: Product) -> str:
    """`text_fingerprint` of all that the vector is made of; equal where it need not be made anew.

    The encoder sees less of a product, so the vector may change where the encoder's text does not.
    """
    return text_fingerprint(text for _, text in _fields(product))


def match_terms(product: Product) -> list[str]:
    """Distinct terms of what a product is: the field by which filters ask "has all these words".

    Of title, brand, category and short attribute values; `terms.matchable` says which terms of a
    query to ask for.
    """
    short = (v for v in product.attributes.values() if len(v) <= _MATCHED_ATTRIBUTE_CHARACTERS)
    attributes = [value for value, _ in zip(short, range(_MATCHED_ATTRIBUTES), strict=False)]
    texts = (product.title, product.brand, product.product_type, *attributes)
    return matchable(term for text in texts for term in text_terms(fold(text)))


def _fields(product: Product) -> Iterator[tuple[FieldWeight, str]]:
    yield TITLE, product.title
    yield BRAND, product.brand
    yield CATEGORY, product.product_type
    yield DESCRIPTION, product.description[:_DESCRIPTION_CHARACTERS]
    values = (value[:_ATTRIBUTE_CHARACTERS] for value in product.attributes.values())
    yield ATTRIBUTES, " \n ".join(values)
    yield CODES, product.gtin
