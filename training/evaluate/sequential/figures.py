"""How well recommenders guess: all of them over the same shoppers, scores computed once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from training.evaluate.neighbours import NOTHING, Recommender, Scores, best_items, top_items
from training.evaluate.sequences import IntArray
from training.evaluate.sequential.blend import BLEND, best_of, blend, without_histories
from training.evaluate.sequential.protocol import Task

SHOWN = 10
KEPT = 2
"""Of `SHOWN` places, those that served pages keep for new products."""

NEWCOMERS = "blend, two places in ten for new products"
_AT_ONCE = 500
_CHECKED = 4_000
"""Shoppers that the epochs of a fit are compared on, about: evenly through the file, for the first
ones of a file may be unlike the others."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How well one recommender guesses.

    Attributes:
        hits: Share of the shoppers whose product is among the first ten.
        ndcg: At 10; ``1 / log2(place + 1)`` of the product.
        coverage: Share of all products that anybody is shown.
        hidden: Share of hits where the product is one that nothing was fitted on, None without.
    """

    hits: float
    ndcg: float
    coverage: float
    hidden: float | None


def figures_of(task: Task, top: IntArray) -> Figures:
    """Figures of lists ``[shoppers, SHOWN]``, best first; `NOTHING` where there are fewer."""
    found = top == task.targets[:, None]
    discounts = 1 / np.log2(np.arange(2, top.shape[1] + 2))
    hidden = task.hidden[task.targets]
    return Figures(
        hits=float(found.any(axis=1).mean()),
        ndcg=float((found @ discounts).mean()),
        coverage=len(np.unique(top[top >= 0])) / task.items,
        hidden=float(found[hidden].any(axis=1).mean()) if hidden.any() else None,
    )


def measure_all(
    task: Task, signals: Mapping[str, Recommender], advance: Callable[[int], None]
) -> dict[str, Figures]:
    """Figures of each signal, of the blend, and of the blend without each of its parts."""
    tops: dict[str, list[IntArray]] = {}
    unknown = np.setdiff1d(np.arange(task.items), np.concatenate(task.fitted))
    for start in range(0, len(task.asked), _AT_ONCE):
        asked = task.asked[start : start + _AT_ONCE]
        values = {name: signal(asked) for name, signal in signals.items()}
        for name, top in _ways(values, asked, unknown):
            tops.setdefault(name, []).append(top)
        advance(len(asked))
    return {name: figures_of(task, np.concatenate(parts)) for name, parts in tops.items()}


def checked_ndcg(task: Task) -> Callable[[Recommender], float]:
    """nDCG@10 of a recommender on the products that choose among fits."""
    every = max(1, len(task.checked[0]) // _CHECKED)
    histories, targets = task.checked[0][::every], task.checked[1][::every]
    discounts = 1 / np.log2(np.arange(2, SHOWN + 2))

    def ndcg(recommender: Recommender) -> float:
        top = top_items(recommender, histories, SHOWN)
        return float(((top == targets[:, None]) @ discounts).mean())

    return ndcg


def _ways(
    values: Mapping[str, Scores], asked: Sequence[IntArray], unknown: IntArray
) -> Iterator[tuple[str, IntArray]]:
    """The first `SHOWN` products of each way to rank, by its name.

    Args:
        values: Of each signal.
        asked: The histories.
        unknown: Products that nothing was fitted on, which served pages keep places for: the
            nearest by text.
    """
    for name, found in values.items():
        yield name, best_items(without_histories(found, asked), SHOWN)
    best = {name: best_of(values[name], asked) for name in BLEND if name in values}
    for name in BLEND:
        others = {part: values[part] for part in best if part != name}
        if others:
            yield f"blend without {name}", _first(*blend(others, best))
    top = _first(*blend(values, best))
    yield "blend", top
    if "content" in values and len(unknown):
        near = without_histories(values["content"], asked)[:, unknown]
        yield NEWCOMERS, with_newcomers(top, unknown[np.argsort(-near, axis=1)])


def with_newcomers(top: IntArray, nearest: IntArray) -> IntArray:
    """Lists whose last places go to the nearest newcomers where fewer than `KEPT` stand on them.

    Args:
        top: Lists, best first, ``[shoppers, places]``.
        nearest: All newcomers, the nearest first, ``[shoppers, newcomers]``.
    """
    changed = []
    for row, near in zip(top, nearest, strict=True):
        standing = row[np.isin(row, near)]
        added = near[~np.isin(near, standing)][: max(0, KEPT - len(standing))]
        others = row[~np.isin(row, standing)]
        leaving = others[len(others) - len(added) :]
        changed.append(np.concatenate([row[~np.isin(row, leaving)], added]))
    return np.stack(changed)


def _first(candidates: IntArray, scores: Scores) -> IntArray:
    at = best_items(scores, SHOWN)
    first = np.take_along_axis(candidates, np.maximum(at, 0), axis=1)
    return np.where(at == NOTHING, NOTHING, first)
