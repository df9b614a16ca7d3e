"""Which of a list is best: the conditional logit by Newton's method, small and exact.

McFadden 1974, *Conditional logit analysis of qualitative choice behavior*; in ranking, ListNet (Cao
et al. 2007) with linear scores. What is the same for all of a list can teach it nothing, so a
question that is easy or hard altogether does not bend the weights, as it does in
`training.evaluate.logistic`.
"""

import numpy as np
from numpy.typing import NDArray

from training.evaluate.logistic import Array

Lists = NDArray[np.int64]
"""The number of the list that each row belongs to, 0 … count - 1, ``[rows]``."""


def fit_listwise(
    inputs: Array, gains: Array, lists: Lists, *, ridge: float, steps: int = 50
) -> Array:
    """Weights ``[columns]`` on the inputs' own scales; only differences of scores mean anything.

    Args:
        inputs: ``[rows, columns]``.
        gains: How good each row is, 0 and above, ``[rows]``; a list without any does not count.
        lists: The list of each row.
        ridge: Strength of the penalty on standardised weights.
        steps: Newton steps.
    """
    mean, scale = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    design = (inputs - mean) / scale
    totals = np.bincount(lists, gains)
    counted = (totals > 0).astype(float)
    wanted = gains / np.maximum(totals, 1e-9)[lists]
    beta = np.zeros(design.shape[1])
    for _ in range(steps):
        shares = counted[lists] * softmax(design @ beta, lists)
        means = np.zeros((len(counted), len(beta)))
        np.add.at(means, lists, shares[:, None] * design)
        hessian = (design * shares[:, None]).T @ design - means.T @ means
        gradient = design.T @ (wanted - shares) - ridge * beta
        step = np.linalg.solve(hessian + ridge * np.eye(len(beta)), gradient)
        beta += step / max(1.0, float(np.abs(step).max()))  # far out, the curvature says too little
    weights: Array = beta / scale
    return weights


def softmax(scores: Array, lists: Lists) -> Array:
    """The softmax of each list, ``[rows]``."""
    highest = np.full(lists.max() + 1, -np.inf)
    np.maximum.at(highest, lists, scores)
    powers = np.exp(scores - highest[lists])
    shares: Array = powers / np.bincount(lists, powers)[lists]
    return shares
