"""Notes of an answer that was made without a part of the shop that did not work."""

from collections.abc import Iterable

RERANKER_UNAVAILABLE = "reranker_unavailable"
"""No reranker has judged the head: it comes in the fused order."""

PERSONAL_UNAVAILABLE = "personal_unavailable"
"""The shopper's history could not be read."""

INDEX_UNAVAILABLE = "index_unavailable"
"""The index does not answer: these are popular products as they were kept for that case."""

GENERATOR_UNAVAILABLE = "generator_unavailable"
"""Generation was asked for, and none came in time: the answer is quoted."""

PART_UNAVAILABLE = "part_unavailable"
"""A turn of a conversation led to a part that did not answer."""

INSIGHTS_UNAVAILABLE = "insights_unavailable"
"""What reviews say could not be read."""

MISSING_PARTS = frozenset(
    {
        RERANKER_UNAVAILABLE,
        PERSONAL_UNAVAILABLE,
        INDEX_UNAVAILABLE,
        GENERATOR_UNAVAILABLE,
        PART_UNAVAILABLE,
        INSIGHTS_UNAVAILABLE,
    }
)


def is_degraded(notes: Iterable[str]) -> bool:
    """Whether one of the notes names a part that was missing."""
    return not MISSING_PARTS.isdisjoint(notes)
