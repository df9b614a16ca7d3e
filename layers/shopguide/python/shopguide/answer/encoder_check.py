"""Refuses to compare vectors of two encoders."""

from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PASSAGES, PRODUCTS


class EncoderCheck:
    """Sees before every answer that our encoder made the indexes: a reindex may have ended."""

    def __init__(self, index: VectorIndex, encoder: Encoder) -> None:
        self._index = index
        self._encoder = encoder

    def require(self) -> None:
        """Raise `EncoderMismatchError` if an index was built with another encoder."""
        for alias in (PRODUCTS, PASSAGES):
            schema = self._index.schema(alias)
            if schema is not None:
                schema.check_encoder(self._encoder.bundle.fingerprint)
