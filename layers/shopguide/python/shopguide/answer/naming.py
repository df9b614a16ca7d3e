"""The products that a text names, by id, by title, or by brand and model."""

import re
from collections.abc import Sequence

from shopguide.domain.errors import NotFoundError
from shopguide.domain.indexed import NearestQuery
from shopguide.domain.product import Product
from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.normalise import fold
from shopguide.text.simplified import lookup_form
from shopguide.text.words import content_words

MAX_NAMED = 5
_NEAREST = 12
_MAX_IDS = 24
_BETWEEN = re.compile(
    r"\b(?:or|and|vs\.?|versus|than|with|to|between|compared)\b|[,，、;；?？]|和|与|跟|还是|比(?!较)|或者?|对比|同",
    re.IGNORECASE,
)
_ID = re.compile(r"[^\s,，、;；?？!！。()（）\"'“”]{2,60}")
_CODE = re.compile(r"(?=.*\d)(?=.*[a-z])[a-z0-9-]{3,}")
_MOST_OF_TITLE = 0.6


class NamedProducts:
    """Finds the products that a question names; it never guesses which one could be meant."""

    def __init__(self, index: VectorIndex, encoder: Encoder) -> None:
        self._index = index
        self._encoder = encoder

    def find(self, text: str) -> list[Product]:
        """The products named, in the order of the text; those of one segment only the likeliest.

        A segment is what stands between words such as "or", "than", 和.
        """
        segments = [part.strip() for part in _BETWEEN.split(text) if len(part.strip()) > 1]
        named: dict[str, Product] = {}
        for segment, near in zip(segments, self._near(segments), strict=True):
            product = self._by_id(segment) or _best_named(segment, near)
            if product is not None:
                named.setdefault(product.product_id, product)
        return list(named.values())[:MAX_NAMED]

    def _by_id(self, segment: str) -> Product | None:
        ids = list(dict.fromkeys(match[0].strip(".:") for match in _ID.finditer(segment)))
        try:
            found = self._index.fetch(PRODUCTS, ids[:_MAX_IDS])
        except NotFoundError:  # nothing was ever imported
            return None
        return product_of(found[0].fields) if found else None

    def _near(self, segments: Sequence[str]) -> list[list[Product]]:
        """The nearest products of each segment."""
        vectors = self._encoder.encode_queries(segments)
        return [self._nearest(NearestQuery(vector, _NEAREST)) for vector in vectors]

    def _nearest(self, query: NearestQuery) -> list[Product]:
        try:
            hits = self._index.nearest(PRODUCTS, query)
        except NotFoundError:
            return []
        return [product_of(hit.document.fields) for hit in hits]


def _best_named(segment: str, near: Sequence[Product]) -> Product | None:
    named = [product for product in near if names(segment, product)]
    return max(named, key=lambda product: _share(segment, product), default=None)


def names(text: str, product: Product) -> bool:
    """Whether a text names a product: most of its title, its model code, or brand and model."""
    said = frozenset(content_words(lookup_form(text)))
    title = frozenset(content_words(lookup_form(product.title)))
    brand = frozenset(content_words(lookup_form(product.brand)))
    kind = frozenset(content_words(lookup_form(product.product_type)))
    if any(_CODE.fullmatch(word) and word in said for word in title):
        return True
    has_brand = bool(brand) and brand <= said
    models = title - brand - kind
    return (has_brand and bool(models & said)) or _share(text, product) >= _MOST_OF_TITLE


def _share(text: str, product: Product) -> float:
    said = frozenset(content_words(lookup_form(text)))
    title = frozenset(content_words(fold(lookup_form(product.title))))
    return len(title & said) / len(title) if title else 0.0
