"""Parameters of DynamoDB requests on one table."""

from typing import Any, TypeAlias

from shopguide.adapters.dynamodb.attributes import item_of, key_of
from shopguide.adapters.dynamodb.expressions import Expression
from shopguide.domain.record_key import Key
from shopguide.ports.limits import encode_record
from shopguide.ports.record_table import Put, Write

Parameters: TypeAlias = dict[str, Any]


def at(table: str, key: Key, expression: Expression | None = None) -> Parameters:
    """Where a record is, and what to do with it."""
    place: Parameters = {"TableName": table, "Key": key_of(key)}
    return place | (expression.parameters() if expression else {})


def put_item(table: str, put: Put, now: float) -> Parameters:
    """A put; `InvalidInputError` for a record that cannot be stored."""
    encode_record(put.key, put.record)
    expression = Expression()
    if put.if_absent:
        expression.require_none(now)
    if put.expected is not None:
        expression.require_some(now).require(put.expected)
    item = item_of(put.key, put.record, put.expires_at)
    return {"TableName": table, "Item": item} | expression.parameters()


def transaction(table: str, writes: list[Write], now: float) -> list[Parameters]:
    """The writes of one transaction."""
    return [
        {"Put": put_item(table, write, now)}
        if isinstance(write, Put)
        else {
            "Update": at(
                table, write.key, Expression().add_numbers(write.amounts).require_live(now)
            )
        }
        for write in writes
    ]


def query(
    table: str, partition: str, sort_prefix: str, limit: int | None, *, newest_first: bool
) -> Parameters:
    """The first page of a query."""
    condition, values = "pk = :pk", {":pk": {"S": partition}}
    if sort_prefix:
        condition += " AND begins_with(sk, :prefix)"
        values[":prefix"] = {"S": sort_prefix}
    return {
        "TableName": table,
        "ConsistentRead": True,
        "ScanIndexForward": not newest_first,
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": values,
    } | ({"Limit": limit} if limit else {})
