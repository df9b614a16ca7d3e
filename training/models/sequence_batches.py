"""Histories as the recommender model is trained on them: padded batches with what came next.

What comes next is not one product: on sparse data the order of a few steps is chance (many things
are bought on one day), so each of the next `horizon` products is a target, the nearer the more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

PURCHASE = 4
"""Place of a purchase in `InteractionKind`."""

_SORTED_TOGETHER = 20
"""Batches whose histories are sorted by length before they are cut: less padding."""

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A history, oldest step first, products by their numbers; each field is ``[steps]``.

    Attributes:
        items: Numbers of products.
        actions: Places of the kinds of interaction in `InteractionKind`.
        ages_days: How long ago each was at the time of the one after it.
        log_prices: Natural logarithms of the prices; NaN where there is none.
    """

    items: IntArray
    actions: IntArray
    ages_days: FloatArray
    log_prices: FloatArray

    def __len__(self) -> int:
        """How many steps there are."""
        return len(self.items)

    def __getitem__(self, part: slice) -> "Steps":
        """A part of the history."""
        return Steps(
            self.items[part], self.actions[part], self.ages_days[part], self.log_prices[part]
        )


def purchases(items: IntArray) -> Steps:
    """A history of which only the order is known."""
    count = len(items)
    ages = np.zeros(count, np.float32)
    return Steps(items, np.full(count, PURCHASE), ages, np.full(count, np.nan, np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class PaddedSteps:
    """Histories filled up at the end, ``[b, n]``; fields as in `Steps`."""

    items: Tensor
    actions: Tensor
    ages_days: Tensor
    log_prices: Tensor
    is_step: Tensor


def pad_steps(histories: Sequence[Steps]) -> PaddedSteps:
    """Histories of any lengths as one batch; filled up with product 0."""
    lengths = torch.tensor([len(history) for history in histories])
    longest = int(lengths.max())
    return PaddedSteps(
        _padded([history.items for history in histories], longest),
        _padded([history.actions for history in histories], longest),
        _padded([history.ages_days for history in histories], longest),
        _padded([history.log_prices for history in histories], longest),
        torch.arange(longest)[None] < lengths[:, None],
    )


def next_items(
    items: Tensor, is_step: Tensor, *, horizon: int, decay: float
) -> tuple[Tensor, Tensor, Tensor]:
    """What came after each step that something came after.

    Args:
        items: Products by any numbers, ``[b, n]``.
        is_step: False where a history is filled up, ``[b, n]``.
        horizon: How many of the next products are targets.
        decay: What each further one counts, relative to the one before it.

    Returns:
        Which steps those are ``[b, n]``, their targets ``[steps, horizon]`` and the weights of the
        targets, which sum to 1; 0 where a history ends before.
    """
    steps = items.shape[1]
    filled = torch.nn.functional.pad(torch.where(is_step, items, -1), (0, horizon), value=-1)
    after = torch.stack([filled[:, 1 + far : 1 + far + steps] for far in range(horizon)], dim=-1)
    asked = after[..., 0] >= 0
    targets = after[asked]
    weights = (targets >= 0) * decay ** torch.arange(horizon)
    return asked, targets.clamp_min(0), weights / weights.sum(dim=1, keepdim=True)


def shuffled_batches(
    histories: Sequence[Steps], size: int, chance: np.random.Generator
) -> Iterator[list[Steps]]:
    """All histories once, in batches of similar lengths, in an order drawn anew."""
    lengths = np.array([len(history) for history in histories])
    order = chance.permutation(len(histories))
    batches: list[IntArray] = []
    for start in range(0, len(order), size * _SORTED_TOGETHER):
        some = order[start : start + size * _SORTED_TOGETHER]
        some = some[np.argsort(lengths[some], kind="stable")]
        batches += [some[at : at + size] for at in range(0, len(some), size)]
    for place in chance.permutation(len(batches)):
        yield [histories[row] for row in batches[place]]


def _padded(rows: Sequence[NDArray[Any]], longest: int) -> Tensor:
    filled = np.zeros((len(rows), longest), dtype=rows[0].dtype)
    for place, row in enumerate(rows):
        filled[place, : len(row)] = row
    return torch.from_numpy(filled)
