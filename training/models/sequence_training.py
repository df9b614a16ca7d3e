"""Fits one recommender network: sampled softmax over the next products of each step.

The candidates of a batch are the targets in it and products drawn evenly (Klenitskiy & Vasilev
2023, *Turning dross into gold loss*, https://arxiv.org/abs/2309.07602, for why not one negative).
What was learned of a product is left out at random, so that its text alone stays worth something:
that is all a new product has (id dropout, after Volkovs et al. 2017, *DropoutNet*).
"""

import copy
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.models.sequence_batches import (
    PaddedSteps,
    Steps,
    next_items,
    pad_steps,
    shuffled_batches,
)
from training.models.sequence_network import HistoryBatch, SequenceConfig, SequenceNetwork

Rows = NDArray[np.float32]

_LOWEST_RATE = 0.1
"""Share of the highest learning rate that the last step has."""

_FIRST_DEVIATION = 0.02
"""Standard deviation of what is learned of a product, before anything is."""

_LONGEST_GRADIENT = 1.0
_PROFILES_AT_ONCE = 512


@dataclass(frozen=True, kw_only=True)
class SequenceSettings:
    """How a network is fitted; the defaults were chosen on the validation items of two public sets.

    Attributes:
        dimension: Of learned vectors and profiles.
        layers: Transformer blocks.
        heads: Attention heads.
        dropout: Inside the network.
        longest: Steps of a history that are read, the latest.
        epochs: Times each history is seen.
        batch_size: Histories of a step of the optimiser.
        negatives: Products drawn for a batch, beside the targets in it.
        horizon: Next products that are targets of a step.
        decay: What each further target counts, relative to the nearer one.
        id_dropout: Share of the products of a batch that are known by their text alone.
        learning_rate: Highest.
        weight_decay: Of AdamW, on matrices but not on what is learned of products.
        bfloat16: Matrix products in bfloat16.
        seed: Of everything random.
    """

    dimension: int = 256
    layers: int = 1
    heads: int = 2
    dropout: float = 0.5
    longest: int = 50
    epochs: int = 18
    batch_size: int = 256
    negatives: int = 1024
    horizon: int = 8
    decay: float = 0.4
    id_dropout: float = 0.1
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    bfloat16: bool = True
    seed: int = 17


@dataclass(frozen=True, slots=True)
class Epoch:
    """How far a fit is: epochs done, the last one's loss, how good it made the network if asked."""

    number: int
    loss: float
    quality: float | None


@dataclass(frozen=True, slots=True, eq=False)
class FittedNetwork:
    """A network and the products as it knows them.

    Attributes:
        network: In evaluation mode.
        learned: Rows ``r_j [items, dimension]``; ``P t_j`` where nothing was learned.
        is_known: Whether something was learned, ``[items]``.
        epochs: What was seen on the way.
    """

    network: SequenceNetwork
    learned: Rows
    is_known: NDArray[np.bool_]
    epochs: Sequence[Epoch]

    def profiles(self, histories: Sequence[Steps], text: Rows, longest: int = 50) -> Rows:
        """Profiles ``[histories, dimension]``; inner products with `learned` are scores."""
        order = sorted(range(len(histories)), key=lambda row: len(histories[row]))
        found = np.zeros((len(histories), self.learned.shape[1]), np.float32)
        texts, rows = torch.from_numpy(text), torch.from_numpy(self.learned)
        known = torch.from_numpy(self.is_known)
        for start in range(0, len(order), _PROFILES_AT_ONCE):
            some = order[start : start + _PROFILES_AT_ONCE]
            padded = pad_steps([histories[row][-longest:] for row in some])
            batch = as_read(padded, texts[padded.items], rows[padded.items], known[padded.items])
            with torch.inference_mode():
                found[some] = self.network.profile(batch)[0].numpy()
        return found


def fit_sequence_network(
    histories: Sequence[Steps],
    text: Rows,
    settings: SequenceSettings,
    *,
    validation: Callable[[FittedNetwork], float] | None = None,
    advance: Callable[[Epoch], None] = lambda _: None,
) -> FittedNetwork:
    """Fit a network to histories; the same seed on the same machine gives the same network.

    Args:
        histories: What to learn from; those of one step teach nothing. One must have two.
        text: Text vectors of all products, ``[items, text dimension]``.
        settings: How.
        validation: How good a network is; the best epoch is kept by it, otherwise the last one.
        advance: Told after each epoch.
    """
    torch.manual_seed(settings.seed)
    chance = np.random.default_rng(settings.seed)
    fit = _Fit(histories, torch.from_numpy(text), settings)
    best, kept = -math.inf, None
    for number in range(1, settings.epochs + 1):
        loss = fit.epoch(chance)
        quality = None if validation is None else validation(fit.fitted())
        fit.epochs.append(Epoch(number, loss, quality))
        advance(fit.epochs[-1])
        if quality is not None and quality > best:
            best, kept = quality, copy.deepcopy(fit.fitted())
    return kept or fit.fitted()


