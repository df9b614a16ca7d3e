"""Record tables to hold to one test body: in memory, in SQLite, in DynamoDB (moto)."""

from pathlib import Path

import boto3
import pytest

from shopguide.adapters.dynamodb.records import DynamoRecordTable
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.adapters.sqlite.records import SqliteRecordTable
from shopguide.ports.record_table import RecordTable

ADAPTERS = ("memory", "sqlite", "dynamodb")


def open_table(request: pytest.FixtureRequest, clock: FixedClock, folder: Path) -> RecordTable:
    """The table of the adapter that a fixture's parameter names."""
    if request.param == "memory":
        return InMemoryRecordTable(clock)
    if request.param == "sqlite":
        return SqliteRecordTable(folder / "records.sqlite", clock)
    request.getfixturevalue("aws")
    create_table("shop")
    return DynamoRecordTable("shop", clock)


def create_table(name: str) -> None:
    """The table as template.yaml makes it."""
    client = boto3.client("dynamodb")
    client.create_table(
        TableName=name,
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    client.update_time_to_live(
        TableName=name,
        TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"},
    )
    client.close()
