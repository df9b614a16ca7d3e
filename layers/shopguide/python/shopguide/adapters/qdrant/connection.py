"""Calls to Qdrant: bounded in time and number, with errors that name the setting at fault."""

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from shopguide.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from shopguide.adapters.qdrant.index import QdrantVectorIndex
    from shopguide.adapters.qdrant.storage import CollectionStorage

TIMEOUT_SECONDS = 5
_ATTEMPTS = 3
_LONGEST_PAUSE_SECONDS = 0.1

_Parameters = ParamSpec("_Parameters")
_Answer = TypeVar("_Answer")


def connect_qdrant(
    url: str, api_key: str = "", storage: "CollectionStorage | None" = None
) -> "QdrantVectorIndex":
    """The index on the server at `url`; nothing is sent before the first call.

    Args:
        url: Of the server.
        api_key: Of the server, where it wants one.
        storage: How collections that are made are kept.

    Raises:
        ConfigurationError: `url` is not one.
    """
    # qdrant_client takes half a second to import.
    from qdrant_client import QdrantClient

    from shopguide.adapters.qdrant.errors import URL_SETTING
    from shopguide.adapters.qdrant.index import QdrantVectorIndex

    if not url.startswith(("http://", "https://")):
        raise ConfigurationError(
            f"{URL_SETTING} is {url!r}, which is not a URL.",
            fix="Set it to the server's address, such as https://qdrant.example.com:6333.",
            field=URL_SETTING,
        )
    client = QdrantClient(
        url=url, api_key=api_key or None, timeout=TIMEOUT_SECONDS, check_compatibility=False
    )
    return QdrantVectorIndex(client, address=url, storage=storage)


class PatientCaller:
    """Calls methods of the client, again where that may help, three times at most.

    Args:
        address: The server's, for error messages.
    """

    def __init__(self, address: str) -> None:
        self._address = address

    def __call__(
        self,
        index: str,
        send: Callable[_Parameters, _Answer],
        *args: _Parameters.args,
        **kwargs: _Parameters.kwargs,
    ) -> _Answer:
        """What ``send(*args, **kwargs)`` returns; it must be safe to send twice.

        Raises:
            NotFoundError: there is no such index.
            IndexUnavailableError: the server does not answer or refuses.
            ConfigurationError: it does not accept the key.
            StorageFullError: its disk is full.
        """
        from shopguide.adapters.qdrant.errors import is_worth_a_retry, translated

        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return send(*args, **kwargs)
            except Exception as error:
                if attempt == _ATTEMPTS or not is_worth_a_retry(error):
                    raise translated(error, index, self._address) from error
            time.sleep(random.uniform(0, _LONGEST_PAUSE_SECONDS * attempt))  # noqa: S311
        raise AssertionError("the last attempt returns or raises")
