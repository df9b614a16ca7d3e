"""Refuses to compare vectors of two encoders."""

from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PASSAGES, PRODUCTS


class EncoderCheck:
    """Looks at the indexes until it has once seen that our encoder made them."""

    def __init__(self, index: VectorIndex, encoder: Encoder) -> None:
        self._index = index
        self._encoder = encoder
        self._unseen = [PRODUCTS, PASSAGES]

    def require(self) -> None:
        """Raise `EncoderMismatchError` if an index was built with another encoder."""
        for alias in list(self._unseen):
            schema = self._index.schema(alias)
            if schema is None:
                continue
            schema.check_encoder(self._encoder.bundle.fingerprint)
            self._unseen = [name for name in self._unseen if name != alias]
