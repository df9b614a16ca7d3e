"""Does a small reranker still rank as the full one does? A bundle that does not is not written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from training.models.parity import ParityError

MAX_NDCG_LOSS = 0.005
_POOLS = Path(__file__).with_name("parity_pools.txt")

Scores = NDArray[np.float32]


class Scorer(Protocol):
    """What every reranker does."""

    def score(self, query: str, texts: Sequence[str]) -> Scores:
        """Logits of relevance ``[len(texts)]``."""


class FullPrecisionReranker:
    """A cross-encoder in PyTorch, float32.

    Args:
        model: A `training.models.cross_encoder.CrossEncoder`.
        tokenizer_json: Of `pair_tokenizer`.
        max_tokens: Of a pair; the text loses its end.
    """

    def __init__(self, model: Any, tokenizer_json: str, max_tokens: int) -> None:
        from tokenizers import Tokenizer

        self._model = model.eval()
        self._tokenizer = Tokenizer.from_str(tokenizer_json)
        self._tokenizer.enable_truncation(max_tokens, strategy="only_second")
        self._tokenizer.enable_padding()

    def score(self, query: str, texts: Sequence[str]) -> Scores:
        """Logits of relevance ``[len(texts)]``."""
        import torch

        pairs = self._tokenizer.encode_batch([(query, text) for text in texts])
        inputs = (
            torch.tensor([pair.ids for pair in pairs]),
            torch.tensor([pair.attention_mask for pair in pairs]),
            torch.tensor([pair.type_ids for pair in pairs]),
        )
        with torch.inference_mode():
            logits: Scores = self._model(*inputs)[:, 0].float().numpy()
        return logits


@dataclass(frozen=True, slots=True)
class RankingParity:
    """How far two rerankers agree on pools of texts.

    Attributes:
        pools: Queries, each with its texts.
        ndcg_kept: Mean over the pools: DCG of the small model's order over that of the full
            model's, both with the full model's probabilities as gains. A swap of two texts that the
            full model scores alike costs next to nothing, one of a good and a bad text much.
        correlation: Of all scores of both models (Pearson).
        worst_query: Query of the pool that lost most.
    """

    pools: int
    ndcg_kept: float
    correlation: float
    worst_query: str

    def figures(self) -> dict[str, float]:
        """As a manifest has them."""
        return {
            "pools": float(self.pools),
            "ndcg_kept": self.ndcg_kept,
            "correlation": self.correlation,
        }


def parity_pools() -> dict[str, list[str]]:
    """The committed queries and texts, in both languages."""
    lines = _POOLS.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    pools = (block.splitlines() for block in text.strip().split("\n\n"))
    return {query: texts for query, *texts in pools}


def score_pools(reranker: Scorer) -> dict[str, Scores]:
    """Scores of every pool by its query."""
    return {query: reranker.score(query, texts) for query, texts in parity_pools().items()}


def compare_rankings(full: Mapping[str, Scores], small: Mapping[str, Scores]) -> RankingParity:
    """Agreement of two models' scores of the same pools."""
    kept = {query: _ndcg_kept(full[query], small[query]) for query in full}
    worst = min(kept, key=kept.__getitem__)
    both = np.stack([np.concatenate([scores[query] for query in full]) for scores in (full, small)])
    return RankingParity(
        pools=len(full),
        ndcg_kept=float(np.mean(list(kept.values()))),
        correlation=float(np.corrcoef(both)[0, 1]),
        worst_query=worst,
    )


def _ndcg_kept(full: Scores, small: Scores) -> float:
    gains = 1 / (1 + np.exp(-full.astype(np.float64)))
    discounts = 1 / np.log2(np.arange(len(gains)) + 2)
    wanted, found = (gains[np.argsort(-scores, kind="stable")] for scores in (full, small))
    return float((found * discounts).sum() / (wanted * discounts).sum())


def require_same_ranking(name: str, parity: RankingParity) -> None:
    """Refuse a model that ranks otherwise.

    Raises:
        ParityError: more than `MAX_NDCG_LOSS` of the DCG is lost.
    """
    if not parity.ndcg_kept >= 1 - MAX_NDCG_LOSS:  # NaN fails too
        raise ParityError(
            f"The int8 model of {name} keeps {parity.ndcg_kept:.4f} of the float32 model's nDCG "
            f"over {parity.pools} pools; {1 - MAX_NDCG_LOSS} is needed. Worst: "
            f"{parity.worst_query!r}. No bundle was written.",
            fix="Leave the most sensitive matrices in float32 (training/models/quantise.py).",
        )
