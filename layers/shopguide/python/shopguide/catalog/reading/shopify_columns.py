"""The columns of Shopify's product export, in its old spelling and its new one."""

from collections.abc import Mapping, Sequence

from shopguide.text.catalog_columns import header_word

_WORDS = {
    "handle": "handle url_handle",
    "title": "title",
    "description": "body_(html) description",
    "vendor": "vendor",
    "category": "product_category google_shopping_/_google_product_category",
    "type": "type",
    "tags": "tags",
    "published": "published published_on_online_store",
    "status": "status",
    "sku": "variant_sku sku",
    "barcode": "variant_barcode barcode",
    "price": "variant_price price",
    "compare_at_price": "variant_compare_at_price compare_at_price",
    "tracker": "variant_inventory_tracker inventory_tracker",
    "quantity": "variant_inventory_qty inventory_quantity",
    "policy": "variant_inventory_policy continue_selling_when_out_of_stock",
    "image": "image_src product_image_url",
    "variant_image": "variant_image variant_image_url",
    "grams": "variant_grams weight_value_(grams)",
    "gender": "google_shopping_/_gender",
    "age_group": "google_shopping_/_age_group",
    "condition": "google_shopping_/_condition",
    "mpn": "google_shopping_/_mpn",
    **{f"option{n}_name": f"option{n}_name" for n in (1, 2, 3)},
    **{f"option{n}_value": f"option{n}_value" for n in (1, 2, 3)},
}
_FIELDS = {word: field for field, words in _WORDS.items() for word in words.split()}
_ORDER = {word: rank for rank, word in enumerate(_FIELDS)}
_NOT_SHOWN = frozenset(
    "image_position image_alt_text gift_card seo_title seo_description cost_per_item"
    " variant_fulfillment_service fulfillment_service variant_requires_shipping requires_shipping"
    " variant_taxable charge_tax variant_tax_code tax_code variant_weight_unit"
    " weight_unit_for_display weight_value included price_/_international"
    " compare_at_price_/_international google_shopping_/_adwords_grouping"
    " google_shopping_/_adwords_labels google_shopping_/_custom_product".split()
)
"""Columns that run the shop and tell shoppers nothing, what a product cost above all."""

_NOT_SHOWN_STARTS = ("included_/", "price_/", "compare_at_price_/", "option", "google_shopping_/")


def is_shopify(names: Sequence[str]) -> bool:
    """Whether these are the headers of a product export."""
    words = set(map(header_word, names))
    old = {"variant_sku", "variant_price", "body_(html)"} & words
    return "title" in words and bool(
        ("handle" in words and old) or {"url_handle", "option1_name"} <= words
    )


def shopify_fields(names: Sequence[str]) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Positions of what an export says by our names, and of its further columns by theirs."""
    known: dict[str, tuple[int, int]] = {}
    further: dict[str, int] = {}
    for position, name in enumerate(names):
        word = header_word(name)
        if word in _FIELDS:
            found = (_ORDER[word], position)
            known[_FIELDS[word]] = min(found, known.get(_FIELDS[word], found))
        elif word and word not in _NOT_SHOWN and not word.startswith(_NOT_SHOWN_STARTS):
            further.setdefault(_metafield_name(name), position)
    return {field: position for field, (_, position) in known.items()}, further


def _metafield_name(name: str) -> str:
    """``Fabric`` of ``Fabric (product.metafields.custom.fabric)``."""
    shown, _, rest = name.partition(" (product.metafields.")
    return shown if rest else name
