"""Routes on a port of this machine, for commands that speak to a server."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import APIRouter

from shopguide.api.application import create_app
from shopguide.api.caller import everybody


@contextmanager
def served(*routers: APIRouter) -> Iterator[str]:
    """The address of a server of these routes, over the installed container, while it is open."""
    app = create_app("test", routers, identify=everybody)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
