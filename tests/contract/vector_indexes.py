"""Vector indexes to hold to one test body, and names in them that nobody else uses."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.ports.vector_index import VectorIndex
from tests.qdrant_server import QdrantServer

ADAPTERS = ("memory", "edge", "client", "stand-in", "server")


@contextmanager
def open_index(adapter: str, folder: Path) -> Iterator[VectorIndex]:
    """The index of an adapter, closed afterwards.

    The stand-in's turn speaks HTTP, as the server's does, to local mode behind our own front.
    The server's turn runs where the environment variable QDRANT_URL is set (QDRANT_API_KEY too if
    it wants one), in indexes with a random prefix that are dropped afterwards.
    """
    with ExitStack() as closing:
        match adapter:
            case "memory":
                index: VectorIndex = InMemoryVectorIndex()
            case "edge":
                index = EdgeVectorIndex(folder / "index")
            case "client":
                index = _client_in_process()
            case "stand-in":
                index = _stand_in(closing.enter_context(QdrantServer()))
            case _:
                index = _real_server()
        closing.callback(index.close)
        yield index


@contextmanager
def names_of_our_own(index: VectorIndex) -> Iterator[Callable[[str], str]]:
    """Names that nobody else uses; their indexes are dropped afterwards."""
    prefix = f"test-{uuid4().hex[:10]}-"
    yield lambda name: prefix + name
    for name in index.names():
        if name.startswith(prefix):
            index.drop(name)


def _client_in_process() -> VectorIndex:
    from qdrant_client import QdrantClient

    from shopguide.adapters.qdrant.index import QdrantVectorIndex

    return QdrantVectorIndex(QdrantClient(":memory:"))


def _stand_in(server: QdrantServer) -> VectorIndex:
    from shopguide.adapters.qdrant.connection import connect_qdrant

    return connect_qdrant(server.url)


def _real_server() -> VectorIndex:
    url = os.environ.get("QDRANT_URL", "")  # noqa: TID251
    if not url:
        pytest.skip("QDRANT_URL is not set: no Qdrant server to test against")
    from shopguide.adapters.qdrant.connection import connect_qdrant

    key = os.environ.get("QDRANT_API_KEY", "")  # noqa: TID251
    return connect_qdrant(url, lambda *, fresh=False: key)  # noqa: ARG005 - there is one key
