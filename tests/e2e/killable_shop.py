"""What is asked of a shop that is killed meanwhile, and the process that is killed."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from shopguide.bootstrap import Container
from shopguide.domain.catalog_import import ImportStatus
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.domain.record_key import ROLLBACK
from shopguide.domain.rollback import plan_from_json
from tests.e2e.hashing_shop import copy_shop, csv_text, hashing_shop, put_upload, work_until_idle

PRODUCTS = 90
HELD_PRODUCTS = 50
"""So few that what is missing holds the import."""


def products(word: str, first: int = 0, last: int = PRODUCTS, *, price: int = 10) -> str:
    """A products file; every third title has `word`."""
    return csv_text(
        {
            "id": f"p{number}",
            "title": f"Oak lamp 灯 number {number}" + (f" {word}" if number % 3 == 0 else ""),
            "price": f"{price + number % 50} USD",
            "brand": f"Maker {number % 7}",
        }
        for number in range(first, last)
    )


def questions() -> str:
    """A Q&A file, also about products that come and go."""
    return csv_text(
        {
            "id": f"q{number}",
            "product_id": f"p{number * 5}",
            "question": f"Is number {number} heavy?",
            "answer": "No. It weighs little.",
        }
        for number in range(24)
    )


def _nothing(_: Container, __: str) -> None:
    """An upload was acknowledged before; the workers do the rest."""


def _approve(here: Container, import_id: str) -> None:
    if here.imports.find(import_id).status in (ImportStatus.HELD, ImportStatus.WAITING):
        here.approvals.approve(import_id, operator="Mei")


def _roll_back(here: Container, _: str) -> None:
    plan = plan_from_json(here.records.get(ROLLBACK))
    ids = plan.imports.values() if plan else ()
    if not ids or not all(_has_ended(here, import_id) for import_id in ids):
        here.rollback.request(2, operator="Mei")


def _has_ended(here: Container, import_id: str) -> bool:
    return here.imports.begin_rollback(import_id, "products", 2, "Mei").status.is_final


@dataclass(frozen=True)
class Story:
    """One import that is killed.

    Attributes:
        folder: Of the shop before it.
        act: What an operator asks for; asked again after the kill, as who had no answer does.
        import_id: Of the import; empty for a rollback, which makes its own.
        ends: How it ends.
    """

    folder: Path
    act: Callable[[Container, str], None]
    import_id: str
    ends: ImportStatus


def write_stories(folder: Path) -> dict[str, Story]:
    """A folder of a shop for each story, ready for its import."""
    stories = {}
    empty, first = folder / "empty", folder / "first"
    with hashing_shop(empty) as (_, here):
        import_id = put_upload(here, "products", products("first"), "01")
    stories["import"] = Story(empty, _nothing, import_id, ImportStatus.PUBLISHED)
    with hashing_shop(first) as (shop, here):
        put_upload(here, "products", products("first"), "01")
        put_upload(here, "qa", questions(), "01")
        work_until_idle(shop, here)

    def story(
        name: str,
        kind: str,
        content: str,
        ends: ImportStatus = ImportStatus.PUBLISHED,
        *,
        canary: str = "",
    ) -> None:
        """The next import of a copy of the shop."""
        copy = copy_shop(first, folder / name)
        with hashing_shop(copy) as (_, here):
            if canary:
                sheet = f"query,product_id,top\n{canary}\n".encode()
                here.merchandising.publish(MerchandisingKind.CANARIES, sheet)
            import_id = put_upload(here, kind, content, "02")
        stories[name] = Story(copy, _nothing, import_id, ends)

    second = products("second", 8, PRODUCTS + 8)
    story("delta", "products-delta", products("third", 60, PRODUCTS + 20, price=12))
    story("rehearsed", "products", second, canary="oak lamp number 44,p44,20")
    fallen = {"canary": "oak lamp first number 3,p3,20"}
    story("rehearsed and held", "products", second, ImportStatus.HELD, **fallen)
    story("roll back", "products", second)
    story("approve", "products", products("few", 0, HELD_PRODUCTS), ImportStatus.HELD)
    for name, act in (("roll back", _roll_back), ("approve", _approve)):
        before = stories[name]
        with hashing_shop(before.folder) as (shop, here):
            work_until_idle(shop, here)
            assert here.imports.find(before.import_id).status is before.ends
        import_id = before.import_id if name == "approve" else ""
        stories[name] = Story(before.folder, act, import_id, ImportStatus.PUBLISHED)
    return stories


def work_until_killed(folder: Path, act: Callable[[Container, str], None], import_id: str,
                      ready: Connection) -> None:  # fmt: skip
    """The process: open the shop, say so, ask, work, and wait to be killed."""
    with hashing_shop(folder) as (shop, here):
        ready.send(True)
        act(here, import_id)
        shop.start_workers()
        threading.Event().wait()
