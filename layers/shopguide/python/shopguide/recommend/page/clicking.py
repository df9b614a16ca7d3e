"""The head of a ranking by how probable a click is, as far as a shop has learned that.

The click model reads what the blend said beside price, stock, ratings, age and context; its
probabilities move the order of the best candidates by the share that the weights give them.
"""

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.errors import UnavailableError
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument, Vector
from shopguide.domain.popularity import SCORE, decayed_count
from shopguide.domain.recommending import BlendWeights
from shopguide.domain.record_key import shown_key
from shopguide.ports.click_model import ClickModel
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.blend import CandidateTable
from shopguide.recommend.request import RecommendationRequest
from shopguide.recommend.shopper.taste import Taste
from shopguide.recommend.signals.reader import SignalsReader
from shopguide.text.click_features import (
    ClickProducts,
    ClickShopper,
    click_features,
    click_shopper,
    shown_category,
    text_cosines,
)
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.normalise import fold

HEAD = 100
"""Candidates that the click model looks at: the best by the blend."""

_FIELDS = ("product", "price", "in_stock", "rating", "released")
_LEAST = 1e-6


class ClickOrder:
    """Moves candidates by how probable a click on each is.

    Args:
        index: Has the products.
        records: Know how often products were shown.
        signals: Know how often they were taken.
        load_model: The live click model; None for a shop that has none.
        clock: Tells how old products are.
    """

    def __init__(
        self,
        index: VectorIndex,
        records: RecordTable,
        signals: SignalsReader,
        load_model: Callable[[], ClickModel | None],
        clock: Clock,
    ) -> None:
        self._index = index
        self._records = records
        self._signals = signals
        self._load_model = load_model
        self._clock = clock

    def moved(
        self,
        request: RecommendationRequest,
        table: CandidateTable,
        taste: Taste | None,
        weights: BlendWeights,
        scores: Vector,
    ) -> Vector:
        """Scores of which the best `HEAD` are ordered by blend and clicks together.

        Both are standardised over these, the probability as its log-odds, and mixed by
        ``weights.clicks``; the others keep their place below. Without a model nothing changes.
        """
        model = self._model()
        if model is None or len(scores) < 2:
            return scores
        rows = np.argsort(-scores, kind="stable")[:HEAD]
        ids = [table.product_ids[row] for row in rows.tolist()]
        read = self._index.fetch(PRODUCTS, ids, with_vectors=taste is not None, fields=_FIELDS)
        found = {each.document_id: each for each in read}
        rows = rows[[each in found for each in ids]]
        documents = [found[each] for each in ids if each in found]
        if not documents:
            return scores
        products = self._products(documents, table, rows, taste)
        features = click_features(products, self._shopper(request, taste))
        chances = np.clip(model.probabilities(features), _LEAST, 1 - _LEAST)
        mixed = (1 - weights.clicks) * _standard(scores[rows]) + weights.clicks * _standard(
            np.log(chances / (1 - chances))
        )
        changed = scores.copy()
        others = np.delete(scores, rows)
        floor = float(others.max(initial=float(scores.min()) - 1))
        changed[rows] = floor + 1 + mixed - mixed.min()
        return changed

    def _model(self) -> ClickModel | None:
        try:
            return self._load_model()
        except UnavailableError:
            return None

    def _products(
        self,
        documents: Sequence[IndexedDocument],
        table: CandidateTable,
        rows: NDArray[np.intp],
        taste: Taste | None,
    ) -> ClickProducts:
        products = [product_of(each.fields) for each in documents]
        ids = [each.document_id for each in documents]
        today = self._clock.now().timestamp() / 86_400
        return ClickProducts(
            prices=_numbers(documents, "price"),
            in_stock=np.array([bool(each.fields.get("in_stock")) for each in documents]),
            ratings=_numbers(documents, "rating"),
            ages_days=np.asarray(today - _numbers(documents, "released"), dtype=np.float32),
            popularity=self._popularity(ids),
            shown=self._shown(ids),
            text_cosines=_text_cosines(documents, taste),
            categories=[shown_category(product) for product in products],
            brands=[fold(product.brand) for product in products],
            signals=np.minimum(table.signals[rows], 1.0),
        )

    def _popularity(self, product_ids: Sequence[str]) -> Vector:
        live = self._signals.live()
        known = {} if live is None else self._signals.neighbours(live, product_ids)
        counts = [known[each].count if each in known else 0 for each in product_ids]
        return np.array(counts, dtype=np.float32)

    def _shown(self, product_ids: Sequence[str]) -> Vector:
        keys = [shown_key(product_id) for product_id in product_ids]
        found = self._records.get_many(keys)
        now = self._clock.now()
        sums = [cast("float", found.get(key, {}).get(SCORE, 0.0)) for key in keys]
        return np.array([decayed_count(each, now) for each in sums], dtype=np.float32)

    def _shopper(self, request: RecommendationRequest, taste: Taste | None) -> ClickShopper:
        scene = str(request.scene)
        if taste is None:
            return ClickShopper(context=request.context, scene=scene)
        ids = [product.product_id for product in taste.products]
        documents = self._index.fetch(PRODUCTS, ids, fields=_FIELDS)
        products = [product_of(each.fields) for each in documents]
        return click_shopper(
            _numbers(documents, "price"),
            [shown_category(product) for product in products],
            [fold(product.brand) for product in products],
            request.context,
            scene,
        )


def _text_cosines(documents: Sequence[IndexedDocument], taste: Taste | None) -> Vector:
    """As the model was trained on them; the blend's own signal is on another scale."""
    if taste is None:
        return np.full(len(documents), np.nan, dtype=np.float32)
    texts = np.array([each.vectors[TEXT_VECTOR] for each in documents], dtype=np.float32)
    return text_cosines(texts, taste.text, taste.weights)


def _numbers(documents: Sequence[IndexedDocument], field: str) -> Vector:
    """A number of each, NaN where it has none."""
    values = [cast("float | None", each.fields.get(field)) for each in documents]
    return np.array([np.nan if each is None else each for each in values], dtype=np.float32)


def _standard(values: Vector) -> Vector:
    spread = float(values.std())
    return np.asarray((values - values.mean()) / (spread or 1.0), dtype=np.float32)
