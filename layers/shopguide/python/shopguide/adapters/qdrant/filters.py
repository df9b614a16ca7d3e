"""Our filters in Qdrant's types."""

from shopguide.adapters.qdrant.payload import field_path
from shopguide.adapters.qdrant.sdk import models
from shopguide.domain.filters import AllOf, AnyOf, Condition, Filter, HasId, Match, Range
from shopguide.domain.indexed import stable_uuid


def qdrant_filter(matching: Filter) -> models.Filter:
    """The same filter for the engine."""
    return models.Filter(
        must=[_condition(condition) for condition in matching.must],
        must_not=[_condition(condition) for condition in matching.must_not],
        should=[_condition(condition) for condition in matching.any_of],
    )


def _condition(condition: Condition) -> models.Condition:
    match condition:
        case AllOf(conditions):
            return models.Filter(must=[_condition(one) for one in conditions])
        case AnyOf(conditions):
            return _any_of([_condition(one) for one in conditions])
        case HasId(document_ids):
            return models.HasIdCondition(has_id=[str(stable_uuid(one)) for one in document_ids])
        case Range(name, at_least, at_most):
            limits = models.Range(gte=at_least, lte=at_most)
            return models.FieldCondition(key=field_path(name), range=limits)
        case Match():
            return _match(condition)


def _match(condition: Match) -> models.Condition:
    """One of the values; each type needs a matcher of its own."""
    strings = [value for value in condition.values if isinstance(value, str)]
    flags = {value for value in condition.values if isinstance(value, bool)}
    numbers = [value for value in condition.values if type(value) is int]
    matches: list[models.MatchAny | models.MatchValue] = []
    if strings:
        matches.append(models.MatchAny(any=strings))
    if numbers:
        matches.append(models.MatchAny(any=numbers))
    matches += [models.MatchValue(value=flag) for flag in flags]
    key = field_path(condition.field)
    alternatives: list[models.Condition] = [
        models.FieldCondition(key=key, match=match) for match in matches
    ]
    return _any_of(alternatives)


def _any_of(alternatives: list[models.Condition]) -> models.Condition:
    if len(alternatives) == 1:
        return alternatives[0]
    # No alternative at all would mean "everything" to the engine; none of no ids means nothing.
    return models.Filter(should=alternatives) if alternatives else models.HasIdCondition(has_id=[])
