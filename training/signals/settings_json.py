"""Settings as JSON: read with care, for a typing mistake would be a night's silent difference."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from math import isfinite
from typing import Any, TypeVar, cast

from shopguide.domain.json_value import JsonObject, JsonValue
from training.errors import TrainingInputError
from training.signals.settings import FollowedSettings, SignalSettings

_Settings = TypeVar("_Settings", FollowedSettings, SignalSettings)

_BOUNDS = {
    "reach": (1, 100),
    "step_weight": (0, 1),
    "backward_weight": (0, 1),
    "popularity_power": (0, 1),
    "best": (1, 1_000),
    "longest": (1, 1_000),
    "kept_days": (1, 400),
    "robot_day": (1, 1_000_000),
    "robot_all": (1, 1_000_000),
    "basket_products": (2, 200),
    "cart_weight": (0.001, 1),
    "together_support": (1, 1_000_000),
    "together_error": (0, 0.5),
    "together_best": (1, 100),
    "taste": (1, 200),
    "taste_shoppers": (1, 1_000),
    "like_minded": (1, 1_000),
    "like_minded_best": (1, 1_000),
    "factors": (0, 512),
    "factor_rounds": (1, 200),
    "factor_alpha": (0.001, 10_000),
    "trend_half_life_days": (0.01, 400),
    "trend_best": (1, 10_000),
}
_OTHERWISE = (0, 1_000_000)
"""Least and most of each setting; whoever sets one is told."""


def settings_to_json(settings: SignalSettings) -> JsonObject:
    """The settings as `settings_from_json` reads them."""
    told = {each.name: getattr(settings, each.name) for each in fields(settings)}
    return cast(
        "JsonObject",
        {
            **told,
            "kind_weights": dict(settings.kind_weights),
            "followed": asdict(settings.followed),
        },
    )


def settings_from_json(told: JsonObject) -> SignalSettings:
    """Settings with those in `told` changed; ``followed`` and ``kind_weights`` are objects.

    Raises:
        TrainingInputError: One is unknown, no number, or out of its bounds; `field` names it.
    """
    own = dict(told)
    followed = _changed(FollowedSettings(), _object(own, "followed"))
    kinds = {str(kind): weight for kind, weight in SignalSettings().kind_weights.items()}
    for kind, weight in _object(own, "kind_weights").items():
        if kind not in kinds:
            raise _wrong(kind, f"is no kind of interaction: they are {', '.join(kinds)}")
        kinds[kind] = _number(kind, weight, 0.0)
    return replace(_changed(SignalSettings(), own), followed=followed, kind_weights=kinds)


def _object(told: dict[str, JsonValue], name: str) -> JsonObject:
    found = told.pop(name, {})
    if not isinstance(found, Mapping):
        raise _wrong(name, "is no JSON object")
    return found


def _changed(settings: _Settings, told: Mapping[str, JsonValue]) -> _Settings:
    known = {each.name: getattr(settings, each.name) for each in fields(settings)}
    changes: dict[str, Any] = {}
    for name, value in told.items():
        if not isinstance(known.get(name), int | float):
            raise _wrong(name, f"is no setting: they are {', '.join(known)}")
        changes[name] = _number(name, value, known[name])
    return replace(settings, **changes)


def _number(name: str, value: JsonValue, like: float) -> float:
    """A number of the sort of `like`: whole or not, at least 0, and 1 where it counts things."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise _wrong(name, "is no number")
    if isinstance(like, int) and not isinstance(value, int):
        raise _wrong(name, "must be a whole number")
    least, most = _BOUNDS.get(name, _OTHERWISE)
    if not least <= value <= most:
        raise _wrong(name, f"must be {least:g} to {most:g}")
    return value if isinstance(like, int) else float(value)


def _wrong(name: str, what: str) -> TrainingInputError:
    return TrainingInputError(
        f"{name} {what}.", fix="docs/signals.md lists the settings.", field=name
    )
