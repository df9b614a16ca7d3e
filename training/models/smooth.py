"""Makes an encoder easier to quantise: the rare large activations are divided out of each matrix
product and multiplied into its weights (SmoothQuant, Xiao et al. 2023,
https://arxiv.org/abs/2211.10438).

Activations get one int8 scale for a whole batch, so a few channels that are fifty times as large as
the rest leave these few steps, and which texts share a batch changes every vector. The product
stays the same; measured with multilingual E5, what int8 changes falls to a third (docs/models.md).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

_SMALLEST = 1e-5
_TEXTS = Path(__file__).with_name("smoothing_texts.txt")


class SmoothLinear(nn.Module):
    """``x W`` as ``(x / s)(s W)``, with one `s` for each input channel."""

    def __init__(self, linear: nn.Linear, scales: Tensor) -> None:
        super().__init__()
        self.inverse = nn.Parameter(1 / scales, requires_grad=False)
        self.linear = linear
        with torch.no_grad():
            self.linear.weight.mul_(scales)

    def forward(self, states: Tensor) -> Tensor:
        """``[…, inputs]`` -> ``[…, outputs]``."""
        product: Tensor = self.linear(states * self.inverse)
        return product


def smoothing_texts() -> list[str]:
    """The committed texts that show which channels are large; none of them measures parity."""
    lines = _TEXTS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def smooth(bert: nn.Module, ids: Sequence[Sequence[int]], strength: float) -> None:
    """Put a `SmoothLinear` in the place of every linear layer, in place.

    Args:
        bert: A `transformers.BertModel`.
        ids: Token ids of the texts that it is shown.
        strength: How much of the trouble moves from activations to weights, 0 to 1: the scale is
            ``max |x|^strength / max |W|^(1 - strength)`` of a channel.
    """
    largest = _largest_activations(bert, ids)
    for name, linear in list(_linear_layers(bert)):
        activations = largest[name].clamp_min(_SMALLEST) ** strength
        weights = linear.weight.detach().abs().amax(dim=0).clamp_min(_SMALLEST)
        scales = activations / weights ** (1 - strength)
        home, _, last = name.rpartition(".")
        setattr(bert.get_submodule(home), last, SmoothLinear(linear, scales / scales.mean()))


def _largest_activations(bert: nn.Module, ids: Sequence[Sequence[int]]) -> dict[str, Tensor]:
    """Of every linear layer the largest absolute value of each input channel."""
    largest: dict[str, Tensor] = {}

    def watch(name: str) -> Any:
        def look(_: nn.Module, arguments: tuple[Tensor, ...]) -> None:
            found = arguments[0].abs().flatten(0, -2).amax(dim=0)
            largest[name] = torch.maximum(largest.get(name, found), found)

        return look

    hooks = [linear.register_forward_pre_hook(watch(name)) for name, linear in _linear_layers(bert)]
    with torch.inference_mode():
        for line in ids:
            bert(torch.tensor([line]))
    for hook in hooks:
        hook.remove()
    return {name: values.clone() for name, values in largest.items()}


def _linear_layers(bert: nn.Module) -> Iterator[tuple[str, nn.Linear]]:
    for name, part in bert.named_modules():
        if isinstance(part, nn.Linear):
            yield name, part
