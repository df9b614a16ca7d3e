"""What a nightly batch makes of interactions, as it is published and read.

A version of the signals is a folder of files under ``signals/<version>/`` of the object store; its
publication turns them into records and an index of their own, and then points `LIVE_SIGNALS` at
them in one step. Readers see one version whole, or the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from shopguide.domain.json_value import JsonObject
from shopguide.domain.recommending import BlendWeights, weights_from_json, weights_to_json

SIGNALS_PREFIX = "signals/"
"""Of the objects of all versions; the batch writes ``signals.json`` of a version last."""

FACTORS_VECTOR = "factors"
"""Vector of a product's factors in the index of a version."""

SEQUENCE_VECTOR = "sequence"
"""Vector of a product as the recommender learned it, in the index of a version."""


@dataclass(frozen=True, slots=True)
class BoughtTogether:
    """A product that is bought with another more often than by chance.

    Attributes:
        product_id: The other one.
        lift: How many times as often as if the two had nothing to do with each other.
        count: Baskets or shoppers that had both.
    """

    product_id: str
    lift: float
    count: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the interactions of a shop say about one product.

    Attributes:
        followed: Products that follow it, with their weights, the weightiest first.
        together: Products bought with it, the most significant first.
        count: Interactions with it, of people rather than of robots.
    """

    followed: Sequence[tuple[str, float]] = ()
    together: Sequence[BoughtTogether] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class LiveSignals:
    """The version that is live.

    Attributes:
        version: Its id; equal interactions and settings give equal versions.
        made_at: When the batch read the interactions, ISO 8601.
        index: Index with `FACTORS_VECTOR` and `SEQUENCE_VECTOR`; empty where it has neither.
        recommender: Fingerprint of the bundle that `SEQUENCE_VECTOR` is of; empty for none.
        clicks: Whether there is a click model among its files.
        factor_norm: Length that the factors were filled up to, for inner products by cosine.
        sequence_norm: The same of the learned vectors.
        weights: How the signals are blended.
        interactions: How many were counted.
        previous: The version before it, empty for none.
    """

    version: str
    made_at: str
    index: str = ""
    recommender: str = ""
    clicks: bool = False
    factor_norm: float = 1.0
    sequence_norm: float = 1.0
    weights: BlendWeights | None = None
    interactions: int = 0
    previous: str = ""


def live_signals_to_json(live: LiveSignals) -> JsonObject:
    """The record at `LIVE_SIGNALS`."""
    return {
        "version": live.version,
        "made_at": live.made_at,
        "index": live.index,
        "recommender": live.recommender,
        "clicks": live.clicks,
        "factor_norm": live.factor_norm,
        "sequence_norm": live.sequence_norm,
        "weights": None if live.weights is None else weights_to_json(live.weights),
        "interactions": live.interactions,
        "previous": live.previous,
    }


def live_signals_from_json(record: JsonObject) -> LiveSignals:
    """Read what `live_signals_to_json` wrote."""
    weights = record.get("weights")
    return LiveSignals(
        version=str(record["version"]),
        made_at=str(record["made_at"]),
        index=str(record.get("index", "")),
        recommender=str(record.get("recommender", "")),
        clicks=bool(record.get("clicks", False)),
        factor_norm=float(cast("float", record.get("factor_norm", 1.0))),
        sequence_norm=float(cast("float", record.get("sequence_norm", 1.0))),
        weights=None if weights is None else weights_from_json(cast("JsonObject", weights)),
        interactions=int(cast("int", record.get("interactions", 0))),
        previous=str(record.get("previous", "")),
    )


def neighbours_to_json(neighbours: Neighbours) -> JsonObject:
    """The record of a product's neighbours: columns, for they are read by the hundred."""
    return {
        "followed": [product_id for product_id, _ in neighbours.followed],
        "weights": [round(weight, 6) for _, weight in neighbours.followed],
        "together": [[it.product_id, it.lift, it.count] for it in neighbours.together],
        "count": neighbours.count,
    }


def neighbours_from_json(record: JsonObject) -> Neighbours:
    """Read what `neighbours_to_json` wrote."""
    followed = cast("Sequence[str]", record.get("followed", ()))
    weights = cast("Sequence[float]", record.get("weights", ()))
    together = cast("Sequence[tuple[str, float, int]]", record.get("together", ()))
    return Neighbours(
        tuple(zip(followed, weights, strict=True)),
        tuple(BoughtTogether(*each) for each in together),
        int(cast("int", record.get("count", 0))),
    )
