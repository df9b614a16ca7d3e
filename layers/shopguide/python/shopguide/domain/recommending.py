"""What recommendations are asked for and made of: scenes, context, signals and their weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import cast

from shopguide.domain.json_value import JsonObject


class Scene(StrEnum):
    """Where recommendations are shown."""

    HOME = "home"
    PRODUCT = "product"
    CART = "cart"
    CAMPAIGN = "campaign"


class Signal(StrEnum):
    """What speaks for a product, each on a scale of its own.

    Attributes:
        FOLLOWED: What followed the products of the history, in the histories of others.
        SEQUENCE: The recommender model: the history as a whole, in order.
        FACTORS: Matrix factorisation of who took what.
        SHOPPERS: What shoppers with a similar history took.
        CONTENT: Texts that are like those of the history.
        TRENDING: What many look at now.
        INTERESTS: What the shopper says to be interested in.
    """

    FOLLOWED = "followed"
    SEQUENCE = "sequence"
    FACTORS = "factors"
    SHOPPERS = "shoppers"
    CONTENT = "content"
    TRENDING = "trending"
    INTERESTS = "interests"


@dataclass(frozen=True, slots=True)
class Context:
    """Where a request comes from; empty and None say nothing.

    Attributes:
        device: ``mobile``, ``tablet``, ``desktop`` or ``app``.
        hour: Of the shopper's day, 0 to 23.
        country: ISO 3166-1 code of two letters.
    """

    device: str = ""
    hour: int | None = None
    country: str = ""


NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class BlendWeights:
    """How much each signal counts.

    Attributes:
        weights: By signal, 0 or more; a signal that is missing does not count.
        clicks: Share of the click model in the order of the head, 0 to 1; a shop without one is
            ordered by the blend alone.
        source: Where they come from: ``default``, or the id of the tuning that found them.
    """

    weights: Mapping[Signal, float]
    clicks: float = 0.0
    source: str = "default"


STEP_DECAY = 0.8
"""What each further product back in a history counts, relative to the one after it."""

FOLD_IN_DECAY = 0.9
"""The same, where a history is folded into the factors."""

DEFAULT_WEIGHTS = BlendWeights(
    MappingProxyType(
        {
            Signal.FOLLOWED: 0.7,
            Signal.SEQUENCE: 0.35,
            Signal.CONTENT: 0.14,
            Signal.FACTORS: 0.07,
            Signal.SHOPPERS: 0.05,
            Signal.TRENDING: 0.02,
            Signal.INTERESTS: 0.3,
        }
    ),
    clicks=0.3,
)
"""The first four were chosen on the validation items of two public sets, which have no more signals
(docs/recommendations.md). Of the others there is no public data: they are set low enough to decide
where the rest is silent or level. A click model is published only where it foresees clicks of its
own shop better than their places do, so it counts. `shopguide evaluate recommend --tune` finds a
shop's own weights."""


def weights_to_json(weights: BlendWeights) -> JsonObject:
    """The weights as tuning writes them."""
    return {
        "weights": {str(signal): weight for signal, weight in weights.weights.items()},
        "clicks": weights.clicks,
        "source": weights.source,
    }


def weights_from_json(record: JsonObject) -> BlendWeights:
    """Read what `weights_to_json` wrote; a signal of another version is left out."""
    known = {str(signal): signal for signal in Signal}
    found = cast("Mapping[str, float]", record["weights"])
    return BlendWeights(
        {known[name]: float(weight) for name, weight in found.items() if name in known},
        float(cast("float", record.get("clicks", 0.0))),
        str(record.get("source", "default")),
    )
