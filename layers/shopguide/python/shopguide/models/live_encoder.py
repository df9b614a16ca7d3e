"""Which encoder the shop needs now: the one that made its live index."""

import logging
import threading
from collections.abc import Callable

from shopguide.domain.errors import BundleMissingError
from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS

_log = logging.getLogger(__name__)


class LiveEncoders:
    """Loads encoders by fingerprint; the last one that was asked for stays loaded.

    Args:
        load_index: The vector index.
        open_encoder: Opens a bundle by name and version; `BundleMissingError` if there is none.
        wanted: Fingerprint of the encoder that the settings name, in its published version.
    """

    def __init__(
        self,
        load_index: Callable[[], VectorIndex],
        open_encoder: Callable[[str], Encoder],
        wanted: Callable[[], str],
    ) -> None:
        self._load_index = load_index
        self._open_encoder = open_encoder
        self._wanted = wanted
        self._last: Encoder | None = None
        self._lock = threading.Lock()

    def of(self, fingerprint: str) -> Encoder:
        """The encoder of this name and version."""
        with self._lock:
            if self._last is None or self._last.bundle.fingerprint != fingerprint:
                self._last = self._open_encoder(fingerprint)
            return self._last

    def live(self) -> Encoder:
        """The encoder that made the live index; in an empty shop the one that the settings name.

        So a version that is published while the shop is indexed with another waits for its reindex.
        Where the index's own is nowhere to be found, the settings' is loaded, and refused by all
        who compare vectors.
        """
        made_by = self._made_index()
        if made_by:
            try:
                return self.of(made_by)
            except BundleMissingError as error:
                _log.warning("The index was made by %s. %s", made_by, error.message)
        return self.of(self._wanted())

    def can_replace(self, used: Encoder) -> bool:
        """Whether the live index was made by another encoder than this one, and that one loads."""
        made_by = self._made_index()
        if made_by in ("", used.bundle.fingerprint):
            return False
        try:
            self.of(made_by)
        except BundleMissingError:
            return False
        return True

    def _made_index(self) -> str:
        schema = self._load_index().schema(PRODUCTS)
        return "" if schema is None else schema.encoder
