"""Killed between any two steps, the registry serves a whole bundle, and the same call completes."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.onnx.bundle import verify_bundle
from shopguide.domain.bundle import BundleKind
from shopguide.models.registry import ModelRegistry
from tests.unit.registry.conftest import MakeBundle

E5 = (BundleKind.ENCODER, "e5")


class KilledError(Exception):
    """The process died here."""


class FaultyStore:
    """An object store that kills its caller at the n-th call, before or after its effect."""

    def __init__(self, objects: InMemoryObjectStore, step: int, after: bool) -> None:
        self._objects = objects
        self._step = step
        self._after = after
        self.calls = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            kill = self.calls == self._step
            self.calls += 1
            if kill and not self._after:
                raise KilledError(name)
            result = getattr(self._objects, name)(*arguments, **named)
            if kill:
                raise KilledError(name)
            return result

        return call


def registry_of(objects: Any, clock: FixedClock) -> ModelRegistry:
    return ModelRegistry(objects, clock, verify_bundle, "models/")


def shop_with(folders: list[Path]) -> tuple[InMemoryObjectStore, FixedClock]:
    objects, clock = InMemoryObjectStore(), FixedClock()
    for folder in folders:
        registry_of(objects, clock).publish(folder)
        clock.advance(1)
    return objects, clock


def state(objects: InMemoryObjectStore) -> dict[str, bytes]:
    return {stored.key: objects.open(stored.key).read() for stored in objects.list()}


def faults(calls: int) -> Iterator[tuple[int, bool]]:
    for step in range(calls):
        yield step, False
        yield step, True


def run_with_fault(
    folders: list[Path], act: Callable[[ModelRegistry], object], step: int, after: bool
) -> tuple[int, dict[str, bytes]]:
    """Act with a fault, look, and act again; how many calls were made, and the end state."""
    objects, clock = shop_with(folders)
    faulty = FaultyStore(objects, step, after)
    before = registry_of(objects, clock).current(*E5).version
    versions = {one.version for one in registry_of(objects, clock).versions(*E5)}
    try:
        act(registry_of(faulty, clock))
    except KilledError:
        registry = registry_of(objects, clock)
        current = registry.current(*E5)
        registry.rollback(*E5, to=current.version)  # refused unless every file is whole
        assert versions <= {one.version for one in registry.versions(*E5)}
        # A rollback names no version; once the pointer has moved, only its answer was lost.
        if current.version == before or act.__name__ == "publish":
            act(registry)
    return faulty.calls, state(objects)


@pytest.mark.parametrize("action", ["publish", "rollback"])
def test_killed_at_any_step_the_same_call_again_ends_like_one_that_was_not(
    make_bundle: MakeBundle, action: str
) -> None:
    folders, new = [make_bundle("1"), make_bundle("2")], make_bundle("3")

    def publish(registry: ModelRegistry) -> object:
        return registry.publish(new)

    def rollback(registry: ModelRegistry) -> object:
        return registry.rollback(*E5)

    act = publish if action == "publish" else rollback
    calls, expected = run_with_fault(folders, act, step=10**9, after=False)
    assert calls >= 7
    for step, after in faults(calls):
        _, found = run_with_fault(folders, act, step, after)
        pointer = "models/encoder/e5/current"
        assert found[pointer] == expected[pointer], (step, after)
        history = {key for key in found if "/history/" in key}
        assert {key for key in expected if "/history/" in key} <= history
        files = {key: body for key, body in found.items() if key not in history}
        assert files == {key: body for key, body in expected.items() if "/history/" not in key}


def test_two_that_publish_at_once_leave_one_whole_bundle_in_use_and_both_in_the_history(
    make_bundle: MakeBundle,
) -> None:
    objects, clock = shop_with([make_bundle("0")])
    folders = [make_bundle(weights) for weights in "1122"]
    threads = [
        threading.Thread(target=registry_of(objects, clock).publish, args=(folder,))
        for folder in folders
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    registry = registry_of(objects, clock)
    brought = {event.version for event in registry.history(*E5)}
    published = {verify_bundle(folder).version for folder in folders}
    assert published <= brought
    current = registry.current(*E5)
    assert current.version in published
    assert registry.rollback(*E5, to=current.version).manifest == current
