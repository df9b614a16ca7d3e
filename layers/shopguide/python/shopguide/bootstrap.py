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

from shopguide.api.observability import name_metrics_by
from shopguide.api.tracing import read_traces_from, trace_of
from shopguide.cataloguing import Cataloguing
from shopguide.config import (
    Settings,
    read_lambda_trace,
    read_metrics_namespace,
    read_settings,
)
from shopguide.domain.errors import EncoderMismatchError, IndexSchemaError
from shopguide.parts import Built

if TYPE_CHECKING:
    from shopguide.access.key_changes import KeyChanges
    from shopguide.access.rotation import KeyRotation
    from shopguide.access.service import AccessService
    from shopguide.articles.service import ArticleService
    from shopguide.domain.caller import Caller
    from shopguide.models.registry import ModelRegistry
    from shopguide.ports.encoder import Encoder
    from shopguide.status.service import StatusService

_Part = TypeVar("_Part")

_ENCODING_PARTS = ("replay", "compare", "search", "answer", "signal_models", "encoder")
"""Parts that keep an encoder or what fits one, and the encoder itself; in the order in which they
are built."""


class Container(Cataloguing):
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
            check_access=lambda: self.access.check(),  # noqa: PLW0108 - keys are read when asked
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


# The first invocation is traced and measured, too, and that may come before any container is made.
name_metrics_by(read_metrics_namespace)
read_traces_from(lambda: trace_of(*read_lambda_trace()))
