"""One shop on this machine, in this process: folder, models, application and workers."""

import json
import logging
import shutil
import threading
from collections.abc import Callable
from types import TracebackType

from fastapi import FastAPI

from infra.local.experiments import experiments_router
from infra.local.folder_check import check_folder_is_whole, mend_signals
from infra.local.forgetting import HourlySweep
from infra.local.merchandising import merchandising_router
from infra.local.reindex import reindex_router
from infra.local.reports import reports_router
from infra.local.signals.build import SignalsBuild
from infra.local.signals.builds import SignalsBuilds
from infra.local.signals.nightly import NightlySignals
from infra.local.signals.router import signals_router
from infra.local.synonym_suggestions import suggestions_router
from infra.local.uploads import local_router
from infra.local.workers import QueueWorker
from shopguide import bootstrap
from shopguide.adapters.folder.lock import DataFolderLock
from shopguide.api.caller import Identify
from shopguide.bootstrap import Container
from shopguide.config import Settings
from shopguide.domain.batch import reference_from_message
from shopguide.domain.errors import BundleError, ShopGuideError
from shopguide.domain.lexicon_pointer import asks_for_lexicon
from shopguide.domain.reindex import reindex_in
from shopguide.domain.rollback import rollback_in
from shopguide.domain.upload import import_id_of, uploads_in
from shopguide.text.index_layout import PASSAGES, PRODUCTS

_log = logging.getLogger(__name__)

STREAMED = (
    "/local/uploads/",
    "/local/merchandising/",
    "/local/signals/added/",
    "/local/signals/versions/",
    "/local/experiments",
)
"""Routes that read their bodies piece by piece, once the caller is known. Whatever has a body that
is read whole, and so before that, keeps the limit."""

_TYPED = "a"
"""Anything that a shopper may have typed, to have the suggestions read."""

INDEX_WORKERS = 2
"""While the encoder works on the batch of one, the other reads and writes its own."""

STOP_SECONDS = 60
"""How long a stopping server waits for the batch at hand; what is cut off is done again."""


