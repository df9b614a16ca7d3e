"""The reranker as one graph: a query and a text in, how well the text serves the query out.

A bi-encoder compares two vectors and never sees both texts at once; a cross-encoder reads both, but
a new one must learn to compare from nothing. This one starts as the bi-encoder that its base is:
the lower layers read query and text apart, each with its prefix and its own positions, the upper
ones read them together (Cao et al. 2020, https://arxiv.org/abs/2005.00697, split layers alike for
speed), and before training the score is the cosine of the two means. So a few thousand judged
questions are enough.
"""

import json
from typing import Any

import torch
from torch import Tensor, nn

_HIDDEN = -1e4  # added to the score of a token that must not be seen; safe in any precision
_SCALE, _SHIFT = 20.0, -16.0
"""Cosines of E5 lie between 0.7 and 0.9: this spreads them over a logit's usual range."""


class RelevanceHead(nn.Module):
    """Logit of relevance from the mean vectors of query and text."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.dense = nn.Linear(2 * width, width)
        self.out = nn.Linear(width, 1)
        self.cosine = nn.Linear(1, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)
        nn.init.constant_(self.cosine.weight, _SCALE)
        nn.init.constant_(self.cosine.bias, _SHIFT)

    def forward(self, query: Tensor, text: Tensor) -> Tensor:
        """Logits ``[batch, 1]`` of vectors ``[batch, width]``."""
        query = nn.functional.normalize(query, dim=-1)
        text = nn.functional.normalize(text, dim=-1)
        product = query * text
        difference = (query - text).abs()
        hidden = self.dense(torch.cat([product, difference], dim=-1) * query.shape[-1] ** 0.5)
        logits: Tensor = self.out(torch.tanh(hidden)) + self.cosine(product.sum(-1, keepdim=True))
        return logits


class CrossEncoder(nn.Module):
    """``input_ids, attention_mask, token_type_ids [batch, length] -> logits [batch, 1]``.

    Args:
        bert: A `transformers.BertModel` without its pooling layer.
        local_layers: So many of its lower layers read query and text apart.
    """

    def __init__(self, bert: Any, local_layers: int) -> None:
        super().__init__()
        self.bert = bert
        self.local_layers = local_layers
        self.head = RelevanceHead(bert.config.hidden_size)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Logits; token type 0 is the query, 1 the text."""
        visible = attention_mask.to(torch.float32)
        text = token_type_ids.to(torch.float32) * visible
        query = visible - text
        everywhere = _bias(visible.unsqueeze(1))  # [batch, 1, 1, length]
        same = query.unsqueeze(2) * query.unsqueeze(1) + text.unsqueeze(2) * text.unsqueeze(1)
        apart = _bias(same)  # [batch, 1, length, length]
        hidden = self.bert.embeddings(
            input_ids=input_ids,
            token_type_ids=torch.zeros_like(input_ids),  # the base knows no other type
            position_ids=_positions(attention_mask, token_type_ids),
        )
        for number, layer in enumerate(self.bert.encoder.layer):
            hidden = layer(hidden, apart if number < self.local_layers else everywhere)
        logits: Tensor = self.head(_mean(hidden, query), _mean(hidden, text))
        return logits


def _bias(seen: Tensor) -> Tensor:
    """0 where `seen` ``[batch, from, to]`` is 1, far below any score elsewhere."""
    return (1.0 - seen).unsqueeze(1) * _HIDDEN


def _positions(attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    """Counted from 0 in the query and again in the text."""
    order = attention_mask.cumsum(1) - 1
    queries = (attention_mask * (1 - token_type_ids)).sum(1, keepdim=True)
    return (order - token_type_ids * queries).clamp_min(0)


def _mean(hidden: Tensor, weights: Tensor) -> Tensor:
    """Mean over the tokens ``[batch, length]`` that have weight 1."""
    total = (hidden.float() * weights.unsqueeze(-1)).sum(1)
    return total / weights.sum(1, keepdim=True).clamp_min(1.0)


def pair_tokenizer(
    tokenizer: dict[str, Any], query_prefix: str, passage_prefix: str
) -> dict[str, Any]:
    """``tokenizer.json`` that puts both prefixes into a pair, and types 0 and 1 on its halves.

    Raises:
        ValueError: it does not frame a text with two marks, as those of BERT and XLM-R do.
    """
    from tokenizers import Tokenizer

    plain = Tokenizer.from_str(json.dumps(tokenizer))
    framed = plain.encode("")
    if len(framed.ids) != 2:
        raise ValueError(f"the tokenizer frames a text with {framed.tokens}")
    marks = {
        name: {"id": name, "ids": ids, "tokens": tokens}
        for name, ids, tokens in (
            *((framed.tokens[side], [framed.ids[side]], [framed.tokens[side]]) for side in (0, 1)),
            *((name, *_pieces(plain, name)) for name in (query_prefix, passage_prefix) if name),
        )
    }
    start, end = framed.tokens
    query = _half(start, query_prefix, end, "A", 0)
    processor = {
        "type": "TemplateProcessing",
        "single": query,
        "pair": [*query, *_half(start, passage_prefix, end, "B", 1)],
        "special_tokens": marks,
    }
    return {**tokenizer, "post_processor": processor}


def _half(start: str, prefix: str, end: str, name: str, type_id: int) -> list[dict[str, Any]]:
    """One text of a pair as a template has it."""
    before, after = (
        [{"SpecialToken": {"id": mark, "type_id": type_id}} for mark in marks if mark]
        for marks in ((start, prefix), (end,))
    )
    return [*before, {"Sequence": {"id": name, "type_id": type_id}}, *after]


def _pieces(tokenizer: Any, prefix: str) -> tuple[list[int], list[str]]:
    pieces = tokenizer.encode(prefix, add_special_tokens=False)
    return pieces.ids, pieces.tokens
