"""The head of a ranking, judged again by a model that reads query and product together.

It has a budget in milliseconds. A head of which one half has scores of the reranker and the other
half those of the fusion has no order that means anything: so where the budget ends before the last
hit is judged, the fused order is served whole, and the outcome says so.

How many hits are tried follows the time that hits took before (`rerank_pace`). A reranker that
fails, or that cannot judge a handful in its time, rests for a while; search goes on without it.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from shopguide.domain.degraded import RERANKER_UNAVAILABLE
from shopguide.domain.indexed import Vector
from shopguide.domain.ranking import Hit
from shopguide.ports.reranker import Reranker
from shopguide.search.rerank_pace import RerankPace
from shopguide.text.product_text import product_text

HEAD_HITS = 20
"""Hits that are judged where there is time for all of them."""

_BATCH = 10
"""Hits judged between two looks at the clock: enough to give each of two threads a batch."""

_log = logging.getLogger(__name__)


class RerankState(StrEnum):
    """What became of the reranking; all but the first two are notes of a search."""

    OFF = "reranker_off"
    RERANKED = "reranked"
    OVER_BUDGET = "reranker_over_budget"
    UNAVAILABLE = RERANKER_UNAVAILABLE


@dataclass(frozen=True, slots=True)
class RerankOutcome:
    """The hits in the order to serve.

    Of the first `reranked` hits the score is their relevance, 0 to 1; those behind keep place and
    score. `bundle` is the fingerprint of the reranker, empty where none judged them.
    """

    hits: Sequence[Hit]
    state: RerankState
    reranked: int = 0
    took_ms: float = 0.0
    bundle: str = ""

    @property
    def within_budget(self) -> bool:
        """Whether the time was enough."""
        return self.state is not RerankState.OVER_BUDGET

    @property
    def version(self) -> str:
        """What the order depends on, for a trace: the bundle, and how many hits it judged."""
        return f"{self.bundle}:{self.reranked}" if self.bundle else ""


class HeadReranker:
    """Reranks heads within a budget; safe to use from many threads at once.

    Args:
        load_reranker: Gives the reranker on first use, or None where there is none.
        budget_ms: Milliseconds for the judging of one search; loading and warming up do not count.
        head: Hits to judge where there is time for all.
        weight: Share of the reranker in the final score, 0 to 1; the rest is the fused score
            relative to the best one. 1, the default, is the reranker's order.
        clock: Seconds that only go forward.
    """

    def __init__(
        self,
        load_reranker: Callable[[], Reranker | None],
        *,
        budget_ms: float,
        head: int = HEAD_HITS,
        weight: float = 1.0,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._load_reranker = load_reranker
        self._budget_ms = budget_ms
        self._weight = weight
        self._clock = clock
        self._pace = RerankPace(budget_ms, head)
        self._warm: Reranker | None = None

    def warm_up(self) -> None:
        """Load the reranker now, where there is one; a search would wait for it a second."""
        try:
            self._loaded()
        except Exception:  # noqa: BLE001 - a shop without a better order is a shop all the same
            _log.exception("The reranker cannot be loaded; searches are served without it.")
            self._pace.failed()

    def rerank(self, query: str, hits: Sequence[Hit]) -> RerankOutcome:
        """Hits in the order of their relevance to the query, or as they came, and why."""
        planned = self._pace.planned()
        if not planned:
            failed = self._pace.has_failed
            state = RerankState.UNAVAILABLE if failed else RerankState.OVER_BUDGET
            return RerankOutcome(hits, state)
        head = hits[:planned]
        try:
            reranker = self._loaded()
            if reranker is None or not head:
                return RerankOutcome(hits, RerankState.OFF)
            started = self._clock()
            relevance = self._judge(reranker, query, head, started)
        except Exception:  # noqa: BLE001 - no search fails for want of a better order
            _log.exception("The reranker failed; searches are served without it for a while.")
            self._pace.failed()
            return RerankOutcome(hits, RerankState.UNAVAILABLE)
        took_ms = self._since(started)
        self._pace.took(len(relevance), took_ms)
        if len(relevance) < len(head) or took_ms > self._budget_ms:
            return RerankOutcome(hits, RerankState.OVER_BUDGET, took_ms=took_ms)
        ordered = (*self._ordered(head, relevance), *hits[planned:])
        bundle = reranker.bundle.fingerprint
        return RerankOutcome(ordered, RerankState.RERANKED, len(head), took_ms, bundle)

    def _loaded(self) -> Reranker | None:
        reranker = self._load_reranker()
        if reranker is not None and reranker is not self._warm:
            # A first run takes many times as long as those after it, so it must not foretell them.
            reranker.score("", [""])
            self._warm = reranker
        return reranker

    def _judge(
        self, reranker: Reranker, query: str, head: Sequence[Hit], started: float
    ) -> Sequence[float]:
        """Relevance of the hits, or of the first of them where the rest would take too long."""
        texts = [product_text(hit.product) for hit in head]
        relevance: list[float] = []
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            spent = self._since(started)
            if relevance and spent * (1 + len(batch) / len(relevance)) > self._budget_ms:
                break
            relevance += _probabilities(reranker.score(query, batch)).tolist()
        return relevance

    def _ordered(self, head: Sequence[Hit], relevance: Sequence[float]) -> Sequence[Hit]:
        best = max(abs(hit.score) for hit in head) or 1.0
        scored = (
            replace(hit, score=self._weight * judged + (1 - self._weight) * hit.score / best)
            for hit, judged in zip(head, relevance, strict=True)
        )
        return sorted(scored, key=lambda hit: -hit.score)

    def _since(self, started: float) -> float:
        return (self._clock() - started) * 1000


def _probabilities(logits: Vector) -> Vector:
    """The logistic function: the same order in 0..1, where scores can be weighed and shown.

    Raises:
        ValueError: a logit is no number.
    """
    if not np.isfinite(logits).all():
        raise ValueError("the reranker gave a relevance that is not a number")
    return np.asarray(1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -60, 60))))