class _Fit:
    """A network on its way, with what is learned of products and the optimiser."""

    def __init__(
        self, histories: Sequence[Steps], text: Tensor, settings: SequenceSettings
    ) -> None:
        self.settings, self.text = settings, text
        cut = [history[-settings.longest - 1 :] for history in histories]
        self.histories = [history for history in cut if len(history) > 1]
        seen = np.unique(np.concatenate([history.items for history in histories]))
        self.seen = torch.from_numpy(seen)
        self.network = _network(text, self.histories, settings)
        self.extra = nn.Parameter(torch.randn(len(text), settings.dimension) * _FIRST_DEVIATION)
        self.optimizer = _optimizer(self.network, self.extra, settings)
        steps = math.ceil(len(self.histories) / settings.batch_size)
        self.rates = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: _rate(step, steps, steps * settings.epochs)
        )
        self.epochs: list[Epoch] = []

    def epoch(self, chance: np.random.Generator) -> float:
        """See every history once; the mean loss."""
        self.network.train()
        losses = []
        for histories in shuffled_batches(self.histories, self.settings.batch_size, chance):
            loss = self._loss(pad_steps(histories))
            self.optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([*self.network.parameters(), self.extra], _LONGEST_GRADIENT)
            self.optimizer.step()
            self.rates.step()
            losses.append(loss.item())
        return float(np.mean(losses))

    def fitted(self) -> FittedNetwork:
        """The network as it is now."""
        self.network.eval()
        known = torch.zeros(len(self.text), dtype=torch.bool)
        known[self.seen] = True
        with torch.inference_mode():
            rows = self.network.project(self.text) + self.extra * known[:, None]
        return FittedNetwork(self.network, rows.numpy(), known.numpy(), list(self.epochs))

    def _loss(self, batch: PaddedSteps) -> Tensor:
        """Cross-entropy of the next products among those of the batch and some drawn ones."""
        wanted = self.settings
        drawn = self.seen[torch.randint(len(self.seen), (wanted.negatives,))]
        both = torch.cat([batch.items.flatten(), drawn])
        products, places = torch.unique(both, return_inverse=True)
        within = places[: batch.items.numel()].view_as(batch.items)
        asked, targets, weights = next_items(
            within, batch.is_step, horizon=wanted.horizon, decay=wanted.decay
        )
        with torch.autocast("cpu", torch.bfloat16, enabled=wanted.bfloat16):
            rows = self._rows(products)
            read = as_read(batch, self.text[batch.items], rows[within], batch.is_step)
            scores = (self.network(read)[asked] @ rows.T).float()
        reached = (scores.gather(1, targets) * weights).sum(dim=1)
        loss: Tensor = (torch.logsumexp(scores, dim=1) - reached).mean()
        return loss

    def _rows(self, products: Tensor) -> Tensor:
        """``r_j [products, dimension]``, for a random share of them without what was learned."""
        kept = torch.rand(len(products), 1) >= self.settings.id_dropout
        rows: Tensor = self.network.project(self.text[products]) + self.extra[products] * kept
        return rows


def as_read(batch: PaddedSteps, text: Tensor, learned: Tensor, is_known: Tensor) -> HistoryBatch:
    """Padded histories with the vectors of their products."""
    return HistoryBatch(
        text,
        learned,
        is_known,
        batch.actions,
        batch.ages_days,
        batch.log_prices,
        batch.is_step,
    )


def _network(
    text: Tensor, histories: Sequence[Steps], settings: SequenceSettings
) -> SequenceNetwork:
    """A new network; what the histories do not tell apart is left at rest."""
    sizes = SequenceConfig(
        text_dimension=text.shape[1],
        dimension=settings.dimension,
        layers=settings.layers,
        heads=settings.heads,
        dropout=settings.dropout,
    )
    mean = text.mean(dim=0)
    length = float((text - mean).norm(dim=1).mean())
    network = SequenceNetwork(sizes, mean, 1 / length if length else 1.0)
    actions = np.concatenate([history.actions for history in histories])
    ages = np.concatenate([history.ages_days for history in histories])
    prices = np.concatenate([history.log_prices for history in histories])
    network.rest(
        actions=bool((actions == actions[0]).all()),
        ages=not ages.any(),
        prices=bool(np.isnan(prices).all()),
    )
    return network


def _optimizer(
    network: SequenceNetwork, extra: nn.Parameter, settings: SequenceSettings
) -> torch.optim.Optimizer:
    trained = [each for each in network.parameters() if each.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": [each for each in trained if each.ndim > 1]},
        {"params": [*(each for each in trained if each.ndim < 2), extra], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(
        groups, lr=settings.learning_rate, weight_decay=settings.weight_decay, betas=(0.9, 0.98)
    )


def _rate(step: int, epoch: int, steps: int) -> float:
    """Share of the highest learning rate: up over the first epoch, down along a cosine."""
    along = 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
    return min(1.0, (step + 1) / epoch) * (_LOWEST_RATE + (1 - _LOWEST_RATE) * along)
