"""What a variant may change in a request, and how a request looks after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.recommending import Signal, weights_from_json
from shopguide.experiments.definition import SEARCH_SCENE
from shopguide.recommend.request import RecommendationRequest
from shopguide.search.request import SearchRequest

Request = TypeVar("Request", RecommendationRequest, SearchRequest)

MAX_WEIGHT = 100.0


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a request that experiments may set.

    Attributes:
        wrong: What is wrong with a value, in words that follow ``is`` or ``has``; empty if nothing.
        read: The value as the request has it.
    """

    wrong: Callable[[JsonValue], str]
    read: Callable[[Any], object] = lambda value: value


def members_of(scene: str) -> Mapping[str, Member]:
    """What variants of a scene may set, by name."""
    return _SEARCH if scene == SEARCH_SCENE else _RECOMMENDATION


def overridden(request: Request, overrides: JsonObject) -> Request:
    """The request with what a checked variant sets in the place of what it said."""
    scene = SEARCH_SCENE if isinstance(request, SearchRequest) else str(request.scene)
    members = members_of(scene)
    changes: dict[str, Any] = {
        name: members[name].read(value) for name, value in overrides.items() if name in members
    }
    return replace(request, **changes) if changes else request


def _wrong_share(value: JsonValue) -> str:
    fits = _is_number(value) and 0 <= float(value) <= 1  # type: ignore[arg-type]
    return "" if fits else "is no number from 0 to 1"


def _wrong_choice(value: JsonValue) -> str:
    return "" if isinstance(value, bool) else "is neither true nor false"


def _wrong_weights(value: JsonValue) -> str:
    if not isinstance(value, Mapping) or not isinstance(value.get("weights"), Mapping):
        return 'has no object "weights" with a number for each signal'
    for signal, weight in value["weights"].items():  # type: ignore[union-attr]
        if signal not in set(Signal):
            return f"has no signal {signal!r} to weigh; there are {', '.join(Signal)}"
        if not (_is_number(weight) and 0 <= float(weight) <= MAX_WEIGHT):  # type: ignore[arg-type]
            return f"has a weight of {signal} that is no number from 0 to {MAX_WEIGHT:g}"
    if not any(value["weights"].values()):  # type: ignore[union-attr]
        return "has no weight above 0"
    problem = _wrong_share(value.get("clicks", 0.0))
    return f"has a member clicks that {problem}" if problem else ""


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_RECOMMENDATION = {
    "diversity": Member(_wrong_share, float),
    "exploration": Member(_wrong_share, float),
    "newcomers": Member(_wrong_share, float),
    "long_tail": Member(_wrong_share, float),
    "weights": Member(_wrong_weights, weights_from_json),
}
_SEARCH = {name: Member(_wrong_choice) for name in ("personal", "rerank", "collapse")}
