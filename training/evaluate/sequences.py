"""Histories of shoppers for leave-one-out evaluation.

The format is that of S3-Rec (Zhou et al. 2020, https://arxiv.org/abs/2008.07873): one user a line,
the user and then the items in time order, separated by spaces.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.evaluate.errors import EvaluationInputError
from training.evaluate.records import read_text

SHORTEST = 3
"""Items of a user that can be tested: one to know, one to validate on, one to guess."""

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Sequences:
    """What each user interacted with, in time order, as numbers of `items`.

    Attributes:
        users: User names.
        items: Item names.
        histories: Items of each user; every one has at least `SHORTEST`.
        too_short: Users that were left out.
    """

    users: Sequence[str]
    items: Sequence[str]
    histories: Sequence[IntArray]
    too_short: int

    @property
    def interactions(self) -> int:
        """Interactions of the users that are tested."""
        return sum(len(history) for history in self.histories)

    @cached_property
    def targets(self) -> IntArray:
        """The item to guess for each user: the last."""
        return np.array([history[-1] for history in self.histories])

    @cached_property
    def repeats(self) -> int:
        """Users whose last item is in their history already."""
        return sum(history[-1] in history[:-1] for history in self.histories)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each item."""
        return {name: number for number, name in enumerate(self.items)}

    @cached_property
    def counts(self) -> IntArray:
        """Interactions of each item that a shop knows at the moment of the test, ``[items]``."""
        return np.bincount(np.concatenate(self.known()), minlength=len(self.items))

    def known(self) -> list[IntArray]:
        """What a shop knows at the moment of the test: all but the last item."""
        return [history[:-1] for history in self.histories]

    def training(self) -> list[IntArray]:
        """What the strict protocol fits on: all but the last two items."""
        return [history[:-2] for history in self.histories]


def read_sequences(path: Path) -> Sequences:
    """Read histories.

    Raises:
        EvaluationInputError: the file is missing, empty or damaged, names a user twice, or no user
            has enough items.
    """
    numbers: dict[str, int] = {}
    histories: dict[str, IntArray] = {}
    too_short = 0
    for line, text in enumerate(read_text(path).split("\n"), start=1):
        user, *names = text.split() or [""]
        if not user:
            continue
        if user in histories:
            raise EvaluationInputError(
                f"{path.name}, line {line}: user {user[:80]!r} was there before.",
                fix="Write all items of a user on one line: user item item …, oldest first.",
            )
        items = [numbers.setdefault(name, len(numbers)) for name in names]
        if len(items) < SHORTEST:
            too_short += 1
            continue
        histories[user] = np.array(items)
    if not histories:
        raise EvaluationInputError(
            f"No user of {path.name} has {SHORTEST} items.",
            fix="Write one user a line: user item item item …, separated by spaces, oldest first.",
        )
    return Sequences(list(histories), list(numbers), list(histories.values()), too_short)
