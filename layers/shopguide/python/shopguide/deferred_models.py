"""Lets libraries define pydantic models whose validators are built only when one is first used."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel, ConfigDict


@contextmanager
def deferred_models() -> Iterator[None]:
    """Import a library within it: each of its models is completed when it is first used.

    Libraries complete their models themselves once all are defined; that is left out as well.
    """
    config, rebuild = BaseModel.model_config, BaseModel.__dict__["model_rebuild"]

    def rebuild_if_used(model: type[BaseModel], /, **how: object) -> bool | None:
        # pydantic says where the names of a model that is used now are looked up, libraries do not
        return rebuild.__get__(None, model)(**how) if how else None

    BaseModel.model_config = ConfigDict(defer_build=True)
    BaseModel.model_rebuild = classmethod(rebuild_if_used)  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        BaseModel.model_config = config
        BaseModel.model_rebuild = rebuild  # type: ignore[method-assign]
