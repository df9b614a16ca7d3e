"""What goes with the products of a cart."""

from collections.abc import Callable, Collection, Mapping, Sequence

from shopguide.domain.filters import Filter, HasId
from shopguide.domain.ranking import Hit, Ranking, ReasonType, RecommendationNote
from shopguide.domain.signals import Neighbours
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.request import IN_STOCK
from shopguide.recommend.scenes.anchors import Anchor, beside, read_anchors
from shopguide.recommend.scenes.complements import (
    Supports,
    fitting_supports,
    followed_supports,
    supported_hits,
    together_supports,
)
from shopguide.recommend.scenes.neighbours import neighbours_of
from shopguide.recommend.signals.reader import SignalsReader
from shopguide.text.product_filter import ProductConstraints, product_filter
from shopguide.text.product_groups import product_group

KIND = ReasonType.COMPLEMENTS_CART


class CartScene:
    """Complements of a cart: ``together`` -> ``followed`` -> ``complements``.

    A later member of the chain only fills up what the earlier ones left open. A product that
    shoppers go on to is a complement only where it is of another category than all of the cart:
    who has a kettle in the cart has chosen, and needs no other one.
    """

    def __init__(self, index: VectorIndex, signals: SignalsReader) -> None:
        self._index = index
        self._signals = signals

    def complements(
        self,
        product_ids: Sequence[str],
        *,
        limit: int = 20,
        constraints: ProductConstraints = IN_STOCK,
        exclude: Collection[str] = (),
    ) -> Ranking:
        """Products that go with those of a cart; neither these nor their variants are among them.

        Raises:
            ProductNotFoundError: the live catalogue has none of the cart's products.
        """
        anchors = read_anchors(self._index, product_ids)
        wanted = beside(product_filter(constraints), anchors, exclude)
        neighbours = neighbours_of(self._signals, [it.product_id for it in anchors])
        hits, strategy = self._filled(anchors, wanted, neighbours, limit)
        asked = len(set(product_ids))
        return Ranking(hits, strategy, _notes(strategy, hits, asked, len(anchors)))

    def _filled(
        self,
        anchors: Sequence[Anchor],
        wanted: Filter,
        neighbours: Mapping[str, Neighbours],
        limit: int,
    ) -> tuple[tuple[Hit, ...], str]:
        chain: Sequence[tuple[str, Callable[[Filter], Supports]]] = (
            ("together", lambda _: together_supports(neighbours)),
            ("followed", lambda _: followed_supports(neighbours)),
            ("complements", lambda rest: fitting_supports(self._index, anchors, rest)),
        )
        hits: list[Hit] = []
        strategy = ""
        for name, supports in chain:
            if len(hits) >= limit:
                break
            rest = wanted.and_must_not(HasId(tuple(hit.product.product_id for hit in hits)))
            further = supported_hits(self._index, anchors, rest, supports(rest), KIND)
            if name == "followed":
                further = [hit for hit in further if _is_of_another_category(hit, anchors)]
            hits = _joined(hits, further)
            strategy = strategy or (name if hits else "")
        return tuple(hits[:limit]), strategy or "complements"


def _joined(hits: Sequence[Hit], further: Sequence[Hit]) -> list[Hit]:
    """Hits, and those of the further ones that are no variant of any of them."""
    groups = {product_group(hit.product) for hit in hits}
    return [*hits, *(hit for hit in further if product_group(hit.product) not in groups)]


def _is_of_another_category(hit: Hit, anchors: Sequence[Anchor]) -> bool:
    """Whether its category is known and none of the cart's."""
    paths = hit.product.category_paths()
    return bool(paths) and paths[-1] not in {
        path for anchor in anchors for path in anchor.product.category_paths()[-1:]
    }


def _notes(strategy: str, hits: Sequence[Hit], asked: int, known: int) -> tuple[str, ...]:
    notes = {
        RecommendationNote.PRODUCTS_GONE: known < asked,
        RecommendationNote.NO_PURCHASES_TOGETHER: strategy != "together",
        RecommendationNote.NO_COMPLEMENTS: not hits,
    }
    return tuple(note for note, holds in notes.items() if holds)
