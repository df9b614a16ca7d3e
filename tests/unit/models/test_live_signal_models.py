"""The models that serve are those of the live signals; one that is missing is told of once."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from shopguide.domain.errors import BundleMissingError
from shopguide.domain.signals import LiveSignals
from shopguide.models.live_signals import LiveSignalModels

LIVE = LiveSignals("v1", "2026-01-01T00:00:00+00:00", recommender="sequence@1", clicks=True)


class Models:
    """Opens models by name; some are missing."""

    def __init__(self) -> None:
        self.live: LiveSignals | None = LIVE
        self.opened: list[str] = []
        self.missing: set[str] = set()
        self.followed = LiveSignalModels(lambda: self.live, self.open, self.open)

    def open(self, name: str) -> object:
        self.opened.append(name)
        if name in self.missing:
            raise BundleMissingError(f"There is no {name}.", fix="Publish it.")
        return SimpleNamespace(name=name)


def test_models_are_loaded_once_and_follow_the_live_version() -> None:
    models = Models()
    for _ in range(2):
        assert models.followed.recommender().name == "sequence@1"  # type: ignore[union-attr]
        assert models.followed.click_model().name == "v1"  # type: ignore[union-attr]
    models.live = replace(LIVE, version="v2", recommender="sequence@2")
    assert models.followed.recommender().name == "sequence@2"  # type: ignore[union-attr]
    assert models.followed.click_model().name == "v2"  # type: ignore[union-attr]
    assert models.opened == ["sequence@1", "v1", "sequence@2", "v2"]


@pytest.mark.parametrize("live", [None, replace(LIVE, recommender="", clicks=False)])
def test_without_signals_or_models_there_are_none_and_that_is_no_problem(
    live: LiveSignals | None,
) -> None:
    models = Models()
    models.live = live
    assert models.followed.recommender() is None
    assert models.followed.click_model() is None
    models.followed.check()
    assert models.opened == []


def test_a_missing_model_is_told_once_and_seen_by_whoever_checks(
    caplog: pytest.LogCaptureFixture,
) -> None:
    models = Models()
    models.missing = {"sequence@1"}
    for _ in range(3):
        assert models.followed.recommender() is None
    assert [record.getMessage() for record in caplog.records] == [
        "Recommendations go on without sequence@1: There is no sequence@1. Publish it."
    ]
    with pytest.raises(BundleMissingError):
        models.followed.check()
