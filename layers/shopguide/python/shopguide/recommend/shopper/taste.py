"""What one shopper's history says, signal by signal; without any product of it, too.

Everything that is read for a request is read once (`TasteReader.read`). What follows is arithmetic
on it, so that a reason can be verified: the same signals of a history without one product.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

import numpy as np

from shopguide.domain.errors import EncoderMismatchError, NotFoundError, UnavailableError
from shopguide.domain.indexed import TEXT_VECTOR, Matrix, Vector
from shopguide.domain.interaction import InteractionKind
from shopguide.domain.sequence import HistoryVectors
from shopguide.domain.signals import LiveSignals, Neighbours
from shopguide.ports.clock import Clock
from shopguide.ports.recommender import Recommender
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.shopper.fold_in import folded_in
from shopguide.recommend.shopper.history import History, HistoryProduct, alone
from shopguide.recommend.signals.factor_model import FactorModel
from shopguide.recommend.signals.reader import SignalsReader
from shopguide.recommend.vectors.spaces import NO_SPACES, CatalogueMean, SpaceLoader, Spaces
from shopguide.text.index_layout import PRODUCTS

FOLLOWED_PRODUCTS = 20
"""Products of a history whose followers are read; an earlier one would count a hundredth."""

_KINDS = {kind: place for place, kind in enumerate(InteractionKind)}


@dataclass(frozen=True, slots=True, eq=False)
class Taste:
    """A history with all that is known of its products.

    Attributes:
        products: Of the history, newest first, those that the shop has.
        text: Their text vectors, ``[products, dimension]``.
        log_prices: Logarithms of their prices, NaN for none, ``[products]``.
        mean: The shop's mean text vector, None where it has none worth taking off.
        now: When this is.
        neighbours: What follows the newest ones.
        spaces: What was learned of products.
        learned: The recommender's vectors of `products`, and which it knows.
        factors: Factors of `products`, and which have any.
        factor_model: Folds histories in; None without factors.
        recommender: Reads histories; None for none.
    """

    products: Sequence[HistoryProduct]
    text: Matrix
    log_prices: Vector
    mean: Vector | None
    now: datetime
    neighbours: Mapping[str, Neighbours] = field(default_factory=dict)
    spaces: Spaces = NO_SPACES
    learned: tuple[Matrix, Vector] | None = None
    factors: tuple[Matrix, Vector] | None = None
    factor_model: FactorModel | None = None
    recommender: Recommender | None = None

    @property
    def weights(self) -> Vector:
        """What each product counts, ``[products]``."""
        return np.array([product.weight for product in self.products], dtype=np.float32)

    def content_profile(self) -> Vector:
        """The weighted sum of what tells the texts apart, ``[dimension]``; 0 for none."""
        if not self.products:
            return np.zeros(self.text.shape[1], dtype=np.float32)
        return np.asarray(self.weights @ self._centred(), dtype=np.float32)

    def content_shares(self, hits: Matrix) -> Matrix:
        """What each product adds to the content score of hits, ``[hits, products]``."""
        return np.asarray((hits @ self._centred().T) * self.weights, dtype=np.float32)

    def followed(self) -> dict[str, float]:
        """Products that follow those of the history, with the sum of their weights."""
        scores: dict[str, float] = {}
        for product in self.products[:FOLLOWED_PRODUCTS]:
            for product_id, weight in self._followers(product):
                scores[product_id] = scores.get(product_id, 0.0) + product.weight * weight
        return scores

    def links(self, product_ids: Sequence[str]) -> Matrix:
        """How much others follow each product, whatever that counts, ``[others, products]``."""
        rows = {product_id: row for row, product_id in enumerate(product_ids)}
        found = np.zeros((len(product_ids), len(self.products)), dtype=np.float32)
        for column, product in enumerate(self.products[:FOLLOWED_PRODUCTS]):
            for product_id, weight in self._followers(product):
                row = rows.get(product_id)
                if row is not None:
                    found[row, column] = weight
        return found

    def factor_profile(self) -> Vector | None:
        """The history folded in, ``[factors]``."""
        if self.factors is None or self.factor_model is None:
            return None
        return folded_in(self.products, *self.factors, self.factor_model)

    def history_vectors(self) -> HistoryVectors | None:
        """The history as the recommender reads it, oldest first; None without a recommender."""
        if self.recommender is None or self.learned is None or not self.products:
            return None
        rows, known = self.learned
        ages = [self._age_days(product) for product in self.products]
        return HistoryVectors(
            text=self.text[::-1],
            learned=rows[::-1],
            is_known=known[::-1] > 0,
            actions=np.array([_KINDS[it.kind] for it in reversed(self.products)], dtype=np.int64),
            ages_days=np.array(ages[::-1], dtype=np.float32),
            log_prices=self.log_prices[::-1],
        )

    def without(self, column: int) -> "Taste":
        """What would be known had nothing been done with one of the products."""
        kept = [number for number in range(len(self.products)) if number != column]
        return replace(
            self,
            products=alone(self.products[n] for n in kept),
            text=self.text[kept],
            log_prices=self.log_prices[kept],
            learned=_rows_of(self.learned, kept),
            factors=_rows_of(self.factors, kept),
        )

    def _followers(self, product: HistoryProduct) -> Sequence[tuple[str, float]]:
        known = self.neighbours.get(product.product_id)
        return () if known is None else known.followed

    def _centred(self) -> Matrix:
        return self.text if self.mean is None else self.text - self.mean

    def _age_days(self, product: HistoryProduct) -> float:
        if product.occurred_at is None:
            return 0.0
        return max(0.0, (self.now - product.occurred_at).total_seconds() / 86_400)


class TasteReader:
    """Reads what is known of a history.

    Args:
        index: Has the products.
        signals: What a batch found.
        spaces: What it learned of products.
        load_recommender: The recommender of the live signals; None where they have none.
        clock: Tells how old interactions are.
    """

    def __init__(
        self,
        index: VectorIndex,
        signals: SignalsReader,
        spaces: SpaceLoader,
        load_recommender: Callable[[], Recommender | None],
        clock: Clock,
    ) -> None:
        self._index = index
        self._signals = signals
        self._spaces = spaces
        self._load_recommender = load_recommender
        self._clock = clock
        self._mean = CatalogueMean(index)

    def read(self, history: History, live: LiveSignals | None) -> Taste | None:
        """What is known; None where the shop has no product of the history.

        Raises:
            NotFoundError: no product was ever imported.
        """
        taste = self._texts(history)
        if taste is None or live is None:
            return taste
        ids = [product.product_id for product in taste.products]
        found = replace(taste, neighbours=self._signals.neighbours(live, ids[:FOLLOWED_PRODUCTS]))
        spaces = self._spaces.of(live)
        if spaces.factors is not None:
            found = replace(
                found,
                factors=spaces.factors.rows(ids),
                factor_model=self._factor_model(live),
            )
        if spaces.sequence is not None and (recommender := self._recommender()) is not None:
            learned = spaces.sequence.rows(ids)
            if learned[0].shape[1] == recommender.dimension:  # of one model, as all else is
                found = replace(found, learned=learned, recommender=recommender)
        return replace(found, spaces=spaces)

    def _texts(self, history: History) -> Taste | None:
        ids = [product.product_id for product in history.products]
        if not ids:
            return None
        documents = self._index.fetch(PRODUCTS, ids, with_vectors=True, fields=("price",))
        by_id = {each.document_id: each for each in documents}
        known = alone(it for it in history.products if it.product_id in by_id)
        if not known:
            return None
        found = [by_id[product.product_id] for product in known]
        prices = [cast("float", each.fields.get("price", 0.0)) or np.nan for each in found]
        return Taste(
            products=known,
            text=np.stack([each.vectors[TEXT_VECTOR] for each in found]),
            log_prices=np.log(np.array(prices, dtype=np.float32)),
            mean=self._mean.vector(),
            now=self._clock.now(),
        )

    def _factor_model(self, live: LiveSignals) -> FactorModel | None:
        try:
            return self._signals.factor_model(live)
        except NotFoundError:
            return None

    def _recommender(self) -> Recommender | None:
        """None, too, where it reads the texts of an encoder that is no longer the shop's."""
        try:
            return self._load_recommender()
        except (EncoderMismatchError, UnavailableError):
            return None


def _rows_of(
    found: tuple[Matrix, Vector] | None, kept: Sequence[int]
) -> tuple[Matrix, Vector] | None:
    return None if found is None else (found[0][kept], found[1][kept])
