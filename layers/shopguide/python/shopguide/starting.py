"""What a function does when it starts, before anybody asks it: wait and import at the same time.

The encoder's files take as long to come from S3 as all imports take, so they are fetched meanwhile.
`begin` comes before a function's other imports, `finish` after them: nothing is under way any more
when Lambda freezes the process, takes its snapshot, or hands it the first request.
"""

from __future__ import annotations

import gc
from importlib import import_module

from shopguide.config import Settings, read_settings, starts_ahead
from shopguide.deferred_models import deferred_models
from shopguide.domain.bundle import BundleKind
from shopguide.domain.errors import ConfigurationError, ShopGuideError

_COLLECT_AFTER = 50_000
"""New objects before the garbage collector looks: imports make half a million and drop few."""

_FIRST_USED = (
    "shopguide.adapters.onnx.encoder",
    "shopguide.adapters.qdrant.index",
    "shopguide.adapters.dynamodb.records",
    "onnxruntime",
)
"""What the first request would import."""


def begin() -> None:
    """Begin to fetch the encoder; on one machine, where bundles are at hand, nothing happens."""
    settings = _settings_of_aws()
    if settings is None:
        return
    gc.set_threshold(_COLLECT_AFTER)
    from shopguide.adapters.s3.bundles import fetch_ahead

    fetch_ahead(
        settings.bucket,
        settings.models_bucket_prefix,
        BundleKind.ENCODER,
        settings.encoder,
        settings.models_dir,
    )
    with deferred_models():  # those of OpenAPI documents, which no function writes
        import_module("fastapi")


def finish() -> None:
    """Import what the first request needs, and wait for what `begin` began.

    Where Lambda starts a function long before its first request (from a snapshot, or provisioned),
    the encoder is loaded as well. What fails here fails again, and is told, when it is asked for.
    """
    settings = _settings_of_aws()
    if settings is None:
        return
    for name in _FIRST_USED:
        import_module(name)
    from shopguide.adapters.s3.bundles import wait_for_fetched

    wait_for_fetched()
    if starts_ahead():
        _load_encoder()


def _load_encoder() -> None:
    from shopguide.bootstrap import container

    here = container()
    try:
        here.encoders.of(here.wanted_encoder())
    except ShopGuideError:
        return


def _settings_of_aws() -> Settings | None:
    try:
        settings = read_settings()
    except ConfigurationError:
        return None  # the first request tells of it
    return settings if settings.mode == "aws" else None
