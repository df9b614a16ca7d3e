"""A BERT encoder cut in two: lower layers that run once a text, upper ones that are trained.

Where the lower layers are frozen, a text's states after them never change. Computed once and kept,
they save half of every step's time and memory; on a machine without a GPU that decides whether
training is possible at all.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

_HIDDEN = -1e4  # as in `sentence_encoder`: what padding adds to an attention score
_BATCH_TOKENS = 3000
"""Measured on one core: more tokens at once leave its cache, fewer leave it waiting."""


class UpperLayers(nn.Module):
    """Layers `first` and above of a `transformers.BertModel`, with mean pooling and unit length.

    Args:
        bert: The model, or peft's wrapper around it. It becomes a part of this module.
        first: The first layer that runs here.
    """

    def __init__(self, bert: Any, first: int) -> None:
        super().__init__()
        self.bert = bert
        self.first = first

    def forward(self, states: Tensor, lengths: Tensor) -> Tensor:
        """States before layer `first` -> unit vectors ``[texts, width]``.

        Texts of like length run together, so that little of the work is padding.

        Args:
            states: Of all tokens of all texts, one text after the other, ``[tokens, width]``.
            lengths: Tokens of each text, ``[texts]``.
        """
        rows = states.float().split(lengths.tolist())  # they may be kept in bfloat16
        vectors: list[Tensor] = [torch.empty(0)] * len(rows)
        for places in length_batches([len(row) for row in rows], _BATCH_TOKENS):
            found = self._run([rows[place] for place in places])
            for place, vector in zip(places, found.unbind(), strict=True):
                vectors[place] = vector
        return torch.stack(vectors)

    def _run(self, rows: Sequence[Tensor]) -> Tensor:
        tokens = nn.utils.rnn.pad_sequence(list(rows), batch_first=True)
        mask = padding_mask([len(row) for row in rows], tokens)
        hidden = (1.0 - mask)[:, None, None, :] * _HIDDEN
        for layer in self.bert.encoder.layer[self.first :]:
            tokens = _run_layer(layer, tokens, hidden.to(tokens.dtype))
        weights = mask.unsqueeze(-1)
        mean = (tokens.float() * weights).sum(dim=1) / weights.sum(dim=1)
        return nn.functional.normalize(mean, dim=-1)


def split_states(
    bert: Any, ids: Sequence[Sequence[int]], first: int
) -> tuple[list[Tensor], Tensor]:
    """The states of texts before layer `first`, and their vectors after all layers.

    Args:
        bert: A `transformers.BertModel`.
        ids: Token ids of each text.
        first: The layer whose input is wanted.

    Returns:
        ``[tokens, width]`` for each text in bfloat16, and unit vectors ``[texts, width]``; both in
        the computer's own memory, wherever the model is.
    """
    states: list[Tensor] = [torch.empty(0)] * len(ids)
    vectors = torch.empty(len(ids), bert.config.hidden_size)
    upper = UpperLayers(bert, first)
    device = next(bert.parameters()).device
    with torch.no_grad():
        for places in length_batches([len(line) for line in ids], _BATCH_TOKENS):
            lines = [torch.tensor(ids[place], device=device) for place in places]
            below = _lower(bert, lines, first)
            lengths = torch.tensor([len(line) for line in lines])
            vectors[places] = upper(torch.cat(below), lengths).float().cpu()
            for place, row in zip(places, below, strict=True):
                states[place] = row.to("cpu", torch.bfloat16, copy=True)
    return states, vectors


def _lower(bert: Any, lines: list[Tensor], first: int) -> list[Tensor]:
    padded = nn.utils.rnn.pad_sequence(lines, batch_first=True)
    tokens = bert.embeddings(input_ids=padded, token_type_ids=torch.zeros_like(padded))
    hidden = (1.0 - padding_mask([len(line) for line in lines], tokens))[:, None, None, :] * _HIDDEN
    for layer in bert.encoder.layer[:first]:
        tokens = _run_layer(layer, tokens, hidden.to(tokens.dtype))
    return [row[: len(line)] for row, line in zip(tokens, lines, strict=True)]


def _run_layer(layer: Any, tokens: Tensor, hidden: Tensor) -> Tensor:
    output = layer(tokens, hidden)
    return output[0] if isinstance(output, tuple) else output


def padding_mask(lengths: Sequence[int], tokens: Tensor) -> Tensor:
    """1.0 for a token, 0.0 for padding, ``[batch, longest]`` on the device of `tokens`."""
    ends = torch.tensor(lengths, device=tokens.device)[:, None]
    return (torch.arange(tokens.shape[1], device=tokens.device)[None] < ends).float()


def length_batches(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """Positions of texts of like length, together, so that each batch has about `tokens` tokens."""
    batches: list[list[int]] = []
    longest = 0
    for place in sorted(range(len(lengths)), key=lambda place: lengths[place], reverse=True):
        if not batches or longest * (len(batches[-1]) + 1) > tokens:
            batches.append([])
            longest = lengths[place]
        batches[-1].append(place)
    return batches
