"""How products and passages lie in the vector index: names, schemas, fields, vectors.

Written here once, because what indexing writes, search, recommendations and answers read.

products: ``product_id, brand, categories, price, currency, in_stock, item_group_id, language`` to
filter by; since layout 2 also ``terms`` (the words of what it is), ``colours, sizes, genders,
rating, released`` (days since 1970) and ``group`` (of variants and near-duplicates), and the sparse
vector `TERMS_VECTOR`. ``product``, ``text_fingerprint`` and, since layout 2, ``terms_fingerprint``
are only stored, and so is ``price_history`` where there is one.

passages (Q&A, reviews, articles): ``product_id, kind, language, row_id`` to filter by; ``passage``
only stored.

An index says in its schema which layout it has and is written in that one until `shopguide reindex`
has built another beside it. Raise `PRODUCTS_LAYOUT` with every change of what is written here,
terms and their weights included.
"""

from collections.abc import Mapping
from typing import cast

from shopguide.domain.indexed import (
    TERMS_VECTOR,
    TEXT_VECTOR,
    FieldKind,
    IndexSchema,
    SparseVector,
)
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.passage import Passage, passage_from_json, passage_to_json
from shopguide.domain.price_history import PricePoint, history_from_json
from shopguide.domain.product import (
    CATEGORY_SEPARATOR,
    OFFER_MEMBERS,
    Product,
    product_from_json,
    product_to_json,
)
from shopguide.text.accessories import is_accessory
from shopguide.text.fingerprint import product_text_fingerprint, text_fingerprint
from shopguide.text.language import detect_language
from shopguide.text.normalise import fold
from shopguide.text.product_groups import product_group
from shopguide.text.product_terms import match_terms, product_vector, terms_fingerprint
from shopguide.text.product_values import (
    colours_of,
    genders_of,
    named_columns,
    rating_of,
    released_of,
    sizes_of,
)

PRODUCTS = "products"
"""Alias of the live index of products."""

PASSAGES = "passages"
"""Alias of the live index of Q&A, reviews and articles."""


PRODUCTS_LAYOUT = 2
"""Layout of product indexes that are made now."""

PASSAGES_LAYOUT = 1
"""Layout of passage indexes that are made now."""

_FIRST_LAYOUT = 1
_LAYOUTS = {PRODUCTS: PRODUCTS_LAYOUT, PASSAGES: PASSAGES_LAYOUT}
_FIRST_FIELDS = {
    "product_id": FieldKind.KEYWORD,
    "brand": FieldKind.KEYWORD,
    "categories": FieldKind.KEYWORD,
    "price": FieldKind.FLOAT,
    "currency": FieldKind.KEYWORD,
    "in_stock": FieldKind.BOOL,
    "item_group_id": FieldKind.KEYWORD,
    "language": FieldKind.KEYWORD,
}
_SECOND_FIELDS = {
    "terms": FieldKind.KEYWORD,
    "colours": FieldKind.KEYWORD,
    "sizes": FieldKind.KEYWORD,
    "genders": FieldKind.KEYWORD,
    "rating": FieldKind.FLOAT,
    "released": FieldKind.INTEGER,
    "group": FieldKind.KEYWORD,
    "accessory": FieldKind.BOOL,
}


REPRICED_FIELDS = ("product", "price", "currency", "in_stock", "price_history")
"""Fields of a product's document that a change of its offers may change."""


def index_name(
    alias: str, encoder_fingerprint: str, layout: int | None = None, rehearsal: str = ""
) -> str:
    """The index behind an alias, e.g. ``products-1f0c9a2e-2``: one for each encoder and layout.

    The first layout has no number; None stands for the layout that indexes are made in now. One
    that an import was rehearsed in has `ImportRecord.rehearsal` at its end, also once it is live.
    """
    name = f"{alias}-{text_fingerprint((encoder_fingerprint,))[:8]}"
    number = layout or _LAYOUTS[alias]
    name = name if number == _FIRST_LAYOUT else f"{name}-{number}"
    return f"{name}-{rehearsal}" if rehearsal else name


def is_outdated(alias: str, schema: IndexSchema) -> bool:
    """Whether an index has an older layout than one that would be made now."""
    return schema.layout < _LAYOUTS[alias]


