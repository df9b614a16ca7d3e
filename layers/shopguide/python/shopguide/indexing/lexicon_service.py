"""Keeps the lexicon that of the live catalogue."""

import logging
import threading
import time
from collections.abc import Sequence

from shopguide.domain.errors import NotFoundError
from shopguide.domain.lexicon_pointer import (
    KEPT,
    LEXICON_PREFIX,
    SUGGESTIONS_PREFIX,
    LexiconPointer,
    WordObjects,
    lexicon_message,
    pointer_from_json,
    pointer_to_json,
    sources_of,
)
from shopguide.domain.live_catalogue import LiveCatalogue, live_from_json
from shopguide.domain.record_key import LEXICON, LIVE_CATALOGUE
from shopguide.indexing.lexicon import CatalogueWords, LexiconBuilder
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.ports.work_queue import WorkQueue
from shopguide.text.lexicon_file import content_fingerprint, lexicon_to_bytes, words_fingerprint

logger = logging.getLogger(__name__)


class LexiconService:
    """Has the words of the live catalogue counted, by a worker, and says where they lie.

    Args:
        objects: Takes lexicons and suggestion tables, each under the fingerprint of its content.
        records: The live catalogue, and the pointer to its lexicon.
        index: Has the products.
        queue: The index queue, whose worker calls `build`.
        pause_seconds: As `LexiconBuilder` has it.
    """

    def __init__(
        self,
        *,
        objects: ObjectStore,
        records: RecordTable,
        index: VectorIndex,
        queue: WorkQueue,
        pause_seconds: float = 0.0,
    ) -> None:
        self._objects = objects
        self._records = records
        self._index = index
        self._queue = queue
        self._pause_seconds = pause_seconds
        self._building = threading.Lock()

    def ask_if_outdated(self) -> bool:
        """Send a message if the live catalogue has other words; whether one was sent."""
        live = self._live()
        outdated = live.version > 0 and not self._pointer().is_of(live)
        if outdated:
            self._queue.send([lexicon_message()])
        return outdated

    def build(self) -> LexiconPointer:
        """Count the words of what is live now; nothing is done where they are known already.

        So of many messages in a row the first one does the work. May be cut off and called again
        at any moment.

        Raises:
            UnavailableError: a dependency does not answer; call it again.
        """
        with self._building:
            live, pointer = self._live(), self._pointer()
            if live.version == 0 or pointer.is_of(live):
                return pointer
            started = time.perf_counter()
            try:
                builder = LexiconBuilder(self._index, pause_seconds=self._pause_seconds)
                words = builder.build(live.version)
            except NotFoundError:
                return pointer  # there was never a product
            built = self._publish(live, self._store(words))
            logger.info(
                "catalogue version %d: %d words of %d products in %.2f s",
                live.version,
                len(words.lexicon.words),
                words.lexicon.products,
                time.perf_counter() - started,
            )
            return built

    def _live(self) -> LiveCatalogue:
        return live_from_json(self._records.get(LIVE_CATALOGUE))

    def _pointer(self) -> LexiconPointer:
        return pointer_from_json(self._records.get(LEXICON))

    def _store(self, words: CatalogueWords) -> WordObjects:
        suggestions = words.suggestions.to_bytes()
        lexicon_key = f"{LEXICON_PREFIX}{words_fingerprint(words.lexicon)}.json.gz"
        suggestions_key = f"{SUGGESTIONS_PREFIX}{content_fingerprint(suggestions)}.gz"
        # Written also where they are there: one that was damaged is whole again by the next import.
        self._objects.put(lexicon_key, lexicon_to_bytes(words.lexicon))
        self._objects.put(suggestions_key, suggestions)
        return WordObjects(lexicon_key, suggestions_key)

    def _publish(self, live: LiveCatalogue, objects: WordObjects) -> LexiconPointer:
        """Point at a build, unless a newer one is pointed at already; the pointer after it."""
        while True:
            stored = self._records.get(LEXICON)
            before = pointer_from_json(stored)
            if before.catalogue_version > live.version or before.is_of(live):
                return before
            after = LexiconPointer(live.version, objects, sources_of(live), _earlier(before))
            known = stored or {}
            expected = {name: known.get(name) for name in ("catalogue_version", "lexicon")}
            if self._records.update(LEXICON, pointer_to_json(after), expected=expected):
                self._forget(before, after)
                return after

    def _forget(self, before: LexiconPointer, after: LexiconPointer) -> None:
        """Delete the objects that no kept build has; who still reads them has read the pointer."""
        kept = _keys([after.objects, *after.earlier])
        for key in _keys([before.objects, *before.earlier]) - kept:
            self._objects.delete(key)


def _earlier(before: LexiconPointer) -> Sequence[WordObjects]:
    builds = [before.objects, *before.earlier] if before.objects else []
    return [build for build in dict.fromkeys(builds) if build is not None][:KEPT]


def _keys(builds: Sequence[WordObjects | None]) -> set[str]:
    return {key for build in builds if build for key in (build.lexicon, build.suggestions)}
