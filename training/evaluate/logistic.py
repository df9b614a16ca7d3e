"""Logistic regression by Newton's method: small, exact, without dependencies."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LogisticModel:
    """``logit = inputs @ weights + bias``, on the inputs' own scales."""

    weights: Array
    bias: float

    def logits(self, inputs: Array) -> Array:
        """Logits ``[rows]`` of inputs ``[rows, columns]``."""
        return inputs @ self.weights + self.bias

    def probabilities(self, inputs: Array) -> Array:
        """Probabilities ``[rows]`` of inputs ``[rows, columns]``."""
        return sigmoid(self.logits(inputs))


def sigmoid(logits: Array) -> Array:
    """``1 / (1 + exp(-logits))``."""
    return 1 / (1 + np.exp(-np.clip(logits, -50, 50)))


def fit_logistic(
    inputs: Array, targets: Array, row_weights: Array, *, ridge: float = 1.0, steps: int = 50
) -> LogisticModel:
    """Fit on standardised inputs with an L2 penalty; the bias is not penalised.

    Args:
        inputs: ``[rows, columns]``.
        targets: 0 or 1 each, ``[rows]``.
        row_weights: How often each row counts, ``[rows]``.
        ridge: Strength of the penalty on standardised weights.
        steps: Newton steps.
    """
    mean, scale = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    design = np.column_stack([(inputs - mean) / scale, np.ones(len(inputs))])
    penalty = np.diag([ridge] * inputs.shape[1] + [1e-6])
    beta = np.zeros(design.shape[1])
    for _ in range(steps):
        probabilities = sigmoid(design @ beta)
        curvature = row_weights * probabilities * (1 - probabilities)
        hessian = (design * curvature[:, None]).T @ design + penalty
        gradient = design.T @ (row_weights * (targets - probabilities)) - penalty @ beta
        beta += np.linalg.solve(hessian, gradient)
    weights = beta[:-1] / scale
    return LogisticModel(weights, float(beta[-1] - mean @ weights))
