"""One product by its id, its offers and what it has cost; needs no model."""

from dataclasses import dataclass

from shopguide.domain.errors import NotFoundError, product_not_found
from shopguide.domain.json_value import JsonObject
from shopguide.domain.offer import Offer, best_first
from shopguide.domain.price_history import PricePoint
from shopguide.domain.product import Product, offers_of
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, price_history_of, product_of


@dataclass(frozen=True, slots=True)
class ProductReader:
    """Products of the live catalogue.

    Every method raises `ProductNotFoundError` if the live catalogue has none with this id.
    """

    index: VectorIndex

    def product(self, product_id: str) -> Product:
        """The product as it stands now."""
        return product_of(self._fields(product_id))

    def offers(self, product_id: str) -> list[Offer]:
        """What each seller asks, those that have it in stock first, then the cheapest first."""
        product = self.product(product_id)
        price = product.current_price
        return best_first(offers_of(product), price.currency if price else "")

    def price_history(self, product_id: str, seller: str | None = None) -> list[PricePoint]:
        """What the product has cost since when, oldest first; of one seller, or of all (None)."""
        points = price_history_of(self._fields(product_id))
        return [point for point in points if seller is None or point.seller == seller]

    def _fields(self, product_id: str) -> JsonObject:
        try:
            found = self.index.fetch(PRODUCTS, [product_id])
        except NotFoundError:
            found = ()
        if not found:
            raise product_not_found(product_id)
        return found[0].fields
