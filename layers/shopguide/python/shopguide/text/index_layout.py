"""How products and passages lie in the vector index: names, schemas, fields.

Written here once, because what indexing writes, search, recommendations and answers read.

products: ``product_id, brand, categories, price, currency, in_stock, item_group_id, language`` to
filter by; ``product`` and ``text_fingerprint`` only stored.

passages (Q&A, reviews, articles): ``product_id, kind, language, row_id`` to filter by; ``passage``
only stored.
"""

from typing import cast

from shopguide.domain.indexed import TEXT_VECTOR, FieldKind, IndexSchema
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.passage import Passage, passage_from_json, passage_to_json
from shopguide.domain.product import (
    CATEGORY_SEPARATOR,
    Product,
    product_from_json,
    product_to_json,
)
from shopguide.text.fingerprint import product_text_fingerprint, text_fingerprint
from shopguide.text.language import detect_language
from shopguide.text.normalise import fold

PRODUCTS = "products"
"""Alias of the live index of products."""

PASSAGES = "passages"
"""Alias of the live index of Q&A, reviews and articles."""


def index_name(alias: str, encoder_fingerprint: str) -> str:
    """The index behind an alias, e.g. ``products-1f0c9a2e``: one for each encoder."""
    return f"{alias}-{text_fingerprint((encoder_fingerprint,))[:8]}"


def products_schema(dimension: int, encoder_fingerprint: str) -> IndexSchema:
    """Schema of the product index."""
    fields = {
        "product_id": FieldKind.KEYWORD,
        "brand": FieldKind.KEYWORD,
        "categories": FieldKind.KEYWORD,
        "price": FieldKind.FLOAT,
        "currency": FieldKind.KEYWORD,
        "in_stock": FieldKind.BOOL,
        "item_group_id": FieldKind.KEYWORD,
        "language": FieldKind.KEYWORD,
    }
    return IndexSchema({TEXT_VECTOR: dimension}, fields, encoder_fingerprint)


def passages_schema(dimension: int, encoder_fingerprint: str) -> IndexSchema:
    """Schema of the passage index."""
    names = ("product_id", "kind", "language", "row_id")
    fields = dict.fromkeys(names, FieldKind.KEYWORD)
    return IndexSchema({TEXT_VECTOR: dimension}, fields, encoder_fingerprint)


def product_fields(product: Product) -> dict[str, JsonValue]:
    """All fields of a product's document; an empty one is left out.

    ``categories`` holds every path from the root and the name of every single level, ``price`` what
    a shopper pays now. Brand and categories are folded: filter by `fold` of what was asked.
    """
    money = product.current_price
    fields: dict[str, JsonValue] = {
        "product_id": product.product_id,
        "brand": fold(product.brand),
        "categories": _category_terms(product),
        "price": None if money is None else float(money.amount),
        "currency": None if money is None else money.currency,
        "in_stock": product.in_stock,
        "item_group_id": product.item_group_id,
        "language": detect_language(f"{product.title} {product.description}"),
        "product": product_to_json(product),
        "text_fingerprint": product_text_fingerprint(product),
    }
    return {name: value for name, value in fields.items() if value not in ("", None, [])}


def product_of(fields: JsonObject) -> Product:
    """The product that `product_fields` wrote."""
    return product_from_json(cast("JsonObject", fields["product"]))


def passage_fields(passage: Passage) -> dict[str, JsonValue]:
    """All fields of a passage's document; ``row_id`` is its source, so a row's passages go at once.

    ``product_id`` is always there, empty for shop-wide text.
    """
    return {
        "product_id": passage.product_id,
        "kind": passage.kind.value,
        "language": passage.language,
        "row_id": passage.source,
        "passage": passage_to_json(passage),
    }


def passage_of(fields: JsonObject) -> Passage:
    """The passage that `passage_fields` wrote."""
    return passage_from_json(cast("JsonObject", fields["passage"]))


def _category_terms(product: Product) -> list[str]:
    paths = product.category_paths()
    levels = (path.rsplit(CATEGORY_SEPARATOR, 1)[-1] for path in paths)
    return list(dict.fromkeys(fold(term) for term in (*paths, *levels)))
