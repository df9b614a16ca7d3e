"""Fits all recommenders of a run, one after another, and says how long each took."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from training.evaluate.neighbours import Recommender, most_popular
from training.evaluate.sequential.figures import checked_ndcg
from training.evaluate.sequential.parts import content, factors, fit_network, followed
from training.evaluate.sequential.protocol import Protocol, Task
from training.models.sequence_training import Epoch, SequenceSettings

BASELINES: Mapping[str, str] = {
    "popularity": "popularity",
    "factors": "implicit ALS",
    "sasrec": "SASRec, ids alone, sampled softmax",
    "followed": "directed item kNN, 200 neighbours",
    "content": "texts like those of the history",
    "sequence": "the network",
}
"""What each recommender of a run is."""

Rows = NDArray[np.float32]


def fit_all(
    task: Task,
    text: Rows,
    settings: SequenceSettings,
    protocol: Protocol,
    *,
    baselines: bool,
    advance: Callable[[str, Epoch | None], None],
) -> tuple[dict[str, Recommender], dict[str, float]]:
    """Recommenders by their names in `BASELINES`, and the seconds that each took to fit.

    Args:
        task: What they are fitted on.
        text: Text vectors of all products, ``[items, dimension]``.
        settings: Of the network; SASRec has the same without text and with the next product alone.
        protocol: Refitted networks have seen what their epochs would be compared on: the last is
            kept.
        baselines: Fit SASRec too, which takes as long as the network.
        advance: Told what is being fitted, and after each epoch of a network.
    """
    compared = checked_ndcg(task) if protocol == "strict" else None
    alone = replace(settings, horizon=1, id_dropout=0.0)
    nothing = np.zeros_like(text)

    def network(name: str, vectors: Rows, how: SequenceSettings) -> Recommender:
        said = lambda epoch: advance(name, epoch)  # noqa: E731
        return fit_network(task.fitted, vectors, how, compared, said)

    makers: dict[str, Callable[[], Recommender]] = {
        "popularity": lambda: most_popular(task.fitted, task.items),
        "factors": lambda: factors(task.fitted, task.items),
        "followed": lambda: followed(task.fitted, task.items),
        "content": lambda: content(text),
        "sequence": lambda: network("sequence", text, settings),
    }
    if baselines:
        makers["sasrec"] = lambda: network("sasrec", nothing, alone)
    fitted, seconds = {}, {}
    for name, make in makers.items():
        advance(name, None)
        began = time.perf_counter()
        fitted[name] = make()
        seconds[name] = time.perf_counter() - began
    return fitted, seconds
