"""A dependency does not answer for a while, or not any more: imports converge, or end as failed."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopguide.domain.catalog_import import ImportStatus
from tests.integration.unsteady_shop import FAILURES, Outage, UnsteadyShop

HEADER = "id,title,price\n"
FIRST = HEADER + "".join(f"p{number},Product {number},5 USD\n" for number in range(8))
QUESTIONS = "id,product_id,question,answer\nq1,p7,Heavy?,No.\nq2,n1,Big?,Yes.\nq3,p0,Blue?,Yes.\n"
SECOND = f"""{HEADER}p0,Product 0,5 USD
p1,Product 1,6 USD
p2,New words,5 USD
p3,Product 3,5 USD
p4,,5 USD
p5,Product 5,5 USD
n1,Added,5 USD
n2,Added too,5 USD
"""
ATTEMPTS = 3
"""Unanswered calls of a short outage: each ends a delivery, none of them the last one."""


def shop_with(folder: Path, failing: str, outage: Outage, *, canary: bool) -> UnsteadyShop:
    shop = UnsteadyShop(folder, failing, outage)
    shop.upload("products", FIRST)
    shop.work()
    shop.upload("qa", QUESTIONS)
    shop.work()
    if canary:
        shop.use_canary("p0")
    return shop


def run(folder: Path, failing: str, outage: Outage, *, canary: bool) -> tuple[UnsteadyShop, str]:
    """Two imports undisturbed, and the next one with the outage."""
    shop = shop_with(folder, failing, outage, canary=canary)
    import_id = shop.upload("products", SECOND)
    with shop.outage():
        shop.work()
    return shop, import_id


@pytest.fixture(autouse=True)
def without_log() -> Iterator[None]:
    """Thousands of tracebacks that were asked for."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("canary", [False, True], ids=["in place", "rehearsed"])
@pytest.mark.parametrize("failing", FAILURES)
def test_an_outage_that_heals_leaves_no_trace(failing: str, canary: bool, tmp_path: Path) -> None:
    counting = Outage()
    shop, import_id = run(tmp_path, failing, counting, canary=canary)
    assert shop.record(import_id).status is ImportStatus.PUBLISHED
    expected = shop.state()
    for begins in range(0, counting.calls, ATTEMPTS):
        outage = Outage(begins, begins + ATTEMPTS)
        shop, import_id = run(tmp_path, failing, outage, canary=canary)
        assert outage.calls > begins, "it was reached"
        assert shop.record(import_id).status is ImportStatus.PUBLISHED, outage
        assert shop.state() == expected, outage


@pytest.mark.parametrize("canary", [False, True], ids=["in place", "rehearsed"])
@pytest.mark.parametrize("failing", FAILURES)
def test_an_outage_that_stays_ends_the_import_and_the_next_upload_settles_all(
    failing: str, canary: bool, tmp_path: Path
) -> None:
    counting = Outage()
    run(tmp_path, failing, counting, canary=canary)
    clean = shop_with(tmp_path, failing, Outage(), canary=canary)
    before = clean.state()
    clean.upload("products", SECOND)
    clean.work()
    for begins in range(0, counting.calls, max(1, counting.calls // 8)):
        shop, import_id = run(tmp_path, failing, Outage(begins), canary=canary)
        where = (failing, begins)
        assert shop.state()["live"]["version"] in (before["live"]["version"], 3), where
        if failing != "records":  # where nothing can be written down, it stays open
            assert shop.status(import_id) in (ImportStatus.FAILED, ImportStatus.PUBLISHED), where
        if failing in ("index", "index_queue", "import_queue"):
            assert shop.redrive() == 0, (where, "it has come to its end, and nothing is left to do")
        shop.redrive()
        shop.work()
        assert shop.status(import_id) in (ImportStatus.FAILED, ImportStatus.PUBLISHED), where
        _check_at_rest(shop, where)
        shop.upload("products", SECOND)
        shop.work()
        _check_at_rest(shop, where)
        for part in ("documents", "manifests"):
            assert shop.state()[part] == clean.state()[part], (where, part)
        assert not shop.state()["live"]["unsettled"].get("products"), where
        assert len(shop.state()["indexes"]) <= len(clean.state()["indexes"]), where


def _check_at_rest(shop: UnsteadyShop, where: object) -> None:
    state = shop.state()
    assert (state["lock"], state["turns"]) == ({"import_id": None}, []), where
    assert not [key for key in state["objects"] if "/batches/" in key], where


def test_an_import_fails_at_its_last_delivery_and_says_why(tmp_path: Path) -> None:
    shop, import_id = run(tmp_path, "index", Outage(0), canary=False)
    record = shop.record(import_id)
    assert (record.status, record.problem_code) == (ImportStatus.FAILED, "index_unavailable")
    assert shop.redrive() == 0, "nothing was given up on"
