"""A part of a container that is built on first use."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Generic, Protocol, TypeVar, overload

_Part = TypeVar("_Part")


class HasParts(Protocol):
    """What has parts: one lock for each, by the part's name, made when it is first needed."""

    building: dict[str, AbstractContextManager[bool]]


class Built(Generic[_Part]):
    """A part that is built on first use, once, also when two threads ask at the same moment.

    `functools.cached_property` has no lock from Python 3.12 on, and a second index on one folder
    or a second model in memory would not do. Tests may assign another part over it.
    """

    def __init__(self, build: Callable[[Any], _Part]) -> None:
        self._build = build
        self._name = build.__name__
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, container: None, owner: type[HasParts]) -> "Built[_Part]": ...
    @overload
    def __get__(self, container: HasParts, owner: type[HasParts]) -> _Part: ...
    def __get__(self, container: HasParts | None, owner: type[HasParts]) -> "_Part | Built[_Part]":
        """The part; kept in the container's ``__dict__``, which is looked at first next time."""
        if container is None:
            return self
        with container.building.setdefault(self._name, threading.RLock()):
            if self._name not in container.__dict__:
                container.__dict__[self._name] = self._build(container)
        part: _Part = container.__dict__[self._name]
        return part
