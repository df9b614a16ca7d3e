"""A hybrid query as one batch of requests to Qdrant.

It asks some questions: what is near by meaning, and what is near by each wording that has terms.
Each is asked for the query's filter and for each of its subsets, and then once more for whatever
the other questions find, so that all that is found has every score::

    nearest by meaning, under the filter         under each subset
    nearest by a wording, under the filter       under each subset
    by meaning, of what the wordings find
    by a wording, of what the meaning and the other wordings find

A second batch follows only where the answers leave open who passes a subset.
"""

from collections.abc import Sequence
from uuid import UUID

from shopguide.adapters.qdrant.candidates import Answer, Answers
from shopguide.adapters.qdrant.filters import qdrant_filter
from shopguide.adapters.qdrant.points import to_vector
from shopguide.adapters.qdrant.sdk import models
from shopguide.domain.filters import Filter
from shopguide.domain.indexed import TERMS_VECTOR, TEXT_VECTOR, HybridQuery


def hybrid_requests(
    query: HybridQuery, dense_params: models.SearchParams | None = None
) -> list[models.QueryRequest]:
    """The requests; `hybrid_answers` knows their order. `dense_params` are of those by meaning."""
    searches = _searches(query, dense_params)
    requests = [_request(search) for found in searches for search in found]
    if len(searches) > 1:
        requests += [_of_others(searches, number) for number in range(len(searches))]
    return requests


def hybrid_answers(query: HybridQuery, answers: Sequence[Answer]) -> Answers:
    """The answers to all these requests, each in its part."""
    asked = [True, *(len(wording) > 0 for wording in query.wordings)]
    filters = 1 + len(query.subsets)
    remaining = iter(answers)
    found = [[next(remaining) for _ in range(filters)] if one else [] for one in asked]
    others = [next(remaining, ()) if one else () for one in asked]
    return Answers(found[0], found[1:], others[0], others[1:])


def membership_request(subset: Filter, keys: Sequence[UUID]) -> models.QueryRequest:
    """Asks which of the documents pass; where there are none, for one that cannot be."""
    named = models.HasIdCondition(has_id=[str(key) for key in keys])
    among = models.Filter(must=[named, qdrant_filter(subset)])
    return models.QueryRequest(filter=among, limit=max(1, len(keys)))


def _searches(
    query: HybridQuery, dense_params: models.SearchParams | None
) -> list[list[models.Prefetch]]:
    """For each question, its searches under each filter."""
    filters = [_both(query.filter, subset) for subset in (None, *query.subsets)]
    questions = [(to_vector(query.vector), TEXT_VECTOR)]
    questions += [(to_vector(wording), TERMS_VECTOR) for wording in query.wordings if wording]
    return [
        [
            models.Prefetch(
                query=vector,
                using=name,
                filter=among,
                limit=query.depth,
                params=dense_params if name == TEXT_VECTOR else None,
            )
            for among in filters
        ]
        for vector, name in questions
    ]


def _both(first: Filter, second: Filter | None) -> models.Filter:
    if second is None:
        return qdrant_filter(first)
    return models.Filter(must=[qdrant_filter(first), qdrant_filter(second)])


def _request(search: models.Prefetch) -> models.QueryRequest:
    return models.QueryRequest(
        query=search.query,
        using=search.using,
        filter=search.filter,
        limit=search.limit,
        params=search.params,
    )


def _of_others(searches: Sequence[Sequence[models.Prefetch]], number: int) -> models.QueryRequest:
    """One question again, about what all others find."""
    asked = searches[number][0]
    found = [search for other, each in enumerate(searches) if other != number for search in each]
    return models.QueryRequest(
        prefetch=found,
        query=asked.query,
        using=asked.using,
        params=asked.params,
        limit=sum(search.limit or 0 for search in found),
    )
