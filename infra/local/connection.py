"""Which shop a command speaks to: a running server, or a folder that it opens itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from infra.local.client import TIMEOUT, ShopClient
from infra.local.key_file import authorization_for
from infra.local.output import CommandError, ExitCode, usage_problem
from shopguide.config import read_settings
from shopguide.domain.errors import ConfigurationError


@contextmanager
def connect(
    url: str | None,
    data: Path | None,
    *,
    works: bool = False,
    may_create: bool = False,
    any_encoder: bool = False,
) -> Iterator[ShopClient]:
    """The shop at `url`, or the one in folder `data` (default: the setting ``data_dir``).

    Args:
        url: Of a running server.
        data: Folder that this process opens and holds meanwhile.
        works: Also import and index while the folder is open.
        may_create: Whether an empty folder is a new shop and not a typing error.
        any_encoder: Whether to open a folder whose index was made by an encoder that is gone.

    Raises:
        CommandError: both were given, or the URL is none.
        ShopGuideError: the folder cannot be opened; the message says why and what to do.
    """
    if url is not None and data is not None:
        raise _wrong_usage("Give --url or --data, not both.")
    if url is not None:
        _check_url(url)
        headers = authorization_for(url, read_settings())
        with httpx.Client(base_url=url.rstrip("/"), timeout=TIMEOUT, headers=headers) as http:
            yield ShopClient(http, url)
        return
    with _open_folder(data, works, may_create, any_encoder) as client:
        yield client


@contextmanager
def _open_folder(
    data: Path | None, works: bool, may_create: bool, any_encoder: bool
) -> Iterator[ShopClient]:
    settings = read_settings() if data is None else read_settings(data_dir=data)
    if not may_create and not (settings.data_dir / "records.sqlite").exists():
        raise ConfigurationError(
            f"There is no shop in the folder {settings.data_dir}.",
            fix="Name another one with --data, a server with --url, or upload products first.",
            field="data",
        )
    # The server's libraries take a second to load, which commands with --url do without.
    from infra.local.in_process import InProcessTransport
    from infra.local.one_machine import OneMachineShop
    from shopguide.api.caller import everybody

    with OneMachineShop(settings, any_encoder=any_encoder) as shop:
        if works:
            shop.start_workers()
        transport = InProcessTransport(shop.application(everybody))
        with httpx.Client(
            transport=transport, base_url="http://in-process", timeout=TIMEOUT
        ) as http:
            yield ShopClient(http, str(settings.data_dir))
        if works:
            shop.finish_words()


def _check_url(url: str) -> None:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise _wrong_usage(f"--url {url!r} is no address: {error}.") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise _wrong_usage(f"--url {url!r} is no address such as http://127.0.0.1:8080.")


def _wrong_usage(detail: str) -> CommandError:
    return CommandError(usage_problem(detail), ExitCode.USAGE)