class OneMachineShop:
    """Holds a data folder while it is open: nobody else can open it, and it is ready to serve.

    As a context manager it opens on entry and closes on exit.

    Args:
        settings: Mode ``embedded``; `data_dir` is the folder.
        any_encoder: Open it also where the encoder that made its index is gone, to rebuild it.
        container_of: Makes its parts, by default those that the settings name.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        any_encoder: bool = False,
        container_of: Callable[[Settings], Container] = Container,
    ) -> None:
        self.settings = settings
        self.lock = DataFolderLock(settings.data_dir)
        self._container = container_of(settings)
        self._any_encoder = any_encoder
        self._workers: list[QueueWorker] = []
        here = self._container
        self._signals = SignalsBuilds(
            SignalsBuild(
                lambda: here, settings.scratch_dir, settings.data_dir / "objects" / "lake"
            ),
            lambda: here.records,
            lambda: here.clock,
        )
        self._nightly: NightlySignals | None = None
        self._forgetting = HourlySweep(lambda: here.journal_sweep)

    def __enter__(self) -> "OneMachineShop":
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open(self) -> None:
        """Take the folder and load the encoder, so that the first request is fast.

        Raises:
            DataFolderInUseError: another process holds the folder.
            BundleError: the encoder's bundle is missing or damaged.
            EncoderMismatchError: the shop was indexed with another encoder.
            ConfigurationError: the folder cannot be used, or a part of it is missing.
        """
        self.lock.acquire()
        try:
            self._empty_scratch()
            bootstrap.install(self._container)
            self._container.make_first_keys()
            self._open_parts()
            if not self._any_encoder:
                self._check_encoder_fits()
            self._check_folder_is_whole()
        except BaseException:
            self.close()
            raise

    def application(self, identify: Identify = bootstrap.identify) -> FastAPI:
        """The HTTP application: both APIs and the local routes.

        Args:
            identify: Who sends a value of ``Authorization``; a command that has opened the folder
                itself asks nobody.
        """
        from functions.assistant_api.app import router as assistant_router
        from functions.shop_api.app import router as shop_router
        from shopguide.api.application import create_app

        here = self._container
        # Ids of products may have slashes: the assistant's longer routes about them come first.
        routers = [assistant_router, shop_router, local_router(lambda: here)]
        routers += [reindex_router(lambda: here), merchandising_router(lambda: here)]
        routers += [suggestions_router(lambda: here), reports_router(lambda: here)]
        routers += [signals_router(lambda: here, self._signals)]
        routers += [experiments_router(lambda: here)]
        return create_app("ShopGuide", routers, identify=identify, streamed_paths=STREAMED)

    def start_workers(self) -> None:
        """Begin to import and index; what was unfinished when the folder was last held goes on."""
        from functions.catalog_import.app import lambda_handler as import_file
        from functions.catalog_index.app import lambda_handler as index_batch

        self._workers = [
            QueueWorker("import", self._container.import_queue, import_file, _import_of_upload),
            *(
                QueueWorker("index", self._container.index_queue, index_batch, _import_of_batch)
                for _ in range(INDEX_WORKERS)
            ),
        ]
        for worker in self._workers:
            worker.start()
        self._forgetting.start()
        self._ask_for_words()

    def start_nightly_builds(self) -> None:
        """Build the signals once a day from now on, where the settings name an hour."""
        if self.settings.signals_hour >= 0:
            here = self._container
            hour = self.settings.signals_hour
            self._nightly = NightlySignals(self._signals, lambda: here.clock, hour)
            self._nightly.start()

    def finish_words(self) -> None:
        """Count the words of what was published, so that the next command has them."""
        try:
            self._container.lexicon.build()
        except ShopGuideError as error:
            _log.warning("The words of the catalogue are not counted: %s", error)

    def warm_up(self) -> None:
        """Make now what the first search, suggestion and question would otherwise wait for."""
        here = self._container
        try:
            here.search.warm_up()
            here.suggest.suggest(_TYPED)
            here.answer.warm_up()
            here.verified.sync()
        except ShopGuideError as error:
            # Whoever asks is told of it; the parts that work are served.
            _log.warning("Not everything is warm: %s", error)

    def load_generator_in_background(self) -> None:
        """Load the generator without holding up the start; without one, answers are extracted."""
        threading.Thread(target=self._load_generator, name="generator-loader", daemon=True).start()

    def close(self) -> None:
        """Finish the batch at hand, write everything down and let go of the folder."""
        if self._nightly is not None:
            self._nightly.stop()
        self._signals.stop()
        self._forgetting.stop()
        for worker in self._workers:
            worker.ask_to_stop()
        for worker in self._workers:
            if not worker.join(STOP_SECONDS):
                _log.warning("A batch is cut off; the next start does it again.")
        self._workers = []
        bootstrap.install(None)
        try:
            self._container.close()
        finally:
            self.lock.release()

    def _open_parts(self) -> None:
        """Make the parts that must exist once, before several threads ask for them."""
        here = self._container
        here.encoder.encode_queries(["warm-up"])
        _ = (here.clock, here.objects, here.records, here.import_queue, here.index_queue)
        _ = (here.index, here.catalog_import, here.indexing, here.reindex, here.rollback)

    def _empty_scratch(self) -> None:
        """Clear away what a killed import left; its message is delivered again."""
        shutil.rmtree(self.settings.scratch_dir, ignore_errors=True)

    def _check_encoder_fits(self) -> None:
        fingerprint = self._container.encoder.bundle.fingerprint
        for alias in (PRODUCTS, PASSAGES):
            schema = self._container.index.schema(alias)
            if schema is not None:
                schema.check_encoder(fingerprint)

    def _check_folder_is_whole(self) -> None:
        here = self._container
        check_folder_is_whole(
            self.settings.data_dir, records=here.records, objects=here.objects, index=here.index
        )
        mend_signals(records=here.records, index=here.index, publisher=here.signals_publisher)

    def _ask_for_words(self) -> None:
        """A folder from before there was a lexicon, or whose last message was lost, gets one."""
        try:
            self._container.lexicon.ask_if_outdated()
        except ShopGuideError as error:
            _log.warning("The words of the catalogue are not counted: %s", error)

    def _load_generator(self) -> None:
        try:
            generator = self._container.generator
        except BundleError as error:
            _log.warning("%s Until then, answers are extracted and not composed.", error)
            return
        if generator is not None:
            _log.info("The generator %s is loaded.", generator.bundle.fingerprint)


def _import_of_upload(body: str) -> str:
    document = json.loads(body)
    found = reindex_in(document) or rollback_in(document)
    return found or ", ".join(import_id_of(upload) for upload in uploads_in(document))


def _import_of_batch(body: str) -> str:
    return "lexicon" if asks_for_lexicon(body) else reference_from_message(body).import_id
