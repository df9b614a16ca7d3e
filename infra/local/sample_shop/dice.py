"""Chance that is the same on every machine and in every Python version."""

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Random choices that depend on `names` alone, so no part of the shop moves another.

    Only `random.Random.random` is promised to stay the same between Python versions; everything
    here is made of it, without functions such as exp whose last digit differs between machines.
    """

    def __init__(self, *names: object) -> None:
        self._random = random.Random("/".join(map(str, names)))  # noqa: S311 - a sample, no secret

    def share(self) -> float:
        """A number from 0 to below 1."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.share() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.share() * (high - low + 1))

    def wobble(self) -> float:
        """A number between -1 and 1, most often near 0 (the mean of three)."""
        return (self.share() + self.share() + self.share()) / 1.5 - 1

    def choose(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[int(self.share() * len(options))]

    def choose_some(self, options: Sequence[T], count: int) -> list[T]:
        """Up to `count` different options, in their own order."""
        left = list(range(len(options)))
        while len(left) > count:
            left.pop(int(self.share() * len(left)))
        return [options[position] for position in left]

    def choose_weighted(self, options: Sequence[T], weights: Sequence[float]) -> T:
        """One of the options, each as likely as its weight says."""
        sums = list(accumulate(weights))
        point = self.share() * sums[-1]
        return next(option for option, end in zip(options, sums, strict=True) if point < end)
