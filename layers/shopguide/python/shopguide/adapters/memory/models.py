"""Models without weights, for tests: deterministic, instant, and honest about what they are."""

import hashlib
from collections.abc import Sequence

import numpy as np

from shopguide.domain.bundle import BundleKind, BundleManifest
from shopguide.domain.errors import UnavailableError
from shopguide.domain.generation import Generation, PromptMessage
from shopguide.domain.indexed import Matrix, Vector
from shopguide.text.click_features import CLICK_COLUMNS
from shopguide.text.normalise import fold


class HashingEncoder:
    """Hashes character 3-grams into a unit vector: texts that share spelling lie close."""

    def __init__(self, dimension: int = 384, name: str = "hashing") -> None:
        self.dimension = dimension
        self.encoded_count = 0
        self.bundle = _manifest(BundleKind.ENCODER, name)

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors ``[len(texts), dimension]``."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors ``[len(texts), dimension]``; counts what it encodes in `encoded_count`."""
        self.encoded_count += len(texts)
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([self._encode(text) for text in texts])

    def _encode(self, text: str) -> Vector:
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        padded = f"  {fold(text)} "
        for start in range(len(padded) - 2):
            digest = hashlib.blake2b(padded[start : start + 3].encode(), digest_size=4).digest()
            vector[int.from_bytes(digest) % self.dimension] += 1
        return (vector / np.linalg.norm(vector)).astype(np.float32)


class ColumnClickModel:
    """Takes one column of the features, which lies in [0, 1], for the probability itself."""

    def __init__(self, column: str) -> None:
        self.fingerprint = column
        self._place = CLICK_COLUMNS.index(column)

    def probabilities(self, features: Matrix) -> Vector:
        """That column, ``[products]``."""
        return features[:, self._place].clip(0, 1)


class OverlapReranker:
    """Scores a text by the share of the query's 3-grams that it has."""

    def __init__(self) -> None:
        self.bundle = _manifest(BundleKind.RERANKER, "overlap")

    def score(self, query: str, texts: Sequence[str]) -> Vector:
        """Shares in 0..1, ``[len(texts)]``."""
        wanted = _trigrams(query)
        shares = [len(wanted & _trigrams(text)) / max(1, len(wanted)) for text in texts]
        return np.array(shares, dtype=np.float32)


class ScriptedGenerator:
    """Returns `reply` to every prompt and keeps the prompts; fails as a slow one would if None."""

    def __init__(self, reply: str | None) -> None:
        self.reply = reply
        self.prompts: list[Sequence[PromptMessage]] = []
        self.bundle = _manifest(BundleKind.GENERATOR, "scripted")

    def generate(
        self, messages: Sequence[PromptMessage], *, max_tokens: int, time_budget_seconds: float
    ) -> Generation:
        """The scripted reply, cut to `max_tokens` words."""
        del time_budget_seconds
        self.prompts.append(messages)
        if self.reply is None:
            raise UnavailableError("The generator does not answer.")
        words = self.reply.split()
        kept = words[:max_tokens]
        return Generation(" ".join(kept), len(kept), "stop" if kept == words else "length")


def _manifest(kind: BundleKind, name: str) -> BundleManifest:
    return BundleManifest(kind, name, "1", base_model="none", licence="Apache-2.0", files={})


def _trigrams(text: str) -> set[str]:
    padded = f"  {fold(text)} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
