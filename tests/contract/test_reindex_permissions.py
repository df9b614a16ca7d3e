"""What the training pipeline asks DynamoDB for is what its role may do, and no more is allowed."""

from fnmatch import fnmatch
from typing import Any

import pytest

from infra.aws.template import read_template
from infra.aws.training.template import TEMPLATE
from shopguide.adapters.dynamodb.records import DynamoRecordTable
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.queue import InMemoryWorkQueue
from shopguide.catalog.import_records import MAX_RECENT, ImportRecords
from shopguide.catalog.reindex import ReindexService
from shopguide.text.index_layout import PRODUCTS, products_schema
from tests.contract.record_tables import create_table

POLICY = read_template(TEMPLATE)["Resources"]["AskForReindex"]["Properties"]["PolicyDocument"]
STATEMENT: dict[str, Any] = POLICY["Statement"][0]
PARTITIONS = STATEMENT["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]


@pytest.mark.usefixtures("aws")
def test_role_of_the_pipeline_may_do_what_asking_for_a_reindex_does() -> None:
    create_table("shop")
    clock = FixedClock()
    records = DynamoRecordTable("shop", clock)
    asked: set[tuple[str, str]] = set()

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        values = params.get("ExpressionAttributeValues", {}).get(":pk")
        partition = params["Key"]["pk"] if "Key" in params else values or params["Item"]["pk"]
        asked.add((f"dynamodb:{model.name}", partition["S"]))

    records._client.sdk.meta.events.register("before-parameter-build.dynamodb.*", note)
    queue = InMemoryWorkQueue(clock)
    index = InMemoryVectorIndex()
    index.create("products-old", products_schema(4, "e5@1"))
    index.point_aliases({PRODUCTS: "products-old"})
    service = ReindexService(
        objects=InMemoryObjectStore(),
        records=records,
        index_queue=queue,
        import_queue=queue,
        load_index=lambda: index,
        clock=clock,
        batch_rows=256,
    )
    imports = ImportRecords(records, clock)
    for number in range(MAX_RECENT):  # so that the list has to forget its oldest one
        imports.begin_reindex(f"{number:016d}", "e5@1")
    clock.advance(1)
    record = service.request("e5@2").record
    assert record is not None
    imports.find(record.import_id)

    assert {action for action, _ in asked} == set(STATEMENT["Action"])
    refused = {where for _, where in asked if not any(fnmatch(where, it) for it in PARTITIONS)}
    assert not refused
    assert all(any(fnmatch(where, it) for _, where in asked) for it in PARTITIONS)
