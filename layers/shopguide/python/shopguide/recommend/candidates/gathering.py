"""Candidates of a request: the best of every signal that pass the filter, with all signals of each.

What a batch knows is asked first, for it needs no engine; the engine then says which of the best of
those pass the filter, how near their texts are, and what is nearest of all that pass. So a product
that no batch has seen is a candidate as soon as it is indexed, and one that is gone never is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from shopguide.domain.errors import InvalidInputError
from shopguide.domain.filters import Filter, HasId
from shopguide.domain.indexed import NearestQuery, Vector
from shopguide.domain.recommending import BlendWeights, Signal
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.blend import CandidateTable, table_of
from shopguide.recommend.candidates.lists import ListSignals
from shopguide.recommend.shopper.taste import Taste
from shopguide.recommend.vectors.vector_space import Scored
from shopguide.text.index_layout import PRODUCTS

DEPTH = 200
"""Candidates that each signal brings."""

CHECKED = 100
"""Candidates of what a batch knows that the engine is asked about: the best by all else."""

_LEARNED = (Signal.SEQUENCE, Signal.FACTORS)
_SMALLEST_PROFILE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """What is known without the engine, and what the engine is to look for.

    Attributes:
        spaces: Signals of vectors.
        lists: Signals of lists.
        by_text: What the recommender looks for in products that it has not learned.
    """

    spaces: Mapping[Signal, Scored]
    lists: Mapping[Signal, Mapping[str, float]]
    by_text: Vector | None = None


class CandidateGatherer:
    """Gathers candidates.

    Args:
        index: Has the products.
    """

    def __init__(self, index: VectorIndex) -> None:
        self._index = index

    def gather(
        self,
        taste: Taste | None,
        lists: ListSignals,
        weights: BlendWeights,
        *,
        wanted: Filter,
        left_out: Iterable[str],
        among: Sequence[str] | None = None,
    ) -> CandidateTable:
        """The candidates of a request, on one scale.

        Args:
            taste: Of the shopper; None without a history.
            lists: Signals beside the history's.
            weights: Which of the signals count.
            wanted: What every candidate passes.
            left_out: Products that are not wanted although they may pass.
            among: All products that may be candidates; None for the best of each signal.
        """
        said = _said_of(taste, lists, weights)
        content = _profile(None if taste is None else taste.content_profile())
        near = self._nearest(content, wanted, DEPTH if among is None else len(among))
        known = set(left_out) | near.keys()
        learned = [each for each in _best(said, among) if each not in known]
        values = _values(said, [*near, *learned])
        if content is not None:  # those not measured yet lie farther off than the nearest
            farther = [min(near.values(), default=0.0)] * len(learned)
            values[Signal.CONTENT] = _vector([*near.values(), *farther])
        table = table_of([*near, *learned], values)
        passed = self._checked(
            content, wanted, _strongest(table, weights, len(near), whole=among is not None)
        )
        found = near | passed
        numbers = {product_id: row for row, product_id in enumerate(table.product_ids)}
        rows = [numbers[product_id] for product_id in found]
        final = {signal: each[rows] for signal, each in values.items()}
        if content is not None:
            final[Signal.CONTENT] = _vector(list(found.values()))
        newcomers = _newcomers(final)
        if Signal.SEQUENCE in final and said.by_text is not None:
            self._know_by_text(found, final, said.by_text, wanted)
        return replace(table_of(list(found), final, table.scales), newcomers=newcomers)

    def _nearest(self, profile: Vector | None, wanted: Filter, count: int) -> dict[str, float]:
        """The nearest products that pass, with their inner products."""
        if profile is None or not count:
            return {}
        length = float(np.linalg.norm(profile))
        query = NearestQuery(profile, count, filter=wanted, fields=())
        found = self._index.nearest(PRODUCTS, query)
        return {each.document.document_id: each.score * length for each in found}

    def _checked(
        self, content: Vector | None, wanted: Filter, product_ids: Sequence[str]
    ) -> dict[str, float]:
        """Those of some products that pass, with their inner products; NaN without a profile."""
        if not product_ids:
            return {}
        among = wanted.and_must(HasId(tuple(product_ids)))
        if content is not None:
            return self._nearest(content, among, len(product_ids))
        page = self._index.scan(PRODUCTS, among, limit=len(product_ids), fields=())
        return {each.document_id: float("nan") for each in page.documents}

    def _know_by_text(
        self,
        found: dict[str, float],
        values: dict[Signal, Vector],
        profile: Vector,
        wanted: Filter,
    ) -> None:
        """Score by their text the candidates that the recommender has not learned.

        A shop whose candidates are all learned asks nothing.
        """
        names = list(found)
        unknown = [names[row] for row in np.flatnonzero(np.isnan(values[Signal.SEQUENCE])).tolist()]
        if not unknown:
            return
        among = wanted.and_must(HasId(tuple(unknown)))
        scores = self._nearest(profile, among, len(unknown))
        values[Signal.SEQUENCE] = np.array(
            [
                scores.get(each, known) if np.isnan(known) else known
                for each, known in zip(names, values[Signal.SEQUENCE].tolist(), strict=True)
            ],
            dtype=np.float32,
        )


def _newcomers(values: Mapping[Signal, Vector]) -> Sequence[int]:
    """Rows of products that neither space knows; none where there is no space to know them."""
    spaces = [np.isnan(values[each]) for each in _LEARNED if each in values]
    return np.flatnonzero(np.logical_and.reduce(spaces)).tolist() if spaces else ()


def _said_of(taste: Taste | None, lists: ListSignals, weights: BlendWeights) -> _Said:
    counts = weights.weights
    scores = dict(lists.scores)
    spaces: dict[Signal, Scored] = {}
    by_text = None
    if taste is not None:
        scores[Signal.FOLLOWED] = taste.followed()
        if counts.get(Signal.SEQUENCE, 0) > 0:
            by_text = _read_sequence(taste, spaces)
        factors = taste.factor_profile()
        if factors is not None and taste.spaces.factors is not None:
            spaces[Signal.FACTORS] = taste.spaces.factors.scored(factors)
    return _Said(
        {signal: it for signal, it in spaces.items() if counts.get(signal, 0) > 0},
        {signal: it for signal, it in scores.items() if it and counts.get(signal, 0) > 0},
        by_text,
    )


def _read_sequence(taste: Taste, spaces: dict[Signal, Scored]) -> Vector | None:
    """Add what the recommender says; what it looks for in texts."""
    history = taste.history_vectors()
    if history is None or taste.recommender is None or taste.spaces.sequence is None:
        return None
    try:
        profiles = taste.recommender.profiles([history])
    except InvalidInputError:  # of other vectors than the shop's, while one of them changes
        return None
    spaces[Signal.SEQUENCE] = taste.spaces.sequence.scored(profiles.learned[0])
    return _profile(profiles.text[0])


def _profile(vector: Vector | None) -> Vector | None:
    """A vector that can be searched with."""
    if vector is None or float(np.linalg.norm(vector)) < _SMALLEST_PROFILE:
        return None
    return vector


def _best(said: _Said, among: Sequence[str] | None) -> Sequence[str]:
    """The best of each signal, once each; all of `among` where there is such."""
    if among is not None:
        return list(dict.fromkeys(among))
    found: dict[str, None] = {}
    for scored in said.spaces.values():
        found |= dict.fromkeys(scored.best(DEPTH))
    for scores in said.lists.values():
        found |= dict.fromkeys(_highest(scores))
    return list(found)


def _highest(scores: Mapping[str, float]) -> Sequence[str]:
    """The `DEPTH` products of the highest scores, in any order."""
    names = list(scores)
    if len(names) <= DEPTH:
        return names
    values = np.fromiter(scores.values(), dtype=np.float32, count=len(names))
    return [names[row] for row in np.argpartition(-values, DEPTH - 1)[:DEPTH].tolist()]


def _values(said: _Said, product_ids: Sequence[str]) -> dict[Signal, Vector]:
    values = {signal: scored.of(product_ids) for signal, scored in said.spaces.items()}
    for signal, scores in said.lists.items():
        values[signal] = _vector([scores.get(each, 0.0) for each in product_ids])
    return values


def _strongest(
    table: CandidateTable, weights: BlendWeights, near: int, *, whole: bool
) -> Sequence[str]:
    """Of the candidates after the first `near`, those that are worth asking the engine about."""
    learned = table.product_ids[near:]
    if whole or len(learned) <= CHECKED:
        return learned
    rows = np.argpartition(-table.scores(weights)[near:], CHECKED - 1)[:CHECKED]
    return [learned[row] for row in rows.tolist()]


def _vector(values: Sequence[float]) -> Vector:
    return np.array(values, dtype=np.float32)
