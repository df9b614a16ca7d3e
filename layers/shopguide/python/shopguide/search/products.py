"""One product by its id; needs no model."""

from shopguide.domain.errors import NotFoundError, product_not_found
from shopguide.domain.product import Product
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, product_of


class ProductReader:
    """Products of the live catalogue."""

    def __init__(self, index: VectorIndex) -> None:
        self._index = index

    def product(self, product_id: str) -> Product:
        """The product as it stands now.

        Raises:
            ProductNotFoundError: the live catalogue has none with this id.
        """
        try:
            found = self._index.fetch(PRODUCTS, [product_id])
        except NotFoundError:
            found = ()
        if not found:
            raise product_not_found(product_id)
        return product_of(found[0].fields)
