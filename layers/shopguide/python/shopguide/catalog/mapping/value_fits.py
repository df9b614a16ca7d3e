"""Which values fit which native column."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from shopguide.catalog.mapping import product_fits, text_fits
from shopguide.catalog.mapping.sampled_column import SampledColumn
from shopguide.catalog.mapping.value_fit import ValueFit

Fit: TypeAlias = Callable[[SampledColumn], ValueFit]

VALUE_FITS: Mapping[str, Fit] = {
    "id": product_fits.id_fit,
    "gtin": product_fits.gtin_fit,
    "row:id": text_fits.row_id_fit,
    "title": product_fits.title_fit,
    "row:title": product_fits.title_fit,
    "description": product_fits.description_fit,
    "link": product_fits.link_fit,
    "image_link": product_fits.image_link_fit,
    "price": product_fits.price_fit,
    "sale_price": product_fits.price_fit,
    "currency": product_fits.currency_fit,
    "availability": product_fits.availability_fit,
    "brand": product_fits.brand_fit,
    "product_type": product_fits.product_type_fit,
    "item_group_id": product_fits.repeated_id_fit,
    "seller": product_fits.seller_fit,
    "external_seller_id": product_fits.seller_fit,
    "attributes": product_fits.json_fit,
    "product_detail": product_fits.detail_fit,
    "product_id": product_fits.repeated_id_fit,
    "question": text_fits.question_fit,
    "answer": text_fits.answer_fit,
    "text": text_fits.text_fit,
    "rating": text_fits.rating_fit,
    "date": text_fits.date_fit,
}
"""By native column; one that is missing here is known by its header alone."""
