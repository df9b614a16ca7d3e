"""Our filters in Qdrant Edge's types."""

from typing import TypeAlias

import numpy as np
import qdrant_edge as edge

from shopguide.adapters.qdrant.payload import field_path
from shopguide.domain.filters import AllOf, AnyOf, Condition, Filter, HasId, Match, Range
from shopguide.domain.indexed import stable_uuid

EngineCondition: TypeAlias = (
    edge.FieldCondition
    | edge.IsEmptyCondition
    | edge.IsNullCondition
    | edge.HasIdCondition
    | edge.HasVectorCondition
    | edge.NestedCondition
    | edge.Filter
)


def edge_filter(matching: Filter) -> edge.Filter:
    """The same filter for the engine."""
    return edge.Filter(
        must=[_condition(condition) for condition in matching.must],
        must_not=[_condition(condition) for condition in matching.must_not],
        should=[_condition(condition) for condition in matching.any_of],
    )


def _condition(condition: Condition) -> EngineCondition:
    match condition:
        case AllOf(conditions):
            return edge.Filter(must=[_condition(one) for one in conditions])
        case AnyOf(conditions):
            return _any_of([_condition(one) for one in conditions])
        case HasId(document_ids):
            return edge.HasIdCondition({stable_uuid(one) for one in document_ids})
        case Range(name, at_least, at_most):
            limits = edge.RangeFloat(gte=at_least, lte=at_most)
            return edge.FieldCondition(key=field_path(name), range=limits)
        case Match():
            return _match(condition)


def _match(condition: Match) -> EngineCondition:
    """One of the values; each type needs a matcher of its own."""
    strings = [value for value in condition.values if isinstance(value, str)]
    flags = {value for value in condition.values if isinstance(value, bool)}
    numbers = [value for value in condition.values if type(value) is int]
    matches: list[edge.MatchAny | edge.MatchValue] = []
    if strings:
        matches.append(edge.MatchAny(strings))
    if numbers:
        matches.append(edge.MatchAny(numbers))
    # A Python bool is an int, and the binding would look for the number 1; a numpy bool is not.
    matches += [edge.MatchValue(np.bool_(flag)) for flag in flags]  # type: ignore[arg-type]
    key = field_path(condition.field)
    alternatives: list[EngineCondition] = [
        edge.FieldCondition(key=key, match=match) for match in matches
    ]
    return _any_of(alternatives)


def _any_of(alternatives: list[EngineCondition]) -> EngineCondition:
    if len(alternatives) == 1:
        return alternatives[0]
    # No alternative at all would mean "everything" to the engine; none of no ids means nothing.
    return edge.Filter(should=alternatives) if alternatives else edge.HasIdCondition(set())
