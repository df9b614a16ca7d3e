"""The click model's network: how probable it is that a product is clicked where it is seen.

A product that is not looked at is not clicked, and the lower it stands, the fewer look: ``P(click)
= P(seen | place, scene) P(click | seen, features)``, the examination hypothesis (Richardson et al.
2007; Craswell et al. 2008, *An experimental comparison of click position-bias models*), both
factors learned at once (Guo et al. 2019, PAL). What is served is the second alone: the place in the
first factor is what a ranking must not learn from, for it would repeat the ranking before.
"""

import torch
from torch import Tensor, nn

PLACES = 50
"""Places that are told apart; those behind are looked at as seldom as the last of them."""

_HIDDEN = 32
_LEAST = 1e-6
_FALL = 0.5
"""How fast attention falls before anything is learned: as ``(place + 1) ** -0.5``."""

_PACE = 10.0
"""How much faster places are learned than weights: a few numbers that all else depends on."""


class ClickNetwork(nn.Module):
    """Logits of clicks on what is seen, and logarithms of the chance that a place is.

    Args:
        columns: Of the features.
        scenes: Kinds of lists, each with its own way of being read.
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, columns: int, scenes: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(columns))
        self.register_buffer("scale", torch.ones(columns))
        self.direct = nn.Linear(columns, 1)
        self.deep = nn.Sequential(
            nn.Linear(columns, 2 * _HIDDEN),
            nn.ReLU(),
            nn.Linear(2 * _HIDDEN, _HIDDEN),
            nn.ReLU(),
            nn.Linear(_HIDDEN, 1),
        )
        self.falls = nn.Parameter(torch.zeros(PLACES - 1))
        self.scenes = nn.Embedding(scenes, 1)
        for start_at_rest in (self.direct.weight, self.direct.bias, self.scenes.weight):
            nn.init.zeros_(start_at_rest)
        nn.init.zeros_(self.deep[-1].weight)

    def standardise(self, features: Tensor, labels: Tensor) -> None:
        """Fit mean and scale of the columns, and start from the rate of `labels`.

        A column that does not vary gets scale 0: whatever it is later, it does not count.
        """
        deviation = features.std(dim=0, correction=0)
        self.mean.copy_(features.mean(dim=0))
        self.scale.copy_(torch.where(deviation > _LEAST, 1 / deviation, 0.0))
        nn.init.constant_(self.direct.bias, float(labels.mean().clamp(_LEAST, 1 - _LEAST).logit()))

    def logits(self, features: Tensor) -> Tensor:
        """Of a click on what is seen, ``[rows]``, from ``[rows, columns]``."""
        rows = ((features - self.mean) * self.scale).clamp(-5, 5)
        found: Tensor = self.direct(rows) + self.deep(rows)
        return found[:, 0]

    def log_seen(self, positions: Tensor, scenes: Tensor) -> Tensor:
        """Logarithm of the chance that a place is looked at, relative to the first, ``[rows]``.

        It never rises from one place to the next, and all scenes share its form: by its number, a
        scene's list is read the more or the less far down.
        """
        places = torch.arange(1, PLACES, device=self.falls.device)
        falls = _FALL * torch.log1p(1 / places) * (_PACE * self.falls).exp()
        down = nn.functional.pad(falls.cumsum(0), (1, 0))
        return -down[positions.clamp(0, PLACES - 1)] * (_PACE * self.scenes(scenes)[:, 0]).exp()

    def forward(
        self, features: Tensor, positions: Tensor, scenes: Tensor, labels: Tensor
    ) -> dict[str, Tensor]:
        """The mean log loss of a batch of rows."""
        log_chance = nn.functional.logsigmoid(self.logits(features))
        log_chance = log_chance + self.log_seen(positions, scenes)
        log_not = torch.log(-torch.expm1(log_chance.clamp(max=-_LEAST)))
        return {"loss": -(labels * log_chance + (1 - labels) * log_not).mean()}


class ServedClicks(nn.Module):
    """``features [rows, columns] -> probabilities [rows]``, calibrated, as if in the first place.

    Args:
        network: Trained.
        slope: What logits are multiplied by (Platt 1999) ...
        shift: ... and what is added to them.
    """

    def __init__(self, network: ClickNetwork, slope: float, shift: float) -> None:
        super().__init__()
        self.network = network
        self.slope, self.shift = slope, shift

    def forward(self, features: Tensor) -> Tensor:
        """Probabilities ``[rows]``."""
        return torch.sigmoid(self.network.logits(features) * self.slope + self.shift)
