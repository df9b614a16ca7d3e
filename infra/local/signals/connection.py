"""Which shop's signals a command works on: a running server's, a folder's, or those on AWS."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from infra.local.client import TIMEOUT, ShopClient
from infra.local.connection import connect
from shopguide.bootstrap import Container
from shopguide.config import Settings, read_settings


@contextmanager
def connect_signals(url: str | None, data: Path | None) -> Iterator[ShopClient]:
    """The shop at `url` or in the folder `data`; with neither, the one that the settings name.

    Where these are of AWS, this process works on its table, bucket and index itself, through the
    same routes: it may run wherever the batch has room, and with the role of its container.

    Raises:
        CommandError: both were given, or the URL is none.
        ShopGuideError: the shop cannot be opened; the message says why and what to do.
    """
    settings = read_settings()
    if settings.mode == "aws" and url is None and data is None:
        with _on_aws(settings) as shop:
            yield shop
    else:
        with connect(url, data, any_encoder=True) as shop:
            yield shop


@contextmanager
def _on_aws(settings: Settings) -> Iterator[ShopClient]:
    # These load what commands with --url do without.
    from infra.local.in_process import InProcessTransport
    from infra.local.signals.build import SignalsBuild
    from infra.local.signals.builds import SignalsBuilds
    from infra.local.signals.router import signals_router
    from shopguide.api.application import create_app
    from shopguide.api.caller import everybody

    with closing(Container(settings)) as here, TemporaryDirectory(prefix="signals-") as scratch:
        build = SignalsBuild(lambda: here, Path(scratch))
        builds = SignalsBuilds(build, lambda: here.records, lambda: here.clock)
        routes = [signals_router(lambda: here, builds)]
        transport = InProcessTransport(
            create_app(
                "ShopGuide signals",
                routes,
                identify=everybody,
                streamed_paths=("/local/signals/",),
            )
        )
        with httpx.Client(
            transport=transport, base_url="http://in-process", timeout=TIMEOUT
        ) as http:
            try:
                yield ShopClient(http, f"s3://{settings.bucket}")
            finally:
                builds.stop()
