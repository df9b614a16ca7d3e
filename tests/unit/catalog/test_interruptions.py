"""Killed anywhere, an import ends as if nothing had happened."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from shopguide.domain.batch import reference_from_message
from shopguide.domain.catalog_import import ImportStatus
from shopguide.domain.live_catalogue import LiveCatalogue
from shopguide.domain.manifest_lines import manifest_lines
from shopguide.domain.record_key import IMPORT_LOCK, IMPORT_TURNS
from shopguide.domain.upload import upload_event
from shopguide.text.index_layout import PASSAGES, PRODUCTS

TIME = re.compile(r'"at":"[^"]*"')
PORTS = ("objects", "records", "index", "index_queue", "import_queue", "encoder")


class KilledError(Exception):
    """The process died here."""


@dataclass
class Fault:
    """Kills at the n-th call of a port (0-based), before or after the call has its effect."""

    step: int
    after: bool
    calls: int = 0

    def happens(self) -> bool:
        self.calls += 1
        return self.calls == self.step + 1


class FaultyPort:
    """Any port, with a fault in it."""

    def __init__(self, port: Any, fault: Fault) -> None:
        self._port = port
        self._fault = fault

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._port, name)
        if not callable(member) or name in ("receive", "acknowledge", "release", "depth"):
            return member

        def call(*arguments: Any, **named: Any) -> Any:
            kill = self._fault.happens()
            if kill and not self._fault.after:
                raise KilledError(name)
            result = member(*arguments, **named)
            if kill:
                raise KilledError(name)
            return result

        return call


def work(shop: Any) -> None:
    """Deliver every message until each was handled without being killed."""
    for _ in range(1000):
        batches, events = shop.index_queue.receive(), shop.import_queue.receive()
        for message in batches:
            _handle(shop.index_queue, message, lambda body: _index(shop, body))
        for message in events:
            _handle(shop.import_queue, message, shop.do_import_work)
        waiting = shop.index_queue.depth().waiting + shop.import_queue.depth().waiting
        if not batches and not events and not waiting:
            return
        shop.clock.advance(1)
    raise AssertionError("the import never ends")


def _handle(queue: Any, message: Any, handler: Callable[[str], None]) -> None:
    try:
        handler(message.body)
    except KilledError:
        queue.release(message)
    else:
        queue.acknowledge(message)


def _index(shop: Any, body: str) -> None:
    shop.indexing.index_batch(reference_from_message(body))


def state(shop: Any, import_id: str) -> dict[str, Any]:
    """Everything that lasts, but for times."""
    record = replace(shop.imports.find(import_id), created_at="", updated_at="")
    documents = {
        (alias, document.document_id): (
            TIME.sub('"at":""', json.dumps(document.fields, separators=(",", ":"))),
            document.vectors["text"].tolist(),
        )
        for alias in (PRODUCTS, PASSAGES)
        for document in shop.index.scan(alias, with_vectors=True).documents
    }
    keys = [stored.key for stored in shop.objects.list()]
    return {
        "record": record,
        "documents": documents,
        "live": without_times(shop.live()),
        "objects": keys,
        "manifests": [manifest_of(shop, key) for key in keys if key.endswith("manifest.jsonl.gz")],
        "rejected": [shop.object(key) for key in keys if key.endswith("rejected.csv")],
        "lock": shop.records.get(IMPORT_LOCK),
        "turns": list(shop.records.query(IMPORT_TURNS)),
        "dead": [shop.index_queue.depth().dead, shop.import_queue.depth().dead],
    }


def manifest_of(shop: Any, key: str) -> list[str]:
    """The lines of a manifest, but for times."""
    with shop.objects.open(key) as stream:
        lines = [line.decode() for line in manifest_lines(stream, key)]
    return [TIME.sub('"at":""', line) for line in lines]


HEADER = "id,title,price\n"
PRODUCT_FILES = (
    HEADER + "".join(f"p{number},Product {number},5 USD\n" for number in range(6)),
    f"""{HEADER}p0,Product 0,5 USD
p1,Product 1,6 USD
p2,Product 2,6 USD
p3,New 3,5 USD
p4,,5 USD
n1,Added 1,5 USD
n2,Added 2,5 USD
""",
)
PRICE_FILES = (
    PRODUCT_FILES[0],
    "id,price\np0,5 USD\np1,6 USD\np2,7 USD\np3,8 USD\np4,cheap\nn1,5 USD\n",
)
ARTICLE_FILES = (
    'id,title,text\nreturns,Returns,"One.\nTwo.\nThree."\nold,Old,Gone soon.\n',
    'id,title,text\nreturns,Returns,"One.\nTwo, changed."\nnew,New,Just here.\n',
)


def run(new_shop: Callable[..., Any], kind: str, files: tuple[str, str], fault: Fault) -> Any:
    """Import the first file undisturbed, the second with the fault; the state in the end."""
    shop = new_shop(batch_rows=2, max_rejected_share=0.5, max_removed_share=0.6)
    shop.run(kind.removesuffix("-delta"), files[0])
    upload = shop.upload(kind, files[1])
    shop.import_queue.send([json.dumps(upload_event(upload))])
    plain = {name: getattr(shop, name) for name in PORTS}
    vars(shop).update({name: FaultyPort(port, fault) for name, port in plain.items()})
    work(shop)
    vars(shop).update(plain)
    record = shop.importing.run(upload)
    return state(shop, record.import_id)


def without_times(live: LiveCatalogue) -> LiveCatalogue:
    versions = [replace(version, published_at="") for version in live.versions]
    return replace(live, versions=versions)


def faults(calls: int) -> Iterator[Fault]:
    """A death at every call; one before a call is one after the call before it."""
    yield Fault(0, after=False)
    for step in range(calls):
        yield Fault(step, after=True)


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("products", PRODUCT_FILES),
        ("products-delta", PRICE_FILES),
        ("articles", ARTICLE_FILES),
    ],
)
def test_an_import_killed_at_any_step_ends_like_one_that_was_not(
    new_shop: Callable[..., Any], kind: str, files: tuple[str, str]
) -> None:
    undisturbed = Fault(step=10**9, after=False)
    expected = run(new_shop, kind, files, undisturbed)
    assert expected["record"].status is ImportStatus.PUBLISHED
    assert expected["live"].version == 2
    assert expected["lock"] == {"import_id": None}
    assert undisturbed.calls > 40
    for fault in faults(undisturbed.calls):
        assert run(new_shop, kind, files, fault) == expected, fault


def test_a_held_import_killed_at_any_step_is_held_all_the_same(
    new_shop: Callable[..., Any],
) -> None:
    files = (PRODUCT_FILES[0], "id,title\nz,Only one\n")
    undisturbed = Fault(step=10**9, after=False)
    expected = run(new_shop, "products", files, undisturbed)
    assert expected["record"].status is ImportStatus.HELD
    assert expected["lock"] == {"import_id": None}
    for fault in faults(undisturbed.calls):
        assert run(new_shop, "products", files, fault) == expected, fault
