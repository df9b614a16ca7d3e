"""What the nightly batch can be set to; docs/signals.md explains each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from shopguide.domain.interaction import INTERACTION_WEIGHTS, ROBOT_EVENTS_A_DAY


@dataclass(frozen=True, slots=True)
class FollowedSettings:
    """Item kNN that minds the order (`training.evaluate.neighbours.directed_neighbours`).

    Attributes:
        reach: Two products of a history make a pair up to this many steps apart.
        step_weight: What each further step takes from the pair's weight.
        backward_weight: What a pair counts from the later product to the earlier one.
        popularity_power: Weights are divided by the steps of both products, to this power.
        half_life_days: A pair this much older counts half; 0: age does not matter.
        best: Neighbours a product.
    """

    reach: int = 20
    step_weight: float = 0.9
    backward_weight: float = 0.2
    popularity_power: float = 0.2
    half_life_days: float = 0.0
    best: int = 200


@dataclass(frozen=True, slots=True)
class SignalSettings:
    """All settings, in the order in which the batch uses them.

    Attributes:
        kind_weights: How much an interaction of a kind says, relative to a view; 0: nothing.
        kept_days: Interactions older than this, seen from the last one, are left out.
        robot_day: A shopper with more interactions than this in one day (UTC) is a robot ...
        robot_all: ... or with more than this in all,
        robot_keeps: and keeps this many, the last ones.
        longest: Steps of a history that pairs and tastes are made of, the last ones.
        followed: Of what follows what.
        basket_gap_minutes: Purchases and carts this far apart are of two baskets.
        basket_products: Products of a basket that are counted, the last ones.
        cart_weight: What a basket that was never paid counts, relative to one that was.
        together_support: Baskets that must have both products.
        together_error: Expected share of chance among the pairs that are given.
        together_best: Pairs a product.
        active_days: Shoppers seen this lately get a list of what those like them took.
        taste: Products of a shopper that are compared, the last ones.
        taste_shoppers: Shoppers of a product that are looked at, the last ones.
        like_minded: Similar shoppers whose products are counted.
        like_minded_best: Products a shopper.
        factors: Length of the factors' vectors; 0: no factors.
        factor_rounds: Rounds of alternating least squares.
        factor_regularization: Their regularisation.
        factor_alpha: Confidence of an interaction of weight 1 (a view; a purchase has 5 times
            that), where what was not taken has 1.
        factor_seed: Of the first factors.
        trend_half_life_days: An interaction this old counts half.
        trend_days: Older ones do not count.
        trend_best: Products a segment.
    """

    kind_weights: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {kind.value: weight for kind, weight in INTERACTION_WEIGHTS.items()}
        )
    )
    kept_days: int = 400
    robot_day: int = ROBOT_EVENTS_A_DAY
    robot_all: int = 10_000
    robot_keeps: int = 100
    longest: int = 100
    followed: FollowedSettings = FollowedSettings()
    basket_gap_minutes: int = 60
    basket_products: int = 30
    cart_weight: float = 0.3
    together_support: int = 3
    together_error: float = 0.05
    together_best: int = 20
    active_days: int = 90
    taste: int = 20
    taste_shoppers: int = 50
    like_minded: int = 20
    like_minded_best: int = 50
    factors: int = 128
    factor_rounds: int = 12
    factor_regularization: float = 0.05
    factor_alpha: float = 4.0
    factor_seed: int = 7
    trend_half_life_days: float = 7.0
    trend_days: int = 60
    trend_best: int = 500
