"""What cannot be handled ends in a dead-letter queue, in nobody's way, and comes back from there.

Where ministack differs: it has no `start-message-move-task`, so messages are moved back one by one
(the command for AWS is in docs/operations/deploy.md). A message is hidden for a second here, not
for the twelve minutes of the stack, so that six deliveries fit into a test.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.sample_shop.rows import product_row
from tests.e2e.conftest import SMALL_SHOP, write_products
from tests.e2e_aws.shop import ShopOnAws, wait_for

pytestmark = pytest.mark.models


@pytest.fixture
def impatient(shop_on_aws: ShopOnAws) -> Iterator[ShopOnAws]:
    """The shop with an index queue that delivers again at once."""
    _hide(shop_on_aws, 1)
    yield shop_on_aws
    _hide(shop_on_aws, 720)


def _hide(shop: ShopOnAws, seconds: int) -> None:
    shop.client("sqs").set_queue_attributes(
        QueueUrl=shop.deployment.outputs["IndexQueueUrl"],
        Attributes={"VisibilityTimeout": str(seconds)},
    )


def _catalogue_with(number: int, title: str, path: Path) -> Path:
    """All products, one of them with another title."""
    rows = [product_row(product) for product in SMALL_SHOP]
    rows[number] = {**rows[number], "title": title}
    return write_products(path, rows)


def _take_dead_letters(shop: ShopOnAws) -> list[str]:
    """The bodies in the dead-letter queue of the index, which is empty then."""
    queue, url = shop.client("sqs"), shop.deployment.outputs["IndexDeadLettersUrl"]
    messages = queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in messages:
        queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [message["Body"] for message in messages]


def test_poisoned_message_ends_among_dead_letters_and_stops_nothing(
    impatient: ShopOnAws, tmp_path: Path
) -> None:
    queue = impatient.client("sqs")
    queue.send_message(QueueUrl=impatient.deployment.outputs["IndexQueueUrl"], MessageBody="poison")
    file = _catalogue_with(0, "Tent beside the poison", tmp_path / "beside.csv")
    assert impatient.upload("products", file)["outcome"] == "published"
    dead = wait_for(lambda: _take_dead_letters(impatient), "the dead letter", 60)
    assert dead == ["poison"]


def test_batches_that_a_missing_permission_stops_come_back_by_redrive(
    impatient: ShopOnAws, tmp_path: Path
) -> None:
    """Without its records the function cannot even end the import as failed."""
    iam, physical = impatient.client("iam"), impatient.deployment.physical
    keeping = {"RoleName": physical["CatalogIndexRole"], "PolicyArn": physical["KeepRecords"]}
    iam.detach_role_policy(**keeping)
    try:
        file = _catalogue_with(1, "Tent after the redrive", tmp_path / "late.csv")
        impatient.store("products", file)
        dead = wait_for(lambda: _take_dead_letters(impatient), "the dead letter", 60)
    finally:
        iam.attach_role_policy(**keeping)
    report = impatient.object("reports/products/late.csv/report.json")
    assert report
    assert report["outcome"] == "indexing"
    for body in dead:
        impatient.client("sqs").send_message(
            QueueUrl=impatient.deployment.outputs["IndexQueueUrl"], MessageBody=body
        )
    assert impatient.report("products", "late.csv")["outcome"] == "published"
    product = impatient.http.get(f"/v1/products/{SMALL_SHOP[1].product_id}").json()
    assert product["title"] == "Tent after the redrive"
