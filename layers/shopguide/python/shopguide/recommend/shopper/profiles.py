"""Profiles of shoppers, made anew for each request: an interaction counts in the very next one."""

import numpy as np

from shopguide.domain.errors import NotFoundError
from shopguide.domain.indexed import TEXT_VECTOR
from shopguide.domain.shopper_profile import ProfileProduct, ShopperProfile
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.shopper.history import History, read_history
from shopguide.recommend.shopper.profile import Profile
from shopguide.text.fingerprint import text_fingerprint
from shopguide.text.index_layout import PRODUCTS

STRONGEST = 3
"""Products that a profile names as what made it."""


class HistoryProfiles:
    """Profiles out of the histories that events keep."""

    def __init__(self, index: VectorIndex, records: RecordTable) -> None:
        self._index = index
        self._records = records

    def of(self, shopper_id: str) -> ShopperProfile | None:
        """The weighted mean of the vectors of what a shopper last touched, as a unit vector.

        None for an unknown shopper, and where the shop has none of these products (any more).
        """
        if not shopper_id:
            return None
        try:
            profile = read_profile(self._index, read_history(self._records, shopper_id))
        except NotFoundError:  # nothing was ever imported
            return None
        return None if profile is None else _summary(profile)


def read_profile(index: VectorIndex, history: History) -> Profile | None:
    """The products of a history with their vectors; None where the shop has none of them.

    Raises:
        NotFoundError: no product was ever imported.
    """
    ids = [product.product_id for product in history.products]
    if not ids:
        return None
    found = index.fetch(PRODUCTS, ids, with_vectors=True, fields=())
    vectors = {document.document_id: document.vectors[TEXT_VECTOR] for document in found}
    known = [product for product in history.products if product.product_id in vectors]
    if not known:
        return None
    return Profile(known, np.stack([vectors[product.product_id] for product in known]))


def _summary(profile: Profile) -> ShopperProfile | None:
    vector = profile.vector
    length = float(np.linalg.norm(vector))
    if length == 0:  # tastes that cancel out are none
        return None
    total = sum(product.weight for product in profile.products)
    strongest = sorted(profile.products, key=lambda product: -product.weight)[:STRONGEST]
    return ShopperProfile(
        vector=vector / np.float32(length),
        digest=text_fingerprint(f"{it.product_id}\n{it.kind}" for it in profile.products),
        products=len(profile.products),
        strongest=[
            ProfileProduct(it.product_id, it.kind, round(it.weight / total, 4)) for it in strongest
        ],
    )
