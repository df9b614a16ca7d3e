"""The encoder as one graph: tokens -> BERT -> mean of the tokens -> unit vector."""

import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

OPSET = 17
_HIDDEN = -1e4  # added to the score of padding: far below any real one, and safe in any precision


class ByteEmbedding(nn.Module):
    """Word vectors as int8 with one scale a row: a quarter of the size, looked up as cheaply.

    The rows are scaled apart because frequent and rare words differ much in length; one scale for
    the whole table costs ten times the error.
    """

    rows: Tensor
    scale: Tensor

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(dim=1, keepdim=True).clamp_min(1e-8) / 127
        self.register_buffer("rows", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, input_ids: Tensor) -> Tensor:
        """Word vectors ``[batch, length, width]`` of ``[batch, length]`` token ids."""
        rows = nn.functional.embedding(input_ids, self.rows)
        return rows.to(torch.float32) * nn.functional.embedding(input_ids, self.scale)


class SentenceEncoder(nn.Module):
    """``input_ids, attention_mask [batch, length] -> embedding [batch, width]``, unit length."""

    def __init__(self, bert: nn.Module) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Mean-pooled and L2-normalised."""
        weights = attention_mask.unsqueeze(-1).to(torch.float32)
        hidden = (1.0 - weights).transpose(1, 2).unsqueeze(1) * _HIDDEN
        output = self.bert(
            input_ids=input_ids,
            attention_mask=hidden,  # [batch, 1, 1, length], added to the attention scores
            token_type_ids=torch.zeros_like(input_ids),
        )
        tokens: Tensor = output.last_hidden_state
        mean = (tokens * weights).sum(dim=1) / weights.sum(dim=1)
        return nn.functional.normalize(mean, dim=-1)


def export_sentence_encoder(bert: Any, target: Path) -> None:
    """Write the encoder as ONNX with free batch and length; matrices still in float32.

    `bert` has its word vectors replaced by `ByteEmbedding` afterwards.
    """
    words = bert.embeddings.word_embeddings
    if isinstance(words, nn.Embedding):
        bert.embeddings.word_embeddings = ByteEmbedding(words.weight.detach())
    example = torch.ones((2, 8), dtype=torch.int64)
    free = {0: "batch", 1: "length"}
    with warnings.catch_warnings():
        # the tracer warns of shapes that it takes as constants, and of its own retirement
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        with torch.inference_mode():
            torch.onnx.export(
                SentenceEncoder(bert).eval(),
                (example, example),
                str(target),
                dynamo=False,
                opset_version=OPSET,
                input_names=["input_ids", "attention_mask"],
                output_names=["embedding"],
                dynamic_axes={
                    "input_ids": free,
                    "attention_mask": free,
                    "embedding": {0: "batch"},
                },
            )
