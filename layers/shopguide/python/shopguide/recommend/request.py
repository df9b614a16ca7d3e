"""What recommendations are asked for."""

from dataclasses import dataclass

from shopguide.domain.recommending import NO_CONTEXT, BlendWeights, Context, Scene
from shopguide.text.product_filter import ProductConstraints

IN_STOCK = ProductConstraints(in_stock_only=True)

DEFAULT_DIVERSITY = 0.1
"""Of a request that does not say: enough that variants of one product do not fill a page."""


DEFAULT_NEWCOMERS = 0.15
"""Of a request that does not say: two places in ten for products that nobody knows yet, three in
twenty. They cost next to nothing where few products are new (docs/recommendations-benchmark.md)."""


@dataclass(frozen=True, slots=True)
class RecommendationRequest:
    """For whom, among what, and how.

    Attributes:
        shopper_id: An account, an anonymous session, or nobody in particular (empty).
        constraints: What every hit passes, inside the engine.
        limit: Most hits.
        exclude: Products that are not wanted.
        among: The only products that may be recommended (a campaign's); None for all.
        diversity: 0 orders by relevance alone, 1 by how different hits are from each other.
        exploration: Share of the places given to products that few have been shown, 0 to 1.
        newcomers: Share of the places kept for products that nobody has done anything with yet, the
            nearest to what the shopper likes; where there are none, nothing is kept.
        long_tail: How much popularity is held against a product, 0 to 1.
        interests: What the shopper says to like: categories, brands, or plain words.
        context: Where the request comes from.
        scene: Where the hits are shown.
        weights: How signals are blended; None for those of the live signals, or the defaults.
    """

    shopper_id: str = ""
    constraints: ProductConstraints = IN_STOCK
    limit: int = 20
    exclude: tuple[str, ...] = ()
    among: tuple[str, ...] | None = None
    diversity: float = DEFAULT_DIVERSITY
    exploration: float = 0.0
    newcomers: float = DEFAULT_NEWCOMERS
    long_tail: float = 0.0
    interests: tuple[str, ...] = ()
    context: Context = NO_CONTEXT
    scene: Scene = Scene.HOME
    weights: BlendWeights | None = None
