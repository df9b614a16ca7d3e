"""Indexes of signals live beside those of the catalogue: neither is taken for the other's rest."""

import pytest

from infra.local.folder_check import mend_signals
from shopguide.bootstrap import Container
from shopguide.domain.record_key import LIVE_SIGNALS
from shopguide.text.index_layout import PRODUCTS
from tests.signals_files import SignalFiles, write_signals

FILES = SignalFiles(factors={"HP-1": [1.0, 2.0], "CH-1": [0.0, 1.0]})


def published(container: Container) -> str:
    version = write_signals(container.objects, FILES)
    container.signals_publisher.publish(version)
    return f"behaviour-{version}"


def mend(container: Container) -> None:
    mend_signals(
        records=container.records, index=container.index, publisher=container.signals_publisher
    )


def test_dropping_old_indexes_of_the_catalogue_leaves_those_of_the_signals(
    container: Container,
) -> None:
    index = published(container)
    assert index not in container.indexing.drop_old_indexes()
    assert index in container.index.names()


def test_cleaning_up_signals_leaves_the_indexes_of_the_catalogue(container: Container) -> None:
    before = [name for name in container.index.names() if name.startswith(PRODUCTS)]
    published(container)
    container.index.create("behaviour-of-nobody", container.index.schema(PRODUCTS))  # type: ignore[arg-type]
    later = SignalFiles(factors={"HP-1": [2.0, 2.0]}, made_at="2026-01-02T03:00:00+00:00")
    container.signals_publisher.publish(write_signals(container.objects, later))
    assert set(before) <= set(container.index.names())
    assert "behaviour-of-nobody" not in container.index.names()
    assert container.versions.recent() == []  # versions of the catalogue are another list


def test_an_index_of_signals_that_is_gone_is_made_again_from_their_files(
    container: Container, caplog: pytest.LogCaptureFixture
) -> None:
    index = published(container)
    mend(container)
    assert not caplog.records
    container.index.drop(index)
    assert ("signals", "index_lost") in [
        (problem.part, problem.code) for problem in container.status.status().problems
    ]
    mend(container)
    assert container.index.count(index) == 2
    assert container.status.status().is_whole


def test_without_their_files_the_shop_goes_on_without_signals(container: Container) -> None:
    index = published(container)
    container.index.drop(index)
    for stored in list(container.objects.list("signals/")):
        container.objects.delete(stored.key)
    mend(container)
    assert container.records.get(LIVE_SIGNALS) is None
    container.signals_reader.look_again()
    assert container.signals_reader.live() is None


def test_where_files_and_index_are_lost_the_version_before_is_served(container: Container) -> None:
    before = published(container).removeprefix("behaviour-")
    later = SignalFiles(factors={"HP-1": [2.0, 2.0]}, made_at="2026-01-02T03:00:00+00:00")
    lost = write_signals(container.objects, later)
    container.signals_publisher.publish(lost)
    container.index.drop(f"behaviour-{lost}")
    container.objects.delete(f"signals/{lost}/signals.json")
    mend(container)
    live = container.signals_reader.live()
    assert live is not None
    assert live.version == before
    assert container.status.status().is_whole
