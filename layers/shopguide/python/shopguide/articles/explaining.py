"""Why an article is recommended: what of a shopper, or of a shop, speaks for it."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from shopguide.domain.indexed import TEXT_VECTOR, Matrix, ScoredDocument
from shopguide.domain.ranking import REASON_TYPES, Reason, ReasonType
from shopguide.domain.shopper_profile import ShopperProfile
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS

Explain: TypeAlias = Callable[[ScoredDocument], Reason | None]
"""The reason of an article, out of its nearest paragraph, which was read with its vector."""


def because_of_product(product_id: str) -> Explain:
    """Articles near a product: the product, and how near."""

    def explain(found: ScoredDocument) -> Reason:
        evidence = {"similarity": round(found.score, 4)}
        return Reason(ReasonType.SIMILAR_TO, product_id, 1.0, {**evidence})

    return explain


def because_of_history(index: VectorIndex, profile: ShopperProfile) -> Explain:
    """Articles near a profile: of the products that weigh most in it, the one that adds most.

    The score is a sum over the history, ``sum_i share_i * cos(v_i, article)``, divided by a number
    that is the same for all articles: without that product the sum would be smaller. Its share of
    the score is not told, for the profile names only its weightiest products.
    """
    ids = [product.product_id for product in profile.strongest]
    found = index.fetch(PRODUCTS, ids, with_vectors=True, fields=())
    vectors = {document.document_id: document.vectors[TEXT_VECTOR] for document in found}
    known = [product for product in profile.strongest if product.product_id in vectors]

    def explain(scored: ScoredDocument) -> Reason | None:
        article = scored.document.vectors[TEXT_VECTOR]
        adds = [it.share * float(vectors[it.product_id] @ article) for it in known]
        if not adds or max(adds) <= 0:
            return None
        strongest = known[int(np.argmax(adds))]
        return Reason(REASON_TYPES[strongest.kind], strongest.product_id)

    return explain


def because_of_interests(interests: Sequence[str], vectors: Matrix) -> Explain:
    """Articles near declared interests: the one that is nearest.

    Args:
        interests: As the shopper declared them.
        vectors: Unit vectors of them, ``[len(interests), dimension]``.
    """

    def explain(found: ScoredDocument) -> Reason | None:
        cosines = vectors @ found.document.vectors[TEXT_VECTOR]
        nearest = int(np.argmax(cosines))
        if cosines[nearest] <= 0:
            return None
        return Reason(ReasonType.MATCHES_INTEREST, evidence={"interest": interests[nearest]})

    return explain


def because_it_is_new(date: str) -> Reason | None:
    """The date of an article; None for one without."""
    return Reason(ReasonType.NEW, evidence={"date": date}) if date else None
