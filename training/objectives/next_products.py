"""Judges a recommender by the products that came next, as trained and as served."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from shopguide.adapters.onnx.recommender import OnnxRecommender
from shopguide.domain.indexed import Matrix
from shopguide.domain.sequence import HistoryVectors
from training.evaluate.next_product import AskedHistory, rank_figures, target_ranks
from training.models.sequence_batches import Steps
from training.models.sequence_training import FittedNetwork
from training.objectives.shopper_histories import NextProduct


class Judge:
    """Asks for the next products of histories, among all products that are not in them.

    Args:
        asked: Histories and what came after them.
        known: Histories that were trained on: what is popular.
        text: Text vectors of all products, ``[products, text dimension]``.
        longest: Steps of a history that are read.
    """

    def __init__(
        self, asked: Sequence[NextProduct], known: Sequence[Steps], text: Matrix, longest: int
    ) -> None:
        self._histories = [each.history for each in asked]
        self._asked = [AskedHistory(each.history.items, each.target) for each in asked]
        self._text = text
        self._longest = longest
        items = np.concatenate([history.items for history in known])
        self._popularity = np.bincount(items, minlength=len(text)).astype(np.float32)

    @property
    def asked(self) -> int:
        """How many histories judge."""
        return len(self._asked)

    def quality(self, fitted: FittedNetwork) -> float:
        """NDCG of the network, by which an epoch is chosen."""
        return rank_figures(self._ranks(self._trained(fitted)))["ndcg"]

    def figures(self, fitted: FittedNetwork) -> dict[str, float]:
        """``hit_rate`` and ``ndcg`` at 10, as trained; beside them those of popularity, and those
        of the targets that nobody had touched before (``cold_``).
        """
        ranks = self._ranks(self._trained(fitted))
        is_cold = ~fitted.is_known[np.array([each.target for each in self._asked], dtype=np.int64)]
        parts = {
            "": rank_figures(ranks),
            "popularity_": rank_figures(self._popular_ranks),
            "cold_": rank_figures(ranks[is_cold]),
            "cold_popularity_": rank_figures(self._popular_ranks[is_cold]),
        }
        counts = {"asked": float(len(ranks)), "cold_asked": float(is_cold.sum())}
        return _named(parts) | counts

    def served_figures(self, served: OnnxRecommender, fitted: FittedNetwork) -> Mapping[str, float]:
        """``hit_rate`` and ``ndcg`` as serving has them: from the bundle's graph, products that
        were learned by the one profile, all others by the other.
        """
        return rank_figures(self._ranks(self._served(served, fitted)))

    @cached_property
    def _popular_ranks(self) -> NDArray[np.int64]:
        def scores(part: slice) -> Matrix:
            return np.tile(self._popularity, (len(self._asked[part]), 1))

        return self._ranks(scores)

    def _ranks(self, scores: Callable[[slice], Matrix]) -> NDArray[np.int64]:
        return target_ranks(self._asked, scores)

    def _trained(self, fitted: FittedNetwork) -> Callable[[slice], Matrix]:
        profiles = fitted.profiles(self._histories, self._text, self._longest)
        return lambda part: profiles[part] @ fitted.learned.T

    def _served(self, served: OnnxRecommender, fitted: FittedNetwork) -> Callable[[slice], Matrix]:
        def scores(part: slice) -> Matrix:
            read = [history_vectors(each, self._text, fitted) for each in self._histories[part]]
            profiles = served.profiles(read)
            by_text = profiles.text @ self._text.T
            return np.where(fitted.is_known, profiles.learned @ fitted.learned.T, by_text)

        return scores


def history_vectors(history: Steps, text: Matrix, fitted: FittedNetwork) -> HistoryVectors:
    """A history as serving reads it: what is not learned is not there."""
    known = fitted.is_known[history.items]
    return HistoryVectors(
        text=text[history.items],
        learned=np.where(known[:, None], fitted.learned[history.items], np.float32(0.0)),
        is_known=known,
        actions=history.actions,
        ages_days=np.cumsum(history.ages_days[::-1])[::-1].astype(np.float32),
        log_prices=history.log_prices,
    )


def _named(parts: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    return {f"{of}{name}": value for of, found in parts.items() for name, value in found.items()}
