"""Port: text to vectors."""

from collections.abc import Sequence
from typing import Protocol

from shopguide.domain.bundle import BundleManifest
from shopguide.domain.indexed import Matrix


class Encoder(Protocol):
    """Text to unit vectors; a query and a passage about the same thing lie close."""

    @property
    def bundle(self) -> BundleManifest:
        """The bundle it runs; its `fingerprint` goes into every index built with it."""

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors ``[len(texts), dimension]`` of queries or questions."""

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors ``[len(texts), dimension]`` of products or passages."""
