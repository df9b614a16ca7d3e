"""Recommendations of every scene: at home, beside a product, for a cart, for a campaign."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.ranking import Ranking, Reason
from shopguide.domain.recommending import Scene
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.request import RecommendationRequest
from shopguide.recommend.scenes.alternatives import AlternativeKind
from shopguide.recommend.scenes.cart import CartScene
from shopguide.recommend.scenes.product import ProductScene
from shopguide.recommend.scenes.titles import titles_of
from shopguide.recommend.service import RecommendationService
from shopguide.recommend.shopper.history import dismissed_products
from shopguide.recommend.signals.reader import SignalsReader


class SceneService:
    """Leads a request to its scene; what a shopper turned down is in none of them.

    Args:
        index: Has the products.
        records: Has what shoppers turned down.
        signals: What interactions say.
        load_recommend: Gives the rankings by a shopper's taste, for home and campaigns.
    """

    def __init__(
        self,
        index: VectorIndex,
        records: RecordTable,
        signals: SignalsReader,
        load_recommend: Callable[[], RecommendationService],
    ) -> None:
        self._index = index
        self._records = records
        self._load_recommend = load_recommend
        self.product = ProductScene(index, signals)
        self.cart = CartScene(index, signals)

    def recommend(self, request: RecommendationRequest, product_ids: Sequence[str] = ()) -> Ranking:
        """What the request's scene shows.

        Args:
            request: Names the scene; a campaign's eligible products are its `among`.
            product_ids: The product of the scene ``product``, those of the scene ``cart``.

        Raises:
            InvalidParameterError: the scene has no such products, or lacks them.
            ProductNotFoundError: the live catalogue has none of them.
        """
        _check_products(request.scene, product_ids)
        if request.scene is Scene.PRODUCT:
            return self.similar(product_ids[0], request)
        if request.scene is Scene.CART:
            return _identified(
                self.cart.complements(
                    product_ids,
                    limit=request.limit,
                    constraints=request.constraints,
                    exclude=self._unwanted(request),
                )
            )
        return _identified(self._load_recommend().recommend(request))

    def similar(self, product_id: str, request: RecommendationRequest) -> Ranking:
        """Products like one; of the request count shopper, constraints, limit and exclusions."""
        return _identified(
            self.product.similar(
                product_id,
                limit=request.limit,
                constraints=request.constraints,
                exclude=self._unwanted(request),
            )
        )

    def bought_together(self, product_id: str, request: RecommendationRequest) -> Ranking:
        """What is bought with a product; the request counts as for `similar`."""
        return _identified(
            self.product.bought_together(
                product_id,
                limit=request.limit,
                constraints=request.constraints,
                exclude=self._unwanted(request),
            )
        )

    def alternatives(
        self, product_id: str, kind: AlternativeKind, request: RecommendationRequest
    ) -> Ranking:
        """What to take instead of a product; the request counts as for `similar`."""
        return _identified(
            self.product.alternatives(
                product_id,
                kind,
                limit=request.limit,
                constraints=request.constraints,
                exclude=self._unwanted(request),
            )
        )

    def titles(self, reasons: Iterable[Reason | None]) -> Mapping[str, str]:
        """Titles of the products that reasons name, to tell them in words."""
        return titles_of(self._index, reasons)

    def _unwanted(self, request: RecommendationRequest) -> tuple[str, ...]:
        if not request.shopper_id:
            return request.exclude
        dismissed = dismissed_products(self._records, request.shopper_id)
        return (*request.exclude, *sorted(dismissed))


def _check_products(scene: Scene, product_ids: Sequence[str]) -> None:
    count = len(product_ids)
    if scene is Scene.PRODUCT and count != 1:
        raise _wrong(f"The scene 'product' has one product, not {count}.", "Send one product_id.")
    if scene is Scene.CART and not count:
        raise _wrong("The cart is empty.", "Send the product_id of each product in the cart.")
    if scene in (Scene.HOME, Scene.CAMPAIGN) and count:
        message = f"The scene '{scene}' is beside no product."
        raise _wrong(message, "Leave product_id out, or send the scene 'product' or 'cart'.")


def _wrong(message: str, fix: str) -> InvalidParameterError:
    return InvalidParameterError(message, fix=fix, field="product_id")


def _identified(ranking: Ranking) -> Ranking:
    """A ranking with an id that impressions and interactions can refer to."""
    return ranking if ranking.ranking_id else replace(ranking, ranking_id=secrets.token_hex(16))
