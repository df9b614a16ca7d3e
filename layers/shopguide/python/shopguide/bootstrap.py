"""Settings -> adapters -> services: built lazily, once a container.

Each part is made on first use and its module imported only then, so that a function pays at its
cold start for what it calls and for nothing else.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from shopguide.api.tracing import read_traces_from, trace_of
from shopguide.assisting import Assisting
from shopguide.config import Settings, read_lambda_trace, read_settings
from shopguide.domain.errors import EncoderMismatchError, IndexSchemaError
from shopguide.parts import Built

if TYPE_CHECKING:
    from shopguide.access.key_changes import KeyChanges
    from shopguide.access.rotation import KeyRotation
    from shopguide.access.service import AccessService
    from shopguide.articles.service import ArticleService
    from shopguide.catalog.approval import ImportApprovals
    from shopguide.catalog.import_records import ImportRecords
    from shopguide.catalog.reindex import ReindexService
    from shopguide.catalog.reports.conclusion import ImportConclusions
    from shopguide.catalog.reports.reading import ImportReports
    from shopguide.catalog.rollback import RollbackService
    from shopguide.catalog.service import CatalogImportService
    from shopguide.catalog.upload_leave import UploadLeaves
    from shopguide.catalog.versions import CatalogueVersions
    from shopguide.domain.caller import Caller
    from shopguide.indexing.lexicon_service import LexiconService
    from shopguide.indexing.service import IndexingService
    from shopguide.models.registry import ModelRegistry
    from shopguide.ports.encoder import Encoder
    from shopguide.status.service import StatusService

_Part = TypeVar("_Part")

_ENCODING_PARTS = ("replay", "compare", "search", "answer", "signal_models", "encoder")
"""Parts that keep an encoder or what fits one, and the encoder itself; in the order in which they
are built."""


class Container(Assisting):
    """All adapters and services of one process."""

    @property
    def loaded_encoder(self) -> Encoder | None:
        """The live encoder, None until it is asked for."""
        return self.__dict__.get("encoder")

    def follow_index(self, used: Encoder | None) -> bool:
        """Let go of the encoder where a reindex brought in another one, and of what works with it.

        Args:
            used: The one that was refused.

        Returns:
            Whether it is worth trying again: what is asked for next has another encoder.
        """
        with ExitStack() as locks:
            for name in _ENCODING_PARTS:
                locks.enter_context(self.building.setdefault(name, threading.RLock()))
            if self.loaded_encoder is not used:
                return True  # another thread was faster
            if used is None or not self.encoders.can_replace(used):
                return False
            for name in _ENCODING_PARTS:
                self.__dict__.pop(name, None)
            return True

    # Services

    @Built
    def access(self) -> AccessService:
        """Who asks."""
        from shopguide.access.key_ring import KeyRing
        from shopguide.access.service import AccessService, Lifetimes

        here = self.settings
        ring = KeyRing(self.secrets, here.access_secret)
        lifetimes = Lifetimes(here.session_hours * 3600, here.signed_in_hours * 3600)
        return AccessService(ring, self.clock, lifetimes, is_open=here.access == "open")

    @Built
    def key_changes(self) -> KeyChanges:
        """Changes the keys of sessions and callers."""
        from shopguide.access.key_changes import KeyChanges

        name, longest = self.settings.access_secret, self.settings.longest_session_seconds
        return KeyChanges(self.secret_writer, name, self.clock, longest)

    def make_first_keys(self) -> None:
        """Make the keys of a new shop on one machine; on AWS the stack has made them."""
        here = self.settings
        if not self._on_aws and not (here.data_dir / here.access_secret).exists():
            self.key_changes.make()

    @Built
    def key_rotation(self) -> KeyRotation:
        """Rotates the keys of sessions for Secrets Manager."""
        from shopguide.access.rotation import KeyRotation

        longest = self.settings.longest_session_seconds
        return KeyRotation(self.secrets_manager, self.clock, longest)

    @Built
    def catalog_import(self) -> CatalogImportService:
        """Reads an uploaded file and splits what changed into batches."""
        from shopguide.catalog.service import CatalogImportService, ImportLimits

        return CatalogImportService(
            objects=self.objects,
            records=self.records,
            index_queue=self.index_queue,
            import_queue=self.import_queue,
            clock=self.clock,
            limits=ImportLimits(
                batch_rows=self.settings.batch_rows,
                max_rejected_share=self.settings.max_rejected_share,
                max_removed_share=self.settings.max_removed_share,
                min_encoding_confidence=self.settings.min_encoding_confidence,
            ),
            scratch=None if self._on_aws else self.settings.scratch_dir,
            currency=self.settings.currency,
        )

    @Built
    def upload_leaves(self) -> UploadLeaves:
        """Gives leave to upload catalogue files."""
        from shopguide.catalog.upload_leave import UploadLeaves

        return UploadLeaves(self.upload_tickets)

    @Built
    def imports(self) -> ImportRecords:
        """The records of catalogue imports."""
        from shopguide.catalog.import_records import ImportRecords

        return ImportRecords(self.records, self.clock)

    @Built
    def reports(self) -> ImportReports:
        """The reports of catalogue imports."""
        from shopguide.catalog.reports.reading import ImportReports

        return ImportReports(self.objects, self.imports)

    @Built
    def approvals(self) -> ImportApprovals:
        """Lets held imports go on."""
        from shopguide.catalog.approval import ImportApprovals

        return ImportApprovals(
            objects=self.objects,
            records=self.records,
            import_queue=self.import_queue,
            clock=self.clock,
        )

    @Built
    def versions(self) -> CatalogueVersions:
        """The catalogue versions that were live."""
        from shopguide.catalog.versions import CatalogueVersions

        return CatalogueVersions(self.objects, self.records)

    @Built
    def rollback(self) -> RollbackService:
        """Brings the rows of an earlier version back."""
        from shopguide.catalog.rollback import RollbackService

        return RollbackService(
            objects=self.objects,
            records=self.records,
            index_queue=self.index_queue,
            import_queue=self.import_queue,
            clock=self.clock,
            batch_rows=self.settings.batch_rows,
            scratch=None if self._on_aws else self.settings.scratch_dir,
        )

    @Built
    def conclusions(self) -> ImportConclusions:
        """Tells how imports ended."""
        from shopguide.catalog.reports.conclusion import ImportConclusions

        bucket, folder = self.settings.bucket, self.settings.data_dir / "objects"
        return ImportConclusions(
            objects=self.objects,
            records=self.records,
            announcer=self.announcer,
            place=f"s3://{bucket}/" if self._on_aws else f"{folder}/",
        )

    @Built
    def indexing(self) -> IndexingService:
        """Embeds and stores batches, and publishes the last one."""
        from shopguide.indexing.service import IndexingService

        return IndexingService(
            objects=self.objects,
            records=self.records,
            index=self.index,
            load_encoder=lambda: self.encoder,
            load_encoder_of=self.encoders.of,
            load_canaries=lambda: self.canaries,
            clock=self.clock,
            on_publication=self._follow_publication,
        )

    def _follow_publication(self) -> None:
        """Count the words of what went live, and see which verified answers still hold."""
        self.lexicon.ask_if_outdated()
        self.verified.sync()

    @Built
    def lexicon(self) -> LexiconService:
        """Has the words of the live catalogue counted."""
        from shopguide.indexing.lexicon_service import LexiconService

        return LexiconService(
            objects=self.objects,
            records=self.records,
            index=self.index,
            queue=self.index_queue,
            pause_seconds=0.0 if self._on_aws else 0.02,  # one process also answers searches
        )

    @Built
    def reindex(self) -> ReindexService:
        """Rebuilds the index for another encoder."""
        from shopguide.catalog.reindex import ReindexService

        return ReindexService(
            objects=self.objects,
            records=self.records,
            index_queue=self.index_queue,
            import_queue=self.import_queue,
            load_index=lambda: self.index,
            clock=self.clock,
            batch_rows=self.settings.batch_rows,
        )

    @Built
    def articles(self) -> ArticleService:
        """Articles of the shop."""
        from shopguide.articles.service import ArticleService

        return ArticleService(
            self.index,
            lambda: self.encoder,
            self.shopper_profiles,
            lambda shopper_id: self.interests.of(shopper_id),  # noqa: PLW0108 - not built before
        )

    @Built
    def status(self) -> StatusService:
        """What is live."""
        from shopguide.status.service import StatusService

        return StatusService(
            index=self.index,
            records=self.records,
            load_encoder=lambda: self.encoder,
            load_generator=lambda: self.generator,
            check_signals=lambda: self.signal_models.check(),  # noqa: PLW0108 - not kept
        )

    def close(self) -> None:
        """Let go of everything that was opened."""
        for name in (
            "query_counts",
            "index",
            "records",
            "index_queue",
            "import_queue",
            "training_jobs",
        ):
            if name in self.__dict__:
                getattr(self, name).close()


def model_registry(settings: Settings, bucket: str = "") -> ModelRegistry:
    """The bundles in a bucket, by default those in this machine's models folder."""
    from shopguide.adapters.onnx.bundle import verify_bundle
    from shopguide.adapters.system.clock import SystemClock
    from shopguide.models.registry import ModelRegistry

    if bucket:
        from shopguide.adapters.s3.objects import S3ObjectStore

        store, prefix = S3ObjectStore(bucket), settings.models_bucket_prefix
        return ModelRegistry(store, SystemClock(), verify_bundle, prefix)
    from shopguide.adapters.folder.objects import FolderObjectStore

    return ModelRegistry(FolderObjectStore(settings.models_dir), SystemClock(), verify_bundle)


def identify(authorization: str) -> Caller:
    """Who sends a value of ``Authorization``; errors as of `AccessService.identify`."""
    return container().access.identify(authorization)


def with_live_encoder(call: Callable[[Container], _Part]) -> _Part:
    """Call with the container of this process; once more where a reindex changed the encoder.

    A reindex that goes live in the midst of the call leaves vectors of the one and an index of the
    other, which the engine refuses.

    Raises:
        EncoderMismatchError: the encoder that made the index cannot be loaded.
    """
    here = container()
    used = here.loaded_encoder
    try:
        return call(here)
    except IndexSchemaError:
        here.follow_index(used)
        return call(here)
    except EncoderMismatchError:
        if not here.follow_index(used):
            raise
        return call(here)


_installed: list[Container] = []


def install(container: Container | None) -> None:
    """Make `container` the one of this process (tests, one-machine server); None lets go of it."""
    _installed[:] = [] if container is None else [container]


def container() -> Container:
    """The container of this process, made from the environment on first use."""
    return _installed[0] if _installed else _from_environment()


@cache
def _from_environment() -> Container:
    return Container(read_settings())


# The first invocation is traced, too, and that may come before any container is made.
read_traces_from(lambda: trace_of(*read_lambda_trace()))
