"""The text of a product that the encoder sees."""

from shopguide.domain.product import Product
from shopguide.text.normalise import clean_text

DESCRIPTION_CHARACTERS = 300
"""Longer descriptions are cut: what a product is stands at the front."""


def product_text(product: Product) -> str:
    """Title, brand, the leaf of the category and the beginning of the description, in one line."""
    leaf = product.category_paths()[-1].rsplit(">", 1)[-1] if product.product_type else ""
    brand = "" if product.brand.casefold() in product.title.casefold() else product.brand
    parts = [product.title, brand, leaf, product.description[:DESCRIPTION_CHARACTERS]]
    return ". ".join(part for part in map(clean_text, parts) if part)
