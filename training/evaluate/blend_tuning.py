"""A shop's own weights of the blend, fitted on what its shoppers took next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from shopguide.domain.recommending import DEFAULT_WEIGHTS, BlendWeights, Signal
from training.evaluate.intervals import Estimate
from training.evaluate.sequences import IntArray, Sequences
from training.evaluate.served import ServedShop
from training.evaluate.weight_tuning import Tuned, TuningRows, tune

TUNING = ("tuning-default-ndcg@10", "tuning-ndcg@10", "tuning-lead")
"""Figures of a tuning: the defaults', the fitted weights' on shoppers they were not fitted on, and
their difference."""

_SIGNALS = tuple(Signal)


@dataclass(frozen=True, slots=True, eq=False)
class TunedBlend:
    """What tuning found.

    Attributes:
        tuned: The fit.
        weights: Its weights, where they are better than the defaults beyond chance; None otherwise.
    """

    tuned: Tuned
    weights: BlendWeights | None

    def figures(self) -> Mapping[str, Estimate]:
        """By the names of `TUNING`."""
        each = (self.tuned.before, self.tuned.after, self.tuned.lead)
        return dict(zip(TUNING, each, strict=True))

    def told(self) -> str:
        """What is served from now on, in a sentence."""
        found = ", ".join(
            f"{signal} {weight:.2f}"
            for signal, weight in zip(_SIGNALS, self.tuned.weights.tolist(), strict=True)
            if weight
        )
        if self.weights is None:
            return f"Tuning found {found}: no better than the defaults beyond chance, which stay."
        return f"Tuned weights, measured here: {found}."


def tune_blend(shop: ServedShop, known: Sequences, rows: IntArray) -> TunedBlend:
    """Fit weights to the last but one product of some users, which the shop must not know yet.

    Args:
        shop: Knows what came before.
        known: The histories.
        rows: Numbers of the users.
    """
    signals, starts, targets = [], [], []
    count = 0
    for row in shop.progress.track(rows.tolist(), description="Reading candidates"):
        table = shop.candidates(known.users[row])
        if not table.product_ids:
            continue
        target = known.items[known.histories[row][-2]]
        starts.append(count)
        places = {product_id: place for place, product_id in enumerate(table.product_ids)}
        targets.append(count + places[target] if target in places else -1)
        signals.append(table.signals.astype(np.float64))
        count += len(table.product_ids)
    begin = np.array([DEFAULT_WEIGHTS.weights.get(each, 0.0) for each in _SIGNALS])
    tuned = tune(TuningRows(np.concatenate(signals), np.array(starts), np.array(targets)), begin)
    better = tuned.lead.low is not None and tuned.lead.low > 0
    return TunedBlend(tuned, _weights(tuned) if better else None)


def _weights(tuned: Tuned) -> BlendWeights:
    found = dict(zip(_SIGNALS, tuned.weights.round(4).tolist(), strict=True))
    source = f"tuned {datetime.now(UTC):%Y-%m-%d}"
    return BlendWeights(found, DEFAULT_WEIGHTS.clicks, source)
