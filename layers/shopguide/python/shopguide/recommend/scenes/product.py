"""What stands beside a product: similar ones, what is bought with it, what to take instead."""

from collections.abc import Collection

from shopguide.domain.filters import Filter
from shopguide.domain.ranking import Ranking, ReasonType, RecommendationNote
from shopguide.domain.signals import Neighbours
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.request import IN_STOCK
from shopguide.recommend.scenes.alternatives import AlternativeKind, alternative_hits
from shopguide.recommend.scenes.anchors import Anchor, beside, read_anchor
from shopguide.recommend.scenes.complements import (
    fitting_supports,
    supported_hits,
    together_supports,
)
from shopguide.recommend.scenes.neighbours import neighbours_of
from shopguide.recommend.scenes.similar import similar_hits
from shopguide.recommend.signals.reader import SignalsReader
from shopguide.text.product_filter import ProductConstraints, product_filter

_UNKNOWN = Neighbours()


class ProductScene:
    """Lists beside one product. The product itself and its variants are never in them.

    Every method raises `ProductNotFoundError` if the live catalogue has no such product.
    """

    def __init__(self, index: VectorIndex, signals: SignalsReader) -> None:
        self._index = index
        self._signals = signals

    def similar(
        self,
        product_id: str,
        *,
        limit: int = 20,
        constraints: ProductConstraints = IN_STOCK,
        exclude: Collection[str] = (),
    ) -> Ranking:
        """Products like it: by text, and by where shoppers went from it (strategy ``blend``)."""
        anchor, wanted = self._beside(product_id, constraints, exclude)
        neighbours = self._neighbours(product_id)
        hits = similar_hits(self._index, anchor, wanted, neighbours, limit)
        return Ranking(hits, "blend" if neighbours.followed else "content")

    def bought_together(
        self,
        product_id: str,
        *,
        limit: int = 20,
        constraints: ProductConstraints = IN_STOCK,
        exclude: Collection[str] = (),
    ) -> Ranking:
        """What is bought with it; where nothing is known to be, accessories that name it."""
        anchor, wanted = self._beside(product_id, constraints, exclude)
        together = together_supports({product_id: self._neighbours(product_id)})
        kind = ReasonType.BOUGHT_TOGETHER
        if hits := supported_hits(self._index, (anchor,), wanted, together, kind):
            return Ranking(tuple(hits[:limit]), "together")
        fitting = fitting_supports(self._index, (anchor,), wanted)
        hits = supported_hits(self._index, (anchor,), wanted, fitting, ReasonType.GOES_WITH)
        notes = [RecommendationNote.NO_PURCHASES_TOGETHER]
        if not hits:
            notes.append(RecommendationNote.NO_COMPLEMENTS)
        return Ranking(tuple(hits[:limit]), "complements", tuple(notes))

    def alternatives(
        self,
        product_id: str,
        kind: AlternativeKind,
        *,
        limit: int = 20,
        constraints: ProductConstraints = IN_STOCK,
        exclude: Collection[str] = (),
    ) -> Ranking:
        """Products of its category and like it that are cheaper, or rated better."""
        anchor, wanted = self._beside(product_id, constraints, exclude)
        hits, note = alternative_hits(self._index, anchor, wanted, kind, limit)
        return Ranking(hits, kind.value, () if note is None else (note,))

    def _beside(
        self, product_id: str, constraints: ProductConstraints, exclude: Collection[str]
    ) -> tuple[Anchor, Filter]:
        anchor = read_anchor(self._index, product_id)
        return anchor, beside(product_filter(constraints), (anchor,), exclude)

    def _neighbours(self, product_id: str) -> Neighbours:
        return neighbours_of(self._signals, [product_id]).get(product_id, _UNKNOWN)
