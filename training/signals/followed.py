"""What follows a product in histories: weights between products, made by SQL."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.signals.database import SignalDatabase, open_database
from training.signals.settings import FollowedSettings

if TYPE_CHECKING:
    from scipy.sparse import csr_array

IntArray = NDArray[np.int64]


def followed_weights(
    histories: Sequence[IntArray],
    products: int,
    settings: FollowedSettings = FollowedSettings(),  # noqa: B008 frozen
    *,
    threads: int = 2,
) -> "csr_array":
    """What followed what, sparse ``[products, products]``: from a product to what it speaks for.

    For products ``d <= reach`` steps apart in a history, ``step_weight ** d`` from the earlier to
    the later one and ``backward_weight`` of it back, divided by ``(steps_i * steps_j) **
    popularity_power``; the best of each row are kept, the lower number where two tie, and nothing
    speaks for itself. Weights are exact to a billionth of a pair.

    Args:
        histories: Numbers of products, oldest first; each is a step.
        products: How many there are.
        settings: `half_life_days` does not apply: these histories have no dates.
        threads: Of the database.
    """
    from scipy.sparse import coo_array

    with open_database(threads=threads) as database:
        database.put("steps", _steps(histories))
        make_followed(database, settings)
        found = database.read("SELECT product, other, weight FROM followed")
    at = (found["product"], found["other"])
    return coo_array((found["weight"], at), shape=(products, products)).tocsr()


def make_followed(database: SignalDatabase, settings: FollowedSettings) -> None:
    """Make ``followed`` (product, other, weight, place) and ``product_steps`` out of ``steps``."""
    database.make("pairs", reach=settings.reach, step_weight=settings.step_weight)
    database.make("product_steps", popularity_power=settings.popularity_power)
    database.make("followed", backward_weight=settings.backward_weight, best=settings.best)
    database.drop("pairs")


def _steps(histories: Sequence[IntArray]) -> dict[str, NDArray[np.generic]]:
    lengths = np.array([len(history) for history in histories], dtype=np.int64)
    total = int(lengths.sum())
    ends = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return {
        "shopper": np.repeat(np.arange(len(histories)), lengths),
        "step": np.arange(total) - ends + 1,
        "product": np.concatenate([*histories, np.array([], dtype=np.int64)]),
        "strength": np.ones(total),
    }
