"""Port: relevance of texts to a query."""

from collections.abc import Sequence
from typing import Protocol

from shopguide.domain.bundle import BundleManifest
from shopguide.domain.indexed import Vector


class Reranker(Protocol):
    """Relevance of texts to a query, read together."""

    @property
    def bundle(self) -> BundleManifest:
        """The bundle it runs."""

    def score(self, query: str, texts: Sequence[str]) -> Vector:
        """Relevance of each text, ``[len(texts)]``, higher is better."""
