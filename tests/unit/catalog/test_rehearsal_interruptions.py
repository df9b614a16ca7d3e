"""Killed anywhere, an import that is rehearsed ends as if nothing had happened."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from shopguide.domain.catalog_import import ImportStatus
from shopguide.domain.upload import upload_event
from shopguide.text.index_layout import PRODUCTS
from tests.unit.catalog.rehearsals import publish_canaries
from tests.unit.catalog.test_interruptions import (
    PORTS,
    Fault,
    FaultyPort,
    state,
    work,
)

HEADER = "id,title,price,material\n"
FIRST = HEADER + "".join(f"p{number},Product {number},5 USD,oak\n" for number in range(6))
QUESTIONS = (
    "id,product_id,question,answer\n"
    "q1,p5,Is it heavy?,No.\nq2,n1,Does it fit?,Yes.\nq3,p0,Is it blue?,It is.\n"
)
SECOND = f"""{HEADER}p0,Product 0,5 USD,oak
p1,Product 1,6 USD,oak
p2,Product 2,5 USD,elm
p3,New words,5 USD,oak
n1,Added,5 USD,oak
"""


def run(new_shop: Callable[..., Any], canary: str, fault: Fault) -> Any:
    """Import two files undisturbed, and the one to be rehearsed with the fault; what lasts."""
    shop = new_shop(batch_rows=3, max_rejected_share=1, max_removed_share=1)
    shop.run("products", FIRST)
    shop.run("qa", QUESTIONS)
    publish_canaries(shop, canary)
    upload = shop.upload("products", SECOND)
    shop.import_queue.send([json.dumps(upload_event(upload))])
    plain = {name: getattr(shop, name) for name in PORTS}
    vars(shop).update({name: FaultyPort(port, fault) for name, port in plain.items()})
    work(shop)
    vars(shop).update(plain)
    record = shop.importing.run(upload)
    names, alias = shop.index.names(), shop.index.resolve(PRODUCTS)
    return {**state(shop, record.import_id), "indexes": names, "alias": alias}


@pytest.mark.parametrize(
    ("canary", "status", "version", "products", "passages"),
    [
        ("p0", ImportStatus.PUBLISHED, 3, ["n1", "p0", "p1", "p2", "p3"], ["q2", "q3"]),
        ("p5", ImportStatus.HELD, 2, ["p0", "p1", "p2", "p3", "p4", "p5"], ["q1", "q3"]),
    ],
)
def test_a_rehearsal_killed_at_any_step_ends_like_one_that_was_not(
    new_shop: Callable[..., Any],
    canary: str,
    status: ImportStatus,
    version: int,
    products: list[str],
    passages: list[str],
    stride: int,
) -> None:
    undisturbed = Fault(step=10**9, after=False)
    expected = run(new_shop, canary, undisturbed)
    assert expected["record"].status is status
    assert expected["live"].version == version
    assert expected["lock"] == {"import_id": None}
    documents = sorted(document_id for _, document_id in expected["documents"])
    assert documents == sorted([*products, *(f"qa:{each}" for each in passages)])
    assert undisturbed.calls > 120
    for step in range(0, undisturbed.calls, stride):
        fault = Fault(step, after=True)  # as good as before the next one
        assert run(new_shop, canary, fault) == expected, fault
