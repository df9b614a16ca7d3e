"""Vector indexes to hold to one test body, and names in them that nobody else uses."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.ports.vector_index import VectorIndex

ADAPTERS = ("memory", "edge", "client", "server")


def open_index(adapter: str, folder: Path) -> VectorIndex:
    """The index of an adapter.

    The server's turn runs where the environment variable QDRANT_URL is set (QDRANT_API_KEY too if
    it wants one), in indexes with a random prefix that are dropped afterwards.
    """
    match adapter:
        case "memory":
            return InMemoryVectorIndex()
        case "edge":
            return EdgeVectorIndex(folder / "index")
        case "client":
            return _client_in_process()
        case _:
            return _real_server()


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


def _real_server() -> VectorIndex:
    url = os.environ.get("QDRANT_URL", "")  # noqa: TID251
    if not url:
        pytest.skip("QDRANT_URL is not set: no Qdrant server to test against")
    from shopguide.adapters.qdrant.connection import connect_qdrant

    return connect_qdrant(url, os.environ.get("QDRANT_API_KEY", ""))  # noqa: TID251
