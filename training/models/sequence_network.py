"""The recommender model: a small causal Transformer over a history, in the space of products.

A product is ``r_j = P t_j + e_j``: its text vector, projected, and what was learned of it. A
product that was never seen in training is ``P t_j``. The network reads a history of them and gives
a profile ``q``; ``q . r_j`` is the score of a product, and ``(P^T q) . t_j`` that of one known by
its text alone.

Kang & McAuley 2018, *Self-attentive sequential recommendation* (https://arxiv.org/abs/1808.09781),
with text beside ids as Hou et al. 2022 (UniSRec, https://arxiv.org/abs/2206.05941), and biases by
distance instead of position embeddings (Raffel et al. 2020, T5): a history may have any length.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

ACTIONS = 6
"""Kinds of interaction, in the order of `InteractionKind`."""


@dataclass(frozen=True, slots=True)
class SequenceConfig:
    """Sizes of a network.

    Attributes:
        text_dimension: Length of a text vector.
        dimension: Length of a learned vector and of a profile.
        layers: Transformer blocks.
        heads: Attention heads of a block; they divide `dimension`.
        reach: Distances between two steps that are told apart; farther ones count as this far.
        dropout: Of attention, of what blocks add, and of what they read.
    """

    text_dimension: int = 384
    dimension: int = 128
    layers: int = 1
    heads: int = 2
    reach: int = 50
    dropout: float = 0.4


class HistoryBatch(NamedTuple):
    """Histories, oldest step first, filled up at the end; ``[b, n, …]`` or ``[b, n]``.

    Attributes:
        text: Text vectors of the products, ``[b, n, text_dimension]``.
        learned: Rows ``r_j``, ``[b, n, dimension]``; anything where `is_known` is false.
        is_known: Whether the product has a learned row; by its text alone otherwise.
        actions: Place of the kind of interaction in `InteractionKind`, int64.
        ages_days: How long ago, 0 or more.
        log_prices: Natural logarithm of the price; NaN where there is none.
        is_step: False where a history is filled up.
    """

    text: Tensor
    learned: Tensor
    is_known: Tensor
    actions: Tensor
    ages_days: Tensor
    log_prices: Tensor
    is_step: Tensor


class SequenceNetwork(nn.Module):
    """Histories to profiles.

    Actions, ages and prices are added to what a step says; the additions are zero at first, and
    stay so for data that has none (`rest`).

    Args:
        config: Its sizes.
        text_mean: Mean text vector ``[text_dimension]``, taken off what is read: text vectors of
            e5 share most of their length. What products are compared by keeps it, where it changes
            no order.
        text_scale: What text vectors are multiplied by; the inverse of their usual length without
            the mean lets the projection learn as fast as the rest.
    """

    text_mean: Tensor
    text_scale: Tensor

    def __init__(
        self, config: SequenceConfig, text_mean: Tensor | None = None, text_scale: float = 1.0
    ) -> None:
        super().__init__()
        self.config = config
        width = config.dimension
        mean = torch.zeros(config.text_dimension) if text_mean is None else text_mean
        self.register_buffer("text_mean", mean)
        self.register_buffer("text_scale", torch.tensor(text_scale))
        self.projection = nn.Linear(config.text_dimension, width, bias=False)
        nn.init.normal_(self.projection.weight, std=0.02)
        self.action = nn.Embedding(ACTIONS, width)
        self.age = nn.Linear(1, width, bias=False)
        self.price = nn.Linear(2, width, bias=False)
        for addition in (self.action, self.age, self.price):
            nn.init.zeros_(addition.weight)
        self.read = nn.Sequential(nn.LayerNorm(width), nn.Dropout(config.dropout))
        self.blocks = nn.ModuleList(_Block(config) for _ in range(config.layers))
        self.norm = nn.LayerNorm(width)

    def rest(self, *, actions: bool = False, ages: bool = False, prices: bool = False) -> None:
        """Leave the additions that are named untrained: the data has none, or but one."""
        for addition, rests in ((self.action, actions), (self.age, ages), (self.price, prices)):
            addition.requires_grad_(not rests)

    def project(self, text: Tensor) -> Tensor:
        """Text vectors ``[…, text_dimension]`` as products that nothing was learned of."""
        projected: Tensor = self.projection(text * self.text_scale)
        return projected

    def forward(self, batch: HistoryBatch) -> Tensor:
        """The profile after each step, ``[b, n, dimension]``; it knows no later step."""
        states, bias = self._read_steps(batch), _causal(batch.is_step)
        for block in self.blocks:
            states = block(states, bias)
        profiles: Tensor = self.norm(states)
        return profiles

    def profile(self, batch: HistoryBatch) -> tuple[Tensor, Tensor]:
        """``profile [b, dimension]`` after the last step, ``text_profile [b, text_dimension]``.

        The last block is asked for that step alone, which is most of the work of a small network.
        """
        last = batch.is_step.long().sum(dim=1) - 1
        states, bias = self._read_steps(batch), _causal(batch.is_step)
        *before, final = self.blocks
        for block in before:
            states = block(states, bias)
        profile = self.norm(final.at(states, bias, last))[:, 0]
        return profile, profile @ self.projection.weight * self.text_scale

    def _read_steps(self, batch: HistoryBatch) -> Tensor:
        rows = torch.where(batch.is_known[..., None], batch.learned, self.project(batch.text))
        middle = self.project(self.text_mean)
        states: Tensor = self.read(rows - middle + self._additions(batch))
        return states

    def _additions(self, batch: HistoryBatch) -> Tensor:
        has_price = ~torch.isnan(batch.log_prices)
        price = torch.where(has_price, batch.log_prices, torch.zeros_like(batch.log_prices))
        prices = torch.stack([price, has_price.to(price.dtype)], dim=-1)
        ages = torch.log1p(batch.ages_days.clamp_min(0))[..., None]
        additions: Tensor = self.action(batch.actions) + self.age(ages) + self.price(prices)
        return additions


class _Block(nn.Module):
    """Attention and two linear layers, each after a norm and beside what came in."""

    def __init__(self, config: SequenceConfig) -> None:
        super().__init__()
        width = config.dimension
        self.heads, self.reach = config.heads, config.reach
        self.before_attention, self.before_mlp = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )
        self.dropout = nn.Dropout(config.dropout)
        self.by_distance = nn.Parameter(torch.zeros(config.heads, config.reach))

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        """``[b, n, dimension]`` to the same; `bias` ``[b, 1, n, n]`` hides steps."""
        normed = self.before_attention(states)
        query, key, value = self._by_head(self.mix(normed), 3)
        places = torch.arange(states.shape[1], device=states.device)
        return self._added(states, self._attend(query, key, value, places[None], bias))

    def at(self, states: Tensor, bias: Tensor, step: Tensor) -> Tensor:
        """What `forward` gives at one step ``[b]`` of each history, ``[b, 1, dimension]``."""
        normed, width = self.before_attention(states), states.shape[-1]
        weight, offset = self.mix.weight, self.mix.bias
        asking = functional.linear(_row_at(normed, step), weight[:width], offset[:width])
        (query,) = self._by_head(asking, 1)
        answers = functional.linear(normed, weight[width:], offset[width:])
        key, value = self._by_head(answers, 2)
        visible = _row_at(bias[:, 0], step)[:, None]
        found = self._attend(query, key, value, step[:, None], visible)
        return self._added(_row_at(states, step), found)

    def _attend(
        self, query: Tensor, key: Tensor, value: Tensor, places: Tensor, bias: Tensor
    ) -> Tensor:
        """What steps at `places` ``[b or 1, q]`` see in all, ``[b, q, dimension]``."""
        batch, _, asking, part = query.shape
        scores = query @ key.transpose(-1, -2) / part**0.5
        others = torch.arange(key.shape[2], device=key.device)
        distance = (places[..., None] - others).clamp(0, self.reach - 1)
        by_distance = self.by_distance[:, distance].transpose(0, 1)
        weights = (scores.float() + by_distance + bias).softmax(dim=-1)
        found = self.dropout(weights).to(value.dtype) @ value
        attended: Tensor = self.out(found.transpose(1, 2).reshape(batch, asking, -1))
        return attended

    def _by_head(self, mixed: Tensor, parts: int) -> tuple[Tensor, ...]:
        """``[b, n, parts * dimension]`` as so many ``[b, heads, n, dimension / heads]``."""
        batch, steps, width = mixed.shape
        part = width // parts // self.heads
        return mixed.view(batch, steps, parts, self.heads, part).permute(2, 0, 3, 1, 4).unbind(0)

    def _added(self, states: Tensor, attended: Tensor) -> Tensor:
        states = states + self.dropout(attended)
        added: Tensor = self.dropout(self.mlp(self.before_mlp(states)))
        return states + added


def _row_at(rows: Tensor, place: Tensor) -> Tensor:
    """One row ``[b, 1, width]`` of each of ``[b, n, width]``."""
    at = place[:, None, None].expand(-1, 1, rows.shape[-1])
    return rows.gather(1, at)


def _causal(is_step: Tensor) -> Tensor:
    """``[b, 1, n, n]``: 0 where a step (row) may look, very low where not; each sees itself."""
    steps = is_step.shape[1]
    places = torch.arange(steps, device=is_step.device)
    earlier = places[None, :] < places[:, None]
    allowed = (earlier[None] & is_step[:, None, :]) | (places[None, :] == places[:, None])[None]
    return torch.where(allowed, 0.0, -1e9)[:, None]