def products_schema(
    dimension: int, encoder_fingerprint: str, layout: int = PRODUCTS_LAYOUT
) -> IndexSchema:
    """Schema of the product index."""
    dense = {TEXT_VECTOR: dimension}
    if layout == _FIRST_LAYOUT:
        return IndexSchema(dense, dict(_FIRST_FIELDS), encoder_fingerprint)
    fields = _FIRST_FIELDS | _SECOND_FIELDS
    return IndexSchema(dense, fields, encoder_fingerprint, (TERMS_VECTOR,), layout)


def passages_schema(dimension: int, encoder_fingerprint: str) -> IndexSchema:
    """Schema of the passage index."""
    names = ("product_id", "kind", "language", "row_id")
    fields = dict.fromkeys(names, FieldKind.KEYWORD)
    return IndexSchema({TEXT_VECTOR: dimension}, fields, encoder_fingerprint)


def product_fields(
    product: Product, layout: int = PRODUCTS_LAYOUT, price_history: JsonValue = None
) -> dict[str, JsonValue]:
    """All fields of a product's document in an index of this layout; an empty one is left out.

    ``categories`` holds every path from the root and the name of every single level, ``price`` what
    a shopper pays now. Brand and categories are folded: filter by `fold` of what was asked.
    ``price_history`` is what `history_to_json` wrote; give it again whenever all fields are written
    anew.
    """
    fields: dict[str, JsonValue] = {
        "product_id": product.product_id,
        "brand": fold(product.brand),
        "categories": _category_terms(product),
        **_price_fields(product),
        "item_group_id": product.item_group_id,
        "language": detect_language(f"{product.title} {product.description}"),
        "product": product_to_json(product),
        "text_fingerprint": product_text_fingerprint(product),
        "price_history": price_history,
    }
    if layout > _FIRST_LAYOUT:
        fields |= _second_fields(product)
    return {name: value for name, value in fields.items() if value not in ("", None, [])}


def repriced_fields(
    before: JsonObject, product: Product, price_history: JsonValue
) -> dict[str, JsonValue] | None:
    """Those of `product_fields` that differ from what the product's document has.

    Prices and stock change by the ten thousand, and nothing that is read out of a product's texts
    changes with them; this takes a fraction of the time. None where that does not do: the product
    differs from the document's in more than `OFFER_MEMBERS`, or a field is to go.

    Args:
        before: `REPRICED_FIELDS` of the document.
        product: As it is to be.
        price_history: As for `product_fields`.
    """
    after = product_to_json(product)
    if _without_offer(before.get("product")) != _without_offer(after):  # text in all of them
        return None
    fields = {**_price_fields(product), "product": after, "price_history": price_history}
    changed = {name: value for name, value in fields.items() if before.get(name) != value}
    return None if any(value in ("", None, []) for value in changed.values()) else changed


def _without_offer(product: JsonValue) -> JsonValue:
    members = cast("JsonObject", product or {})
    return {name: value for name, value in members.items() if name not in OFFER_MEMBERS}


def _price_fields(product: Product) -> dict[str, JsonValue]:
    money = product.current_price
    return {
        "price": None if money is None else float(money.amount),
        "currency": None if money is None else money.currency,
        "in_stock": product.in_stock,
    }


def product_sparse(product: Product, layout: int = PRODUCTS_LAYOUT) -> Mapping[str, SparseVector]:
    """The sparse vectors of a product's document in an index of this layout, by name."""
    return {TERMS_VECTOR: product_vector(product)} if layout > _FIRST_LAYOUT else {}


def _second_fields(product: Product) -> dict[str, JsonValue]:
    columns = named_columns(product)
    return {
        "terms": list[JsonValue](match_terms(product)),
        "colours": list[JsonValue](colours_of(product, columns)),
        "sizes": list[JsonValue](sizes_of(product, columns)),
        "genders": list[JsonValue](genders_of(product, columns)),
        "rating": rating_of(columns),
        "released": released_of(columns),
        "group": product_group(product),
        "accessory": is_accessory(product.title),
        "terms_fingerprint": terms_fingerprint(product),
    }


def product_of(fields: JsonObject) -> Product:
    """The product that `product_fields` wrote."""
    return product_from_json(cast("JsonObject", fields["product"]))


def price_history_of(fields: JsonObject) -> tuple[PricePoint, ...]:
    """The price history that `product_fields` wrote; empty where there is none."""
    return history_from_json(fields.get("price_history"))


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
