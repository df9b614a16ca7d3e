"""What a shopper likes, as far as searches need it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shopguide.domain.indexed import Vector
from shopguide.domain.interaction import InteractionKind


@dataclass(frozen=True, slots=True)
class ProfileProduct:
    """A product of the history, and its share of the profile, 0 to 1."""

    product_id: str
    kind: InteractionKind
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class ShopperProfile:
    """A shopper's taste in the space of product vectors.

    Attributes:
        vector: Unit vector, ``[dimension]``.
        digest: 16 hex digits of the history that it was made from: equal digests and encoders give
            equal vectors.
        products: How many products of the live catalogue it was made from.
        strongest: The products that weigh most, the weightiest first.
    """

    vector: Vector
    digest: str
    products: int
    strongest: Sequence[ProfileProduct]
