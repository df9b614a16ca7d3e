"""A sample product as a row of a product feed."""

import json

from infra.local.sample_shop.catalogue import SampleProduct
from infra.local.sample_shop.vocabulary import load_vocabulary

CURRENCY = "CNY"

PRODUCT_COLUMNS = (
    "id",
    "title",
    "description",
    "link",
    "image_link",
    "price",
    "sale_price",
    "availability",
    "brand",
    "gtin",
    "product_type",
    "item_group_id",
    "color",
    "size",
    "gender",
    "material",
    "attributes",
)


def product_row(product: SampleProduct) -> dict[str, str]:
    """The product by column; attributes that have no column of their own as one JSON object."""
    language, vocabulary = product.language, load_vocabulary()
    attributes = {
        value.attribute.name[language]: value.text(language)
        for key, value in product.values.items()
        if key != "material"
    }
    material = product.values.get("material")
    return {
        "id": product.product_id,
        "title": product.title,
        "description": product.description,
        "link": f"https://shop.example/p/{product.product_id}",
        "image_link": f"https://shop.example/i/{product.product_id}.jpg",
        "price": price_text(product.price),
        "sale_price": "" if product.sale_price is None else price_text(product.sale_price),
        "availability": product.availability,
        "brand": product.brand,
        "gtin": product.gtin,
        "product_type": product.category.path[language],
        "item_group_id": product.group_id,
        "color": vocabulary.colours[product.colour][language],
        "size": product.size,
        "gender": vocabulary.genders[product.gender][language] if product.gender else "",
        "material": "" if material is None else material.text(language),
        "attributes": json.dumps(attributes, ensure_ascii=False),
    }


def price_text(yuan: int) -> str:
    """A price as feeds write it."""
    return f"{yuan}.00 {CURRENCY}"
