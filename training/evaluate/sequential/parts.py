"""The signals that are blended, each a recommender of its own; all can be served.

None needs more than a list of neighbours or a vector a product, and a profile of the history.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.interaction import INTERACTION_WEIGHTS, InteractionKind
from shopguide.domain.recommending import FOLD_IN_DECAY, STEP_DECAY
from training.evaluate.neighbours import Recommender, Scores, user_matrix
from training.evaluate.sequences import IntArray
from training.models.sequence_batches import purchases
from training.models.sequence_training import (
    Epoch,
    FittedNetwork,
    SequenceSettings,
    fit_sequence_network,
)
from training.signals.followed import followed_weights
from training.signals.settings import SignalSettings

BATCH = SignalSettings()
"""The batch's defaults: what is measured is what is served."""

FACTOR_ALPHA = BATCH.factor_alpha * INTERACTION_WEIGHTS[InteractionKind.PURCHASE]
"""Confidence of an interaction; all of these histories are of purchases."""

_SEED = 17

Rows = NDArray[np.float32]


def followed(histories: Sequence[IntArray], items: int) -> Recommender:
    """What followed the products of the history: the list of neighbours that is served."""
    weights = followed_weights(histories, items).astype(np.float32)
    return lambda asked: (user_matrix(asked, items, STEP_DECAY) @ weights).toarray()


def factors(histories: Sequence[IntArray], items: int) -> Recommender:
    """Implicit matrix factorisation (Hu, Koren & Volinsky 2008), the history folded in."""
    from implicit.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix
    from threadpoolctl import threadpool_limits

    taken = user_matrix(histories, items, 1.0)
    taken.data[:] = 1.0
    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(
            factors=BATCH.factors,
            regularization=BATCH.factor_regularization,
            alpha=FACTOR_ALPHA,
            iterations=BATCH.factor_rounds,
            random_state=_SEED,
        )
        model.fit(csr_matrix(taken.astype(np.float32)), show_progress=False)
    products = np.asarray(model.item_factors)

    def score(asked: Sequence[IntArray]) -> Scores:
        rows = csr_matrix(user_matrix(asked, items, FOLD_IN_DECAY).astype(np.float32))
        with threadpool_limits(1, "blas"):
            profiles = model.recalculate_user(np.arange(len(asked)), rows)
        return np.asarray(profiles @ products.T, dtype=np.float32)

    return score


def content(text: Rows) -> Recommender:
    """Texts like those of the history: a profile of them without what all texts share.

    Products keep their mean, so that any index of text vectors answers this.

    Args:
        text: Text vectors, ``[items, text dimension]``.
    """
    apart = text - text.mean(axis=0)

    def score(asked: Sequence[IntArray]) -> Scores:
        profiles = user_matrix(asked, len(text), STEP_DECAY) @ apart
        return np.asarray(profiles @ text.T, dtype=np.float32)

    return score


def fit_network(
    histories: Sequence[IntArray],
    text: Rows,
    settings: SequenceSettings,
    validation: Callable[[Recommender], float] | None,
    advance: Callable[[Epoch], None],
) -> Recommender:
    """The recommender network, the best epoch by `validation`."""

    def quality(fitted: FittedNetwork) -> float:
        return -1.0 if validation is None else validation(network_scores(fitted, text))

    fitted = fit_sequence_network(
        [purchases(history) for history in histories],
        text,
        settings,
        validation=None if validation is None else quality,
        advance=advance,
    )
    return network_scores(fitted, text)


def network_scores(fitted: FittedNetwork, text: Rows) -> Recommender:
    """Inner products of profiles with products."""

    def score(asked: Sequence[IntArray]) -> Scores:
        profiles = fitted.profiles([purchases(history) for history in asked], text)
        return profiles @ fitted.learned.T

    return score
