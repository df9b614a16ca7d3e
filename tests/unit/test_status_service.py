"""Health names what is live, and what does not work without ever failing itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from shopguide.adapters.memory.models import HashingEncoder, ScriptedGenerator
from shopguide.bootstrap import Container
from shopguide.domain.errors import (
    BundleMissingError,
    IndexUnavailableError,
    RecordsUnavailableError,
)
from shopguide.status.service import ShopStatus, StatusService


class Down:
    """A dependency that does not answer."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def fail(*_: object, **__: object) -> None:
            raise self._error

        return fail


def status_of(container: Container, **replaced: Any) -> ShopStatus:
    parts = {
        "index": container.index,
        "records": container.records,
        "load_encoder": lambda: container.encoder,
        "load_generator": lambda: ScriptedGenerator("yes"),
        **replaced,
    }
    return StatusService(**parts).status()


def problems(status: ShopStatus) -> list[tuple[str, str]]:
    return [(problem.part, problem.code) for problem in status.problems]


def test_whole_shop_names_version_counts_and_bundles(container: Container) -> None:
    status = status_of(container)
    assert status.is_whole
    assert (status.catalogue_version, status.products, status.passages) == (1, 8, 0)
    assert [bundle.name for bundle in status.bundles] == ["hashing", "scripted"]


def test_generation_switched_off_is_no_problem(container: Container) -> None:
    status = status_of(container, load_generator=lambda: None)
    assert status.is_whole
    assert [bundle.name for bundle in status.bundles] == ["hashing"]


def test_empty_shop_is_degraded(empty_container: Container) -> None:
    status = status_of(empty_container)
    assert (status.catalogue_version, status.products) == (0, 0)
    assert problems(status) == [("catalogue", "catalogue_empty")]


def test_index_that_does_not_answer_is_named_once(container: Container) -> None:
    status = status_of(container, index=Down(IndexUnavailableError("No answer.")))
    assert (status.catalogue_version, status.products, status.passages) == (1, None, None)
    assert problems(status) == [("index", "index_unavailable")]


def test_records_that_do_not_answer_are_named(container: Container) -> None:
    status = status_of(container, records=Down(RecordsUnavailableError("No answer.")))
    assert (status.catalogue_version, status.products) == (None, 8)
    assert problems(status) == [("records", "records_unavailable")]


def test_encoder_that_did_not_make_the_index_is_named(container: Container) -> None:
    status = status_of(container, load_encoder=lambda: HashingEncoder(name="newer"))
    assert problems(status) == [("encoder", "encoder_mismatch")]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BundleMissingError("No bundle."), "bundle_missing"),
        (RuntimeError("the runtime failed"), "internal_error"),
    ],
)
def test_bundle_that_cannot_be_loaded_is_named(
    container: Container, error: Exception, code: str
) -> None:
    def fail() -> None:
        raise error

    status = status_of(container, load_encoder=fail, load_generator=fail)
    assert problems(status) == [("encoder", code), ("generator", code)]
    assert status.products == 8


def test_the_version_of_the_words_is_told(container: Container) -> None:
    assert status_of(container).words_version == 0
    container.lexicon.build()
    assert status_of(container).words_version == 1


def test_keys_that_cannot_be_read_are_named_where_sessions_are_asked_for(
    container: Container,
) -> None:
    container.secrets.write("access.json", "{")  # type: ignore[attr-defined]
    assert "access" not in {problem.part for problem in container.status.status().problems}
    container.settings = replace(container.settings, access="sessions")
    container.__dict__.pop("access", None)
    found = {problem.part: problem.code for problem in container.status.status().problems}
    assert found["access"] == "configuration_invalid"
