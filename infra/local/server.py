"""The one-machine server: one process, one port, one folder."""

import logging
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from infra.local.load_limit import LoadLimit
from infra.local.one_machine import OneMachineShop
from shopguide.config import Settings
from shopguide.domain.errors import ConfigurationError

_log = logging.getLogger(__name__)

DRAIN_SECONDS = 10
"""How long a stopping server waits for requests at hand."""


def serve(settings: Settings, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is at hand.

    Args:
        settings: Mode ``embedded``.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
        announce: Called with the server's URL once it answers.

    Raises:
        ConfigurationError: the address cannot be listened on.
        DataFolderInUseError, BundleError, EncoderMismatchError: as `OneMachineShop.open`.
    """
    # Stops the loading of models at once. While uvicorn runs its own handlers stand; once it has
    # stopped it raises the signal again, and this one ends the process in good order.
    _on_stop_signals(_exit)
    with OneMachineShop(settings) as shop, _listen(host, port) as listener:
        url = _url_of(listener)
        shop.lock.acquire(url)
        shop.warm_up()
        shop.start_workers()
        shop.start_nightly_builds()
        shop.load_generator_in_background()
        limited = LoadLimit(
            shop.application(),
            at_once=settings.requests_at_once,
            waiting=settings.requests_waiting,
        )
        config = uvicorn.Config(
            limited,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )
        try:
            _AnnouncedServer(config, lambda: announce(url)).run(sockets=[listener])
        finally:
            _on_stop_signals(signal.SIG_DFL)
            _log.info("Stopping once the batch at hand is done; a second signal stops at once.")


class _AnnouncedServer(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        raise ConfigurationError(
            f"Cannot listen on {host}:{port}: {getattr(error, 'strerror', None) or error}.",
            fix="Name a free port with --port (0 takes any), or another address with --host.",
            field="port",
        ) from error
    # Accepted connections inherit it. asyncio sets it only on sockets that name their protocol;
    # without it every answer waits 40 ms for the client's delayed acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _on_stop_signals(action: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, action)


def _exit(_: int, __: FrameType | None) -> None:
    raise SystemExit(0)
