"""What is live: catalogue version, counts, models; and what is missing."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shopguide.domain.bundle import BundleManifest
from shopguide.domain.errors import (
    EncoderMismatchError,
    IndexLostError,
    NotFoundError,
    ShopGuideError,
)
from shopguide.domain.lexicon_pointer import pointer_from_json
from shopguide.domain.live_catalogue import live_from_json
from shopguide.domain.ranking import CATALOGUE_EMPTY
from shopguide.domain.record_key import LEXICON, LIVE_CATALOGUE, LIVE_SIGNALS, SIGNALS_BUILD
from shopguide.domain.signals import LiveSignals, live_signals_from_json
from shopguide.ports.encoder import Encoder
from shopguide.ports.generator import Generator
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PASSAGES, PRODUCTS

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class StatusProblem:
    """A part that does not work, and the code of the error it gave."""

    part: str
    code: str


@dataclass(frozen=True, slots=True)
class ShopStatus:
    """What is live. A count is None where the index does not answer."""

    catalogue_version: int | None
    products: int | None
    passages: int | None
    bundles: Sequence[BundleManifest]
    problems: Sequence[StatusProblem]
    words_version: int | None = None
    """The catalogue version that spelling and suggestions have their words from; 0 is none."""
    signals: LiveSignals | None = None
    """The live signals of what shoppers do; None where none were published."""

    @property
    def is_whole(self) -> bool:
        """Whether everything works."""
        return not self.problems

    @property
    def encoder_fits(self) -> bool:
        """Whether no other encoder than the loaded one made the index."""
        return all(problem.code != EncoderMismatchError.code for problem in self.problems)


class StatusService:
    """Looks at every part; a part that fails is reported, never raised."""

    def __init__(
        self,
        index: VectorIndex,
        records: RecordTable,
        load_encoder: Callable[[], Encoder],
        load_generator: Callable[[], Generator | None],
        check_signals: Callable[[], None] = lambda: None,
        check_access: Callable[[], None] = lambda: None,
    ) -> None:
        self._index = index
        self._records = records
        self._load_encoder = load_encoder
        self._load_generator = load_generator
        self._check_signals = check_signals
        self._check_access = check_access

    def status(self) -> ShopStatus:
        """The state of all parts now."""
        problems: list[StatusProblem] = []

        def look(part: str, read: Callable[[], _T]) -> _T | None:
            try:
                return read()
            except ShopGuideError as error:
                problems.append(StatusProblem(part, error.code))
                _log.warning("%s: %s", part, error)
            except Exception:  # noqa: BLE001 - one broken part must not hide the others
                problems.append(StatusProblem(part, "internal_error"))
                _log.exception("%s failed", part)
            return None

        version = look("records", self._version)
        words = None if version is None else look("records", self._words_version)
        products = look("index", lambda: self._count(PRODUCTS))
        passages = None if products is None else look("index", lambda: self._count(PASSAGES))
        if products == 0 and version is not None:
            problems.append(StatusProblem("catalogue", CATALOGUE_EMPTY))
        look("access", self._check_access)
        encoder = look("encoder", self._load_encoder)
        if encoder is not None and products:
            look("encoder", lambda: self._check_made_index(encoder))
        models = (encoder, look("generator", self._load_generator))
        bundles = tuple(model.bundle for model in models if model is not None)
        signals = None
        if version is not None:  # else the records do not answer
            signals = look("records", self._live_signals)
            look("signals", self._check_signals)
            if products is not None and signals is not None:
                look("signals", lambda: self._check_has_index(signals))
            if code := look("records", self._failed_build):
                problems.append(StatusProblem("signals", code))
        return ShopStatus(version, products, passages, bundles, tuple(problems), words, signals)

    def _live_signals(self) -> LiveSignals | None:
        record = self._records.get(LIVE_SIGNALS)
        return None if record is None else live_signals_from_json(record)

    def _check_has_index(self, signals: LiveSignals) -> None:
        if signals.index and self._index.schema(signals.index) is None:
            raise IndexLostError(
                f"The vector index has lost {signals.index}, which the live signals need.",
                fix="Build the signals again: `shopguide signals build`.",
            )

    def _failed_build(self) -> str:
        """Code of the error that the last build of the signals ended with; empty for none."""
        return str((self._records.get(SIGNALS_BUILD) or {}).get("code", ""))

    def _version(self) -> int:
        return live_from_json(self._records.get(LIVE_CATALOGUE)).version

    def _words_version(self) -> int:
        return pointer_from_json(self._records.get(LEXICON)).catalogue_version

    def _check_made_index(self, encoder: Encoder) -> None:
        schema = self._index.schema(PRODUCTS)
        if schema is not None:
            schema.check_encoder(encoder.bundle.fingerprint)

    def _count(self, alias: str) -> int:
        try:
            return self._index.count(alias)
        except NotFoundError:
            return 0
