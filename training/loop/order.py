"""Which examples each step sees, and where its randomness comes from: functions of seed and place.

Nothing here remembers what happened before. So a run that was killed and resumed sees the very
examples, masks and dropout that it would have seen, and no state of a random generator needs saving
(the idea of `jax.random.fold_in`).
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

T = TypeVar("T")
U = TypeVar("U")


class StepOrder(Generic[T]):
    """All examples of a run in the order in which it takes them, each with its place.

    An epoch is a permutation of the examples of which so many are taken as fill whole steps; the
    next epoch permutes all of them again. So no step sees an example twice, which in a contrastive
    batch would make an example its own negative, unless there are fewer examples than a step takes.

    Args:
        examples: Of the objective.
        per_step: Examples that all processes take together in one optimizer step.
        steps: Of the run.
        seed: Of the permutations.
    """

    def __init__(self, examples: Sequence[T], *, per_step: int, steps: int, seed: int) -> None:
        self.examples = examples
        self.seed = seed
        self.length = per_step * steps
        count = len(examples)
        self.per_epoch = count - count % per_step if count >= per_step else count
        self._epoch = -1
        self._permutation: NDArray[np.int64] = np.empty(0, np.int64)

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, place: int) -> tuple[int, T]:
        epoch, offset = divmod(place, self.per_epoch)
        if epoch != self._epoch:
            generator = np.random.default_rng([self.seed, epoch])
            self._permutation = generator.permutation(len(self.examples))
            self._epoch = epoch
        return place, self.examples[int(self._permutation[offset])]


class SeededCollate(Generic[T, U]):
    """Collates a batch of `StepOrder` under randomness that its first place decides.

    Batches are fetched ahead of the step that they belong to, so whatever random state the process
    is in at that moment must not count.

    Args:
        collate: Of the objective; may draw from `random`, `numpy.random` and `torch`.
        seed: Of the run.
    """

    def __init__(self, collate: Callable[[list[T]], U], *, seed: int) -> None:
        self.collate = collate
        self.seed = seed

    def __call__(self, placed: list[tuple[int, T]]) -> U:
        """Collate examples with their places."""
        with _seeded(fold(self.seed, placed[0][0])):
            return self.collate([example for _, example in placed])


def fold(*numbers: int) -> int:
    """One seed of 32 bits that stands for these non-negative numbers in this order."""
    return int(np.random.SeedSequence(numbers).generate_state(1)[0])


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Seed the generators of the processor; leave them afterwards as they were."""
    state, numpy_state = random.getstate(), np.random.get_state()
    torch_state = torch.get_rng_state()
    random.seed(seed)
    np.random.seed(seed)
    torch.default_generator.manual_seed(seed)
    try:
        yield
    finally:
        random.setstate(state)
        np.random.set_state(numpy_state)
        torch.set_rng_state(torch_state)
