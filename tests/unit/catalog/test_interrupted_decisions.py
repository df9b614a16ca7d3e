"""Killed anywhere, a check, an approval or a rollback ends as if nothing had happened."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from shopguide.domain.catalog_import import ImportStatus
from shopguide.domain.record_key import RECENT_IMPORTS, ROLLBACK
from shopguide.domain.upload import import_id_of, upload_event
from tests.unit.catalog.test_interruptions import (
    PORTS,
    PRODUCT_FILES,
    Fault,
    FaultyPort,
    KilledError,
    state,
    work,
)

HELD_FILE = "id,title,price\np0,Product 0,6 USD\n"
QA = "id,product_id,question,answer\nq1,p1,Red?,Yes.\n"


def with_faults(shop: Any, fault: Fault, act: Callable[[], object]) -> None:
    """Do something on ports with a fault, again if it was killed, then all work that came of it."""
    plain = {name: getattr(shop, name) for name in PORTS}
    vars(shop).update({name: FaultyPort(port, fault) for name, port in plain.items()})
    try:
        act()
    except KilledError:
        act()
    work(shop)
    vars(shop).update(plain)


def approve(new_shop: Callable[..., Any], fault: Fault) -> Any:
    shop = new_shop(batch_rows=4)
    shop.run("products", PRODUCT_FILES[0])
    held = shop.run("products", HELD_FILE)
    assert held.status is ImportStatus.HELD
    with_faults(shop, fault, lambda: shop.approving.approve(held.import_id, operator="Mei"))
    end = state(shop, held.import_id)
    return {**end, "recent": len(list(shop.records.query(RECENT_IMPORTS)))}


def roll_back(new_shop: Callable[..., Any], fault: Fault) -> Any:
    shop = new_shop(batch_rows=4, max_rejected_share=0.5, max_removed_share=0.6)
    shop.run("products", PRODUCT_FILES[0])
    shop.run("qa", QA)
    shop.run("products", PRODUCT_FILES[1])
    with_faults(shop, fault, lambda: shop.rolling_back.request(1))
    plan = shop.records.get(ROLLBACK)
    ends = [state(shop, import_id) for _, import_id in sorted(plan["imports"].items())]
    return [*ends, len(list(shop.records.query(RECENT_IMPORTS)))]


def check(new_shop: Callable[..., Any], fault: Fault) -> Any:
    shop = new_shop(batch_rows=4)
    shop.run("products", PRODUCT_FILES[0])
    upload = shop.upload("products", HELD_FILE, check=True)
    event = json.dumps(upload_event(upload))
    with_faults(shop, fault, lambda: shop.import_queue.send([event]))
    return state(shop, import_id_of(upload))


@pytest.mark.parametrize("act", [approve, roll_back, check])
def test_a_decision_killed_at_any_step_ends_like_one_that_was_not(
    new_shop: Callable[..., Any], act: Callable[..., Any]
) -> None:
    undisturbed = Fault(step=10**9, after=False)
    expected = act(new_shop, undisturbed)
    assert undisturbed.calls > 10
    for step in range(undisturbed.calls):
        fault = Fault(step, after=True)  # as good as before the next one
        assert act(new_shop, fault) == expected, fault
