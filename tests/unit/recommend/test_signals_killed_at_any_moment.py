"""Whatever kills a publication, the version before stays live, and the next try finishes."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.bootstrap import Container
from shopguide.domain.record_key import LIVE_SIGNALS, SIGNAL_VERSIONS, Key
from shopguide.domain.signals import Neighbours
from shopguide.recommend.signals.publisher import Outcome
from tests.signals_files import SignalFiles, write_signals

_CHANGES = {
    "records": ("put", "update", "delete", "write_groups"),
    "index": ("create", "upsert", "flush", "drop"),
    "objects": ("open", "delete"),
}


class Killed(BaseException):
    """The process is gone: nobody catches this."""


class Calls:
    """Lets so many calls through and kills at the next one; `after`: once it was done."""

    def __init__(self, left: int, *, after: bool) -> None:
        self.left = left
        self._after = after

    def do(self, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        self.left -= 1
        if self.left < 0 and not self._after:
            raise Killed
        done = call(*arguments, **named)
        if self.left < 0:
            raise Killed
        return done


class Killable:
    """A port of which some calls kill."""

    def __init__(self, port: object, names: tuple[str, ...], calls: Calls) -> None:
        self._port, self._names, self._calls = port, names, calls

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._port, name)
        if name not in self._names:
            return call
        return lambda *arguments, **named: self._calls.do(call, *arguments, **named)


def files(number: int) -> SignalFiles:
    ids = [f"product-{each}" for each in range(3)]
    return SignalFiles(
        neighbours={each: Neighbours(((f"next-{number}", 1.0),), (), number) for each in ids},
        like_minded={"shopper": [(f"next-{number}", 1.0)]},
        trending={"all": [(f"next-{number}", 1.0)]},
        factors={each: [float(number), 1.0] for each in ids},
        made_at=f"2026-01-0{number}T00:00:00+00:00",
    )


@pytest.fixture
def stores() -> Callable[[], dict[str, Any]]:
    """Stores with versions 1 and 2 published; versions 2 and 1 are live and before it."""

    def make() -> dict[str, Any]:
        return {
            "records": InMemoryRecordTable(),
            "index": InMemoryVectorIndex(),
            "objects": InMemoryObjectStore(),
        }

    return make


@pytest.fixture
def shop_over(new_container: Callable[..., Container]) -> Callable[..., Container]:
    """A container over given stores; with `calls`, one that dies at one of them."""

    def make(stores: dict[str, Any], calls: Calls | None = None) -> Container:
        container = new_container()
        for name, port in stores.items():
            killed = port if calls is None else Killable(port, _CHANGES[name], calls)
            container.__dict__[name] = killed
        return container

    return make


def says(container: Container) -> int:
    """Which version is live, seen from every side that shoppers see; it must be one and whole."""
    reader = container.signals_reader
    reader.look_again()
    live = reader.live()
    assert live is not None
    ((_, neighbours),) = reader.neighbours(live, ["product-2"]).items()
    number = neighbours.count
    assert neighbours.followed == ((f"next-{number}", 1.0),)
    assert reader.like_minded(live, "shopper") == ((f"next-{number}", 1.0),)
    assert reader.trending(live, ["all"]) == {"all": ((f"next-{number}", 1.0),)}
    assert container.index.count(live.index) == 3
    assert reader.factor_model(live).gram[0][0] == pytest.approx(3 * number**2)
    return number


def state(stores: dict[str, Any]) -> tuple[Any, ...]:
    """Everything that is kept, but for what differs from one publication to the next."""
    records = {
        key: json.loads(text)
        for key, (text, _) in stores["records"]._rows.items()
        if key.partition.startswith("signals")
    }
    for key, record in records.items():
        if key.partition == SIGNAL_VERSIONS:
            record.pop("generation")
    documents = {
        name: sorted(one.document_id for one in stores["index"].scan(name).documents)
        for name in stores["index"].names()
    }
    return records, documents, sorted(stored.key for stored in stores["objects"].list())


def begun(
    stores: dict[str, Any], shop_over: Callable[..., Container]
) -> tuple[dict[str, Any], str]:
    """Versions 1 and 2 were published, version 3 lies there."""
    shop = shop_over(stores)
    for number in (1, 2):
        shop.signals_publisher.publish(write_signals(stores["objects"], files(number)))
    return stores, write_signals(stores["objects"], files(3))


def moments(
    stores: Callable[[], dict[str, Any]], shop_over: Callable[..., Container]
) -> Iterator[int]:
    """How many calls a publication lets pass before each moment at which it can be killed."""
    here, version = begun(stores(), shop_over)
    calls = Calls(1_000_000, after=False)
    shop_over(here, calls).signals_publisher.publish(version)
    yield from range(1_000_000 - calls.left)


@pytest.mark.parametrize("after", [False, True])
def test_publication_killed_at_any_moment(
    stores: Callable[[], dict[str, Any]], shop_over: Callable[..., Container], after: bool
) -> None:
    here, version = begun(stores(), shop_over)
    shop_over(here).signals_publisher.publish(version)
    wanted = state(here)
    for moment in moments(stores, shop_over):
        here, version = begun(stores(), shop_over)
        with pytest.raises(Killed):
            shop_over(here, Calls(moment, after=after)).signals_publisher.publish(version)
        restarted = shop_over(here)
        assert says(restarted) in (2, 3)
        report = restarted.signals_publisher.publish(version)
        assert report.outcome in (Outcome.PUBLISHED, Outcome.ALREADY_LIVE)
        assert says(restarted) == 3
        assert state(here) == wanted, f"killed at call {moment}"


def test_rollback_killed_at_any_moment(
    stores: Callable[[], dict[str, Any]], shop_over: Callable[..., Container]
) -> None:
    for after in (False, True):
        here, _ = begun(stores(), shop_over)
        with pytest.raises(Killed):
            shop_over(here, Calls(0, after=after)).signals_publisher.roll_back()
        assert says(shop_over(here)) == (1 if after else 2)


def test_what_a_killed_publication_left_goes_once_it_is_surely_abandoned(
    stores: Callable[[], dict[str, Any]], shop_over: Callable[..., Container]
) -> None:
    here, version = begun(stores(), shop_over)
    with pytest.raises(Killed):
        shop_over(here, Calls(9, after=True)).signals_publisher.publish(version)
    shop = shop_over(here)
    shop.signals_publisher.publish(write_signals(here["objects"], files(4)))
    assert here["records"].get(Key(SIGNAL_VERSIONS, version)) is not None
    shop.clock.advance(3601)  # type: ignore[attr-defined]
    shop.signals_publisher.publish(write_signals(here["objects"], files(5)))
    assert here["records"].get(Key(SIGNAL_VERSIONS, version)) is None
    assert not [key for key in here["records"]._rows if version in key.partition]


class Meanwhile:
    """A record table that lets another publication end just before the pointer is moved."""

    def __init__(self, records: InMemoryRecordTable, happens: Callable[[], object]) -> None:
        self._records, self._happens = records, [happens]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    def write_groups(self, groups: Any) -> Any:
        if self._happens and any(write.key == LIVE_SIGNALS for write in groups[0]):
            self._happens.pop()()
        return self._records.write_groups(groups)


@pytest.mark.parametrize(("mine", "others"), [(3, 3), (3, 4), (4, 3)])
def test_two_publications_at_once_end_with_the_newer_version(
    stores: Callable[[], dict[str, Any]],
    shop_over: Callable[..., Container],
    mine: int,
    others: int,
) -> None:
    here, _ = begun(stores(), shop_over)
    other = shop_over(here)
    versions = {each: write_signals(here["objects"], files(each)) for each in (mine, others)}
    meanwhile = Meanwhile(
        here["records"], lambda: other.signals_publisher.publish(versions[others])
    )
    shop = shop_over({**here, "records": meanwhile})
    report = shop.signals_publisher.publish(versions[mine])
    assert report.live.version == versions[max(mine, others)]
    assert says(shop_over(here)) == max(mine, others)
