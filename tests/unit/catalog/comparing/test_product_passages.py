"""Questions and reviews come and go with their products."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from shopguide.catalog.comparing.id_set import IdSet
from shopguide.domain.batch import reference_from_message
from shopguide.domain.catalog_import import ImportStatus
from shopguide.domain.row_problem import ProblemCode
from shopguide.domain.upload import upload_event
from shopguide.text.index_layout import PASSAGES
from tests.unit.catalog.test_interruptions import PORTS, Fault, FaultyPort, faults, state, work

ALL = "id,title,price\nkettle,Kettle,5 USD\nlamp,Lamp,7 USD\nmug,Mug,2 USD\n"
NO_LAMP = "id,title,price\nkettle,Kettle,6 USD\nmug,Mug,2 USD\nvase,Vase,9 USD\n"
QUESTIONS = """id,product_id,question,answer
q1,kettle,Is it loud?,No.
q2,lamp,Is it bright?,Very.
q3,vase,Does it leak?,Never.
q4,,Do you ship?,Yes.
"""
REVIEWS = "id,product_id,text\nr1,lamp,Lovely light.\nr2,vase,Fell over.\n"
ARTICLES = "id,title,text,product_id\na1,Lamps,On light.,lamp\n"


def ids(shop: Any) -> set[str]:
    return set(shop.passages())


@pytest.fixture
def stocked(shop_in_memory: Any) -> Any:
    shop = shop_in_memory
    shop.run("products", ALL)
    for kind, content in (("qa", QUESTIONS), ("reviews", REVIEWS), ("articles", ARTICLES)):
        assert shop.run(kind, content).status is ImportStatus.PUBLISHED
    return shop


def test_rows_about_products_that_the_shop_does_not_have_wait_for_them(stocked: Any) -> None:
    assert ids(stocked) == {"qa:q1", "qa:q2", "qa:q4", "reviews:r1", "articles:a1"}
    stocked.run("products-delta", "id,title\nvase,Vase\n")
    assert ids(stocked) >= {"qa:q3", "reviews:r2"}
    assert stocked.passages()["qa:q3"].text == "Never."


def test_a_product_that_goes_takes_its_passages_with_it_and_brings_them_back(stocked: Any) -> None:
    stocked.run("products", NO_LAMP)
    assert ids(stocked) == {"qa:q1", "qa:q3", "qa:q4", "reviews:r2", "articles:a1"}
    stocked.run("products", ALL)
    assert ids(stocked) == {"qa:q1", "qa:q2", "qa:q4", "reviews:r1", "articles:a1"}
    assert stocked.run("qa", QUESTIONS).counts.unchanged == 4


def test_the_order_of_uploads_does_not_matter(shop_in_memory: Any, stocked: Any) -> None:
    other = type(stocked)(stocked.limits)
    for kind, content in (("reviews", REVIEWS), ("articles", ARTICLES), ("qa", QUESTIONS)):
        other.run(kind, content)
    assert ids(other) == {"qa:q4", "articles:a1"}
    other.run("products", ALL)
    assert other.passages() == stocked.passages()


def test_rows_about_unknown_products_are_told_at_every_upload(stocked: Any) -> None:
    for _ in range(2):
        record = stocked.run("qa", QUESTIONS)
        assert (record.counts.unchanged, record.counts.warnings) == (4, 1)
    report = json.loads(stocked.object(record.report_key))
    assert [
        (each["line"], each["column"], each["value"], each["code"]) for each in report["warnings"]
    ] == [(4, "product_id", "vase", ProblemCode.UNKNOWN_PRODUCT)]


def test_a_row_that_is_about_another_product_now_follows_that_one(stocked: Any) -> None:
    stocked.run("qa", QUESTIONS.replace("q1,kettle", "q1,vase").replace("q3,vase", "q3,mug"))
    assert ids(stocked) & {"qa:q1", "qa:q3"} == {"qa:q3"}
    stocked.run("products", NO_LAMP)
    assert ids(stocked) & {"qa:q1", "qa:q3"} == {"qa:q1", "qa:q3"}


def test_a_price_alone_leaves_the_passages_alone(stocked: Any) -> None:
    stocked.index.delete_matching = None
    record = stocked.run("products", ALL.replace("7 USD", "8 USD"))
    assert record.status is ImportStatus.PUBLISHED
    assert (record.counts.changed_fields, record.batches_total) == (1, 1)


def follow(new_shop: Callable[..., Any], fault: Fault) -> dict[str, Any]:
    """A product goes, another comes, with a fault on the way; the state in the end."""
    shop = new_shop(max_rejected_share=1, max_removed_share=1)
    shop.run("products", ALL)
    shop.run("qa", QUESTIONS)
    upload = shop.upload("products", NO_LAMP)
    shop.import_queue.send([json.dumps(upload_event(upload))])
    plain = {name: getattr(shop, name) for name in PORTS}
    vars(shop).update({name: FaultyPort(port, fault) for name, port in plain.items()})
    work(shop)
    vars(shop).update(plain)
    return state(shop, shop.importing.run(upload).import_id)


def test_passages_follow_though_the_import_is_killed_at_any_step(
    new_shop: Callable[..., Any],
) -> None:
    undisturbed = Fault(step=10**9, after=False)
    expected = follow(new_shop, undisturbed)
    passages = {name for alias, name in expected["documents"] if alias == PASSAGES}
    assert passages == {"qa:q1", "qa:q3", "qa:q4"}
    for fault in faults(undisturbed.calls):
        assert follow(new_shop, fault) == expected, fault


def test_passages_of_an_import_that_failed_half_way_are_put_right_by_the_next(
    new_shop: Callable[..., Any],
) -> None:
    expected = new_shop(batch_rows=2, max_rejected_share=1, max_removed_share=1)
    expected.run("products", ALL)
    expected.run("qa", QUESTIONS)
    for batches in range(1, 5):
        shop = new_shop(batch_rows=1, max_rejected_share=1, max_removed_share=1)
        shop.run("products", ALL)
        shop.run("qa", QUESTIONS)
        record = shop.importing.run(shop.upload("products", NO_LAMP))
        messages = shop.index_queue.receive(limit=batches)
        for message in messages:
            shop.indexing.index_batch(reference_from_message(message.body))
        shop.indexing.give_up(reference_from_message(messages[0].body), RuntimeError())
        assert record.batches_total == 5
        shop.work()
        assert shop.imports.find(record.import_id).status is ImportStatus.FAILED
        shop.run("products-delta", "id,title,price\nmug,Mug,2 USD\n")
        assert shop.passages() == expected.passages(), batches
        assert shop.products() == expected.products(), batches


def test_what_failed_questions_left_under_a_product_goes_with_it(
    new_shop: Callable[..., Any],
) -> None:
    shop = new_shop(batch_rows=1, max_rejected_share=1, max_removed_share=1)
    shop.run("products", ALL)
    shop.run("qa", QUESTIONS)
    moved = QUESTIONS.replace("q1,kettle", "q1,lamp").replace("Very.", "Not very.")
    shop.importing.run(shop.upload("qa", f"{moved}q5,lamp,New?,Yes.\n"))
    for message in shop.index_queue.receive(limit=10):
        reference = reference_from_message(message.body)
        if '"q2"' in shop.object(reference.key):
            failed = reference
        else:
            shop.indexing.index_batch(reference)
    shop.indexing.give_up(failed, RuntimeError())
    assert "qa:q5" in ids(shop)
    assert shop.passages()["qa:q1"].product_id == "lamp"
    shop.run("products", NO_LAMP)
    assert ids(shop) == {"qa:q1", "qa:q3", "qa:q4"}
    assert shop.passages()["qa:q1"].product_id == "kettle"


def test_an_id_set_holds_what_was_put_in_and_nothing_else() -> None:
    ids = IdSet()
    assert not ids
    assert "p1" not in ids
    for number in range(0, 2000, 2):
        ids.add(f"p{number}")
        ids.add("p0")
    assert [f"p{number}" in ids for number in range(4)] == [True, False, True, False]
    ids.add("p1")
    assert "p1" in ids
    assert ids
