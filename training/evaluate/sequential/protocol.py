"""What is fitted on, what is known when asked, and what is to be guessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from training.evaluate.sequences import IntArray, Sequences

Protocol = Literal["strict", "refit"]

_COLD_SEED = 99


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One question for each shopper.

    Attributes:
        items: How many products there are.
        fitted: Histories to fit on.
        checked: Histories and next products that choose among fits: never later than validation.
        asked: What is known of each shopper when asked.
        targets: The product to guess, ``[shoppers]``.
        hidden: Products that nothing was fitted on, ``[items]``.
    """

    items: int
    fitted: Sequence[IntArray]
    checked: tuple[Sequence[IntArray], IntArray]
    asked: Sequence[IntArray]
    targets: IntArray
    hidden: NDArray[np.bool_]


def make_task(
    sequences: Sequences, protocol: Protocol, *, test: bool, hidden_share: float = 0.0
) -> Task:
    """Leave-one-out: guess the last product (test), or the last but one (validation).

    Fitted on everything before the last two products of anybody; with ``refit``, on everything
    before the one to guess. At the test the validation product belongs to the history.

    Args:
        sequences: Whole histories.
        protocol: What may be fitted on.
        test: Guess the test products.
        hidden_share: Share of the products that is taken out of what is fitted on.
    """
    training, known = sequences.training(), sequences.known()
    validation = np.array([history[-2] for history in sequences.histories])
    hidden = np.random.default_rng(_COLD_SEED).random(len(sequences.items)) < hidden_share
    fitted = known if test and protocol == "refit" else training
    return Task(
        items=len(sequences.items),
        fitted=[kept for history in fitted if len(kept := history[~hidden[history]])],
        checked=(training, validation),
        asked=known if test else training,
        targets=sequences.targets if test else validation,
        hidden=hidden,
    )
