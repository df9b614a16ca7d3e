"""Repeat a search from its trace, and say what has become of it and why.

The search is repeated as of its own time, with the rules, synonyms and words it had, where these
are still kept; catalogue, models and the shopper's history are those of now. So a difference has
its cause among the versions that differ.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Protocol

from shopguide.domain.trace import SearchTrace, SearchVersions, trace_from_token

TOLERANCE = 1e-4
"""Share of a score by which two machines may differ in rounding."""


class RepeatsSearches(Protocol):
    """What can search again."""

    def search_again(self, trace: SearchTrace) -> SearchTrace:
        """The trace of the same request now, as of the trace's time.

        Rules, synonyms and lexicon are those of the trace, or the live ones where they are gone.
        """


class ReplayVerdict(StrEnum):
    """How two searches compare: `SAME_ORDER` has the same hits in order, with other scores."""

    IDENTICAL = "identical"
    SAME_ORDER = "same_order"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class VersionChange:
    """One of the things that a search depends on, then and now; empty for none."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MovedHit:
    """A hit that other hits of both searches have passed, or that has passed them.

    Places count from 1.
    """

    product_id: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A hit whose score is another one."""

    product_id: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """What has become of a search.

    Attributes:
        verdict: In one word.
        why: In sentences.
        versions: What it depends on that has changed, also where the result has not.
        moved: In the order of now.
        vanished: Ids of products that are no longer among the hits.
        appeared: Ids of those that were not.
        scores: Differences beyond `TOLERANCE`.
    """

    verdict: ReplayVerdict
    why: tuple[str, ...]
    versions: tuple[VersionChange, ...] = ()
    moved: tuple[MovedHit, ...] = ()
    vanished: tuple[str, ...] = ()
    appeared: tuple[str, ...] = ()
    scores: tuple[ScoreChange, ...] = ()


class ReplayService:
    """Repeats searches from their traces."""

    def __init__(self, search: RepeatsSearches) -> None:
        self._search = search

    def replay(self, token: str) -> ReplayReport:
        """Repeat the search of a trace and compare.

        Raises:
            InvalidInputError: it is no trace, or holds a request that is no longer accepted.
        """
        before = trace_from_token(token)
        return compare(before, self._search.search_again(before))


def compare(before: SearchTrace, after: SearchTrace) -> ReplayReport:
    """How the second search differs from the first."""
    old = [hit.product_id for hit in before.hits]
    new = [hit.product_id for hit in after.hits]
    scores = _score_changes(before, after)
    verdict = ReplayVerdict.DIFFERENT
    if old == new:
        verdict = ReplayVerdict.SAME_ORDER if scores else ReplayVerdict.IDENTICAL
    versions = _version_changes(before.versions, after.versions)
    return ReplayReport(
        verdict,
        _why(verdict, versions),
        versions,
        _moved(old, new),
        vanished=tuple(one for one in old if one not in set(new)),
        appeared=tuple(one for one in new if one not in set(old)),
        scores=scores,
    )


def _version_changes(before: SearchVersions, after: SearchVersions) -> tuple[VersionChange, ...]:
    old, new = asdict(before), asdict(after)
    return tuple(
        VersionChange(each.name, str(old[each.name]), str(new[each.name]))
        for each in fields(SearchVersions)
        if old[each.name] != new[each.name]
    )


def _moved(old: Sequence[str], new: Sequence[str]) -> tuple[MovedHit, ...]:
    """Of the hits that both have; one that only closed a gap has not moved."""
    common = set(old) & set(new)
    before = [one for one in old if one in common]
    after = [one for one in new if one in common]
    return tuple(
        MovedHit(one, old.index(one) + 1, new.index(one) + 1)
        for was, one in zip(before, after, strict=True)
        if was != one
    )


def _score_changes(before: SearchTrace, after: SearchTrace) -> tuple[ScoreChange, ...]:
    scores = {hit.product_id: hit.score for hit in before.hits}
    return tuple(
        ScoreChange(hit.product_id, was, hit.score)
        for hit in after.hits
        if (was := scores.get(hit.product_id)) is not None and _differ(was, hit.score)
    )


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > TOLERANCE * max(abs(one), abs(other))


_SENTENCES = {
    "catalogue": "The catalogue is version {after} now; it was {before}.",
    "encoder": "Another encoder is in use: {after}; it was {before}.",
    "lexicon": "The words of the catalogue were read anew: {after}; they were {before}.",
    "rules": "The rules of that time are gone; those of now are version {after}, not {before}.",
    "synonyms": "The synonyms of that time are gone; now they are version {after}, not {before}.",
    "settings": "The ranking is set up in another way: {after}; it was {before}.",
    "profile": "The shopper has done something since, or the history was erased.",
    "reranker": "Hits were reranked otherwise: {after}; then it was {before}.",
}
_UNEXPLAINED = (
    "Nothing that a trace records has changed. An import may be at work, which changes products "
    "before it goes live; or another kind of machine rounds differently."
)


def _why(verdict: ReplayVerdict, versions: Sequence[VersionChange]) -> tuple[str, ...]:
    if verdict is not ReplayVerdict.IDENTICAL and not versions:
        return (_UNEXPLAINED,)
    return tuple(
        _SENTENCES[each.what].format(before=each.before or "none", after=each.after or "none")
        for each in versions
    )
