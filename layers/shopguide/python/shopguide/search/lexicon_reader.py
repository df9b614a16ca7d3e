"""The words of the live catalogue, kept in memory and read again when they have changed."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from typing import Generic, TypeVar

from shopguide.domain.errors import ObjectNotFoundError, ShopGuideError
from shopguide.domain.lexicon import EMPTY_LEXICON, Lexicon
from shopguide.domain.lexicon_pointer import WordObjects, pointer_from_json
from shopguide.domain.record_key import LEXICON
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.text.lexicon_file import lexicon_of
from shopguide.text.suggestion_table import EMPTY_TABLE, SuggestionTable, suggestion_table_of

_log = logging.getLogger(__name__)
_Part = TypeVar("_Part")

LOOK_SECONDS = 5.0
"""How long what is in memory is used before the pointer is looked at again."""

_DAMAGED = (ValueError, KeyError, TypeError, OSError, EOFError)


class PointedReader(Generic[_Part]):
    """One of the objects that the lexicon's pointer names, as it is now.

    Any number of threads may ask. One of them reads a new object while the others are given the
    one before; only who comes before there was any waits. An object that cannot be read leaves the
    one before in use, and is tried again after `look_seconds`.

    Args:
        objects: Has the objects.
        records: Has the pointer.
        key_of: The object's key among those of a build.
        parse: Makes something of its bytes.
        empty: What there is without a build.
        look_seconds: How long no look is taken at the pointer.
    """

    def __init__(
        self,
        objects: ObjectStore,
        records: RecordTable,
        *,
        key_of: Callable[[WordObjects], str],
        parse: Callable[[bytes], _Part],
        empty: _Part,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._objects = objects
        self._records = records
        self._key_of = key_of
        self._parse = parse
        self._empty = empty
        self._look_seconds = look_seconds
        self._loading = threading.Lock()
        self._next_look = 0.0
        self._held: tuple[str, _Part] | None = None

    def current(self) -> _Part:
        """What is current; empty where there is none, or none that can be read."""
        return self.keyed()[1]

    def at(self, key: str) -> _Part:
        """The object with this key, which was current once.

        Raises:
            ObjectNotFoundError: it is not kept any more.
        """
        held = self._held
        return held[1] if held is not None and held[0] == key else self._read(key)

    def keyed(self) -> tuple[str, _Part]:
        """What is current, after its object key, which is empty where there is none."""
        held = self._held
        if held is not None and time.monotonic() < self._next_look:
            return held
        # Whoever has nothing waits for the first one; the others do not wait for a newer one.
        if self._loading.acquire(blocking=held is None):
            try:
                self._look()
            finally:
                self._loading.release()
        return self._held or ("", self._empty)

    def _look(self) -> None:
        if self._held is not None and time.monotonic() < self._next_look:
            return  # another thread was faster
        try:
            found = pointer_from_json(self._records.get(LEXICON)).objects
            key = "" if found is None else self._key_of(found)
            if self._held is None or self._held[0] != key:
                self._held = (key, self._read(key) if key else self._empty)
        except ShopGuideError as error:
            _log.warning("The words of the catalogue cannot be read: %s", error)
            self._held = self._held or ("", self._empty)
        self._next_look = time.monotonic() + self._look_seconds

    def _read(self, key: str) -> _Part:
        with closing(self._objects.open(key)) as stream:
            content = stream.read()
        try:
            return self._parse(content)
        except _DAMAGED as error:
            raise ObjectNotFoundError(f"The object {key} is damaged.", field="key") from error


class LexiconReader(PointedReader[Lexicon]):
    """The lexicon of the live catalogue."""

    def __init__(
        self, objects: ObjectStore, records: RecordTable, look_seconds: float = LOOK_SECONDS
    ) -> None:
        super().__init__(
            objects,
            records,
            key_of=lambda build: build.lexicon,
            parse=lexicon_of,
            empty=EMPTY_LEXICON,
            look_seconds=look_seconds,
        )


class SuggestionReader(PointedReader[SuggestionTable]):
    """The suggestions of the live catalogue."""

    def __init__(
        self, objects: ObjectStore, records: RecordTable, look_seconds: float = LOOK_SECONDS
    ) -> None:
        super().__init__(
            objects,
            records,
            key_of=lambda build: build.suggestions,
            parse=suggestion_table_of,
            empty=EMPTY_TABLE,
            look_seconds=look_seconds,
        )
