"""Candidates of a request: the best of every signal that pass the filter, with all signals of each.

What a batch knows is asked first, for it needs no engine; the engine then says which of the best of
those pass the filter, how near their texts are, and what is nearest of all that pass. So a product
that no batch has seen is a candidate as soon as it is indexed, and one that is gone never is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.domain.filters import Filter, HasId
from shopguide.domain.indexed import NearestQuery, Vector
from shopguide.domain.recommending import BlendWeights, Signal
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.blend import CandidateTable, table_of
from shopguide.recommend.lists import ListSignals
from shopguide.recommend.taste import Taste
from shopguide.recommend.vector_space import Scored
from shopguide.text.index_layout import PRODUCTS

DEPTH = 200
"""Candidates that each signal brings."""

CHECKED = 200
"""Candidates of what a batch knows that the engine is asked about: the best by all else."""

_SMALLEST_PROFILE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Candidates of a request.

    Attributes:
        table: All of them, on one scale.
        content: The profile that texts were compared with, 0 for none.
    """

    table: CandidateTable
    content: Vector | None


def gather(
    index: VectorIndex,
    taste: Taste | None,
    lists: ListSignals,
    *,
    wanted: Filter,
    left_out: Iterable[str],
    weights: BlendWeights,
    among: Sequence[str] | None = None,
) -> Gathered:
    """The candidates of a request.

    Args:
        index: Has the products.
        taste: Of the shopper; None without a history.
        lists: Signals beside the history's.
        wanted: What every candidate passes.
        left_out: Products that are not wanted although they may pass.
        weights: Which of the signals count.
        among: All products that may be candidates; None for the best of each signal.
    """
    said = _said_by_batch(taste, lists, weights)
    content = None if taste is None else taste.content_profile()
    if content is not None and float(np.linalg.norm(content)) < _SMALLEST_PROFILE:
        content = None
    near = _nearest(index, content, wanted, DEPTH if among is None else len(among))
    known = set(left_out) | near.keys()
    learned = [each for each in _best(said, among) if each not in known]
    ids = [*near, *learned]
    length = 1.0 if content is None else float(np.linalg.norm(content))
    lowest = min(near.values(), default=0.0) * length
    cosines = np.array([near.get(each, np.nan) for each in ids], dtype=np.float32) * length
    values = _values(said, ids)
    if content is not None:  # not measured yet, but farther than the nearest
        values[Signal.CONTENT] = np.where(np.isnan(cosines), lowest, cosines).astype(np.float32)
    table = table_of(ids, values)
    passed = _checked(index, content, wanted, _strongest(table, weights, len(near), among))
    kept = [*near, *passed]
    final = _values(said, kept)
    if content is not None:
        final[Signal.CONTENT] = (
            np.array([*near.values(), *passed.values()], dtype=np.float32) * length
        )
    return Gathered(table_of(kept, final, table.scales), content)


@dataclass(frozen=True, slots=True)
class _Said:
    spaces: Mapping[Signal, Scored]
    lists: Mapping[Signal, Mapping[str, float]]


def _said_by_batch(taste: Taste | None, lists: ListSignals, weights: BlendWeights) -> _Said:
    spaces = {} if taste is None else _profiles_of(taste)
    scores = dict(lists.scores)
    if taste is not None and taste.neighbours:
        scores[Signal.FOLLOWED] = taste.followed()
    counts = weights.weights
    return _Said(
        {signal: it for signal, it in spaces.items() if counts.get(signal, 0) > 0},
        {signal: it for signal, it in scores.items() if it and counts.get(signal, 0) > 0},
    )


def _profiles_of(taste: Taste) -> dict[Signal, Scored]:
    found: dict[Signal, Scored] = {}
    history = taste.history_vectors()
    if history is not None and taste.recommender is not None and taste.spaces.sequence is not None:
        profile = taste.recommender.profiles([history]).learned[0]
        found[Signal.SEQUENCE] = taste.spaces.sequence.scored(profile)
    factors = taste.factor_profile()
    if factors is not None and taste.spaces.factors is not None:
        found[Signal.FACTORS] = taste.spaces.factors.scored(factors)
    return found


def _best(said: _Said, among: Sequence[str] | None) -> Sequence[str]:
    """The best of each signal, once each; all of `among` where there is such."""
    if among is not None:
        return list(dict.fromkeys(among))
    found: dict[str, None] = {}
    for scored in said.spaces.values():
        found |= dict.fromkeys(scored.best(DEPTH))
    for scores in said.lists.values():
        ranked = sorted(scores, key=lambda each: (-scores[each], each))
        found |= dict.fromkeys(ranked[:DEPTH])
    return list(found)


def _values(said: _Said, product_ids: Sequence[str]) -> dict[Signal, Vector]:
    values = {signal: scored.of(product_ids) for signal, scored in said.spaces.items()}
    return values | {signal: _listed(it, product_ids) for signal, it in said.lists.items()}


def _listed(scores: Mapping[str, float], product_ids: Sequence[str]) -> Vector:
    return np.array([scores.get(each, 0.0) for each in product_ids], dtype=np.float32)


def _strongest(
    table: CandidateTable, weights: BlendWeights, near: int, among: Sequence[str] | None
) -> Sequence[str]:
    """Of the candidates after the first `near`, those that are worth asking the engine about."""
    learned = table.product_ids[near:]
    if among is not None or len(learned) <= CHECKED:
        return learned
    rows = np.argpartition(-table.scores(weights)[near:], CHECKED - 1)[:CHECKED]
    return [learned[row] for row in rows.tolist()]


def _nearest(
    index: VectorIndex, content: Vector | None, wanted: Filter, count: int
) -> dict[str, float]:
    """The nearest products that pass, with their cosines."""
    if content is None or not count:
        return {}
    found = index.nearest(PRODUCTS, NearestQuery(content, count, filter=wanted, fields=()))
    return {each.document.document_id: each.score for each in found}


def _checked(
    index: VectorIndex, content: Vector | None, wanted: Filter, product_ids: Sequence[str]
) -> dict[str, float]:
    """Those of some products that pass, with their cosines; NaN without a profile."""
    if not product_ids:
        return {}
    among = wanted.and_must(HasId(tuple(product_ids)))
    if content is not None:
        return _nearest(index, content, among, len(product_ids))
    page = index.scan(PRODUCTS, among, limit=len(product_ids), fields=())
    return {each.document_id: float("nan") for each in page.documents}
