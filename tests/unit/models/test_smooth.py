"""Smoothing leaves what an encoder computes and makes what int8 takes away smaller."""

from pathlib import Path

import torch

from tests.tiny_bert import base_weights
from training.models.encoder_weights import read_encoder_weights
from training.models.parity import parity_texts
from training.models.smooth import SmoothLinear, smooth, smoothing_texts

IDS = [[1, *range(10, 60), 2], [1, 70, 71, 2], [1, *range(60, 95), 2]]


def test_smoothed_encoder_computes_the_same(tmp_path: Path) -> None:
    weights = read_encoder_weights(base_weights(tmp_path / "base"))
    before, after = weights.to_bert(), weights.to_bert()
    smooth(after, IDS, 0.7)
    assert sum(isinstance(part, SmoothLinear) for part in after.modules()) == 2 * 6
    with torch.no_grad():
        torch.testing.assert_close(
            after(torch.tensor(IDS[:1])).last_hidden_state,
            before(torch.tensor(IDS[:1])).last_hidden_state,
            atol=1e-4,
            rtol=1e-4,
        )


def test_large_channel_is_moved_into_the_weights() -> None:
    torch.manual_seed(0)
    layers = torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.Linear(8, 8))
    with torch.no_grad():
        layers[0].bias[3] = 100.0  # one channel that is far larger than the others
    states = torch.randn(50, 8)
    exact = layers(states)

    def rounded() -> torch.Tensor:
        """With one int8 scale for all activations, as the served graph has it."""
        inner, last = layers[0](states), layers[1]
        if isinstance(last, SmoothLinear):
            inner, last = inner * last.inverse, last.linear
        step = inner.abs().max() / 127
        return last((inner / step).round() * step)

    plain = (rounded() - exact).abs().mean()
    smooth_in_place(layers, states)
    assert (rounded() - exact).abs().mean() < 0.5 * plain


def smooth_in_place(layers: torch.nn.Sequential, states: torch.Tensor) -> None:
    class Shown(torch.nn.Module):
        """Takes the row number of a state for its token."""

        def __init__(self) -> None:
            super().__init__()
            self.layers = layers

        def forward(self, ids: torch.Tensor) -> torch.Tensor:
            return self.layers(states[ids])

    smooth(Shown(), [list(range(len(states)))], 0.7)


def test_no_text_both_smooths_and_measures() -> None:
    texts = smoothing_texts()
    assert len(texts) > 30
    assert not set(texts) & set(parity_texts(chinese=True))
