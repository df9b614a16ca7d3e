"""Qdrant's client, whose several hundred models are built only when one is first used.

Importing the client builds a validator for each of its pydantic models, which takes 0.3 of the
0.4 s that it costs at a cold start; a search uses some twenty of them, which take 0.03 s. So within
the import pydantic is told to defer them, and the client not to complete them at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel, ConfigDict

__all__ = ["QdrantClient", "models"]


@contextmanager
def _deferred_models() -> Iterator[None]:
    """Within it, pydantic models are made without a validator; each builds its own when needed."""
    config, rebuild = BaseModel.model_config, BaseModel.__dict__["model_rebuild"]
    BaseModel.model_config = ConfigDict(defer_build=True)
    BaseModel.model_rebuild = classmethod(_leave_incomplete)  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        BaseModel.model_config = config
        BaseModel.model_rebuild = rebuild  # type: ignore[method-assign]


def _leave_incomplete(_: type[BaseModel], /, **__: object) -> None:
    """Stands in for `BaseModel.model_rebuild`: what is used later is completed then."""


with _deferred_models():
    from qdrant_client import QdrantClient, models
