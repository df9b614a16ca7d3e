"""Records in one DynamoDB table, by partition and sort key."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from shopguide.adapters.aws.client import AwsClient
from shopguide.adapters.aws.pause import pause
from shopguide.adapters.dynamodb import requests
from shopguide.adapters.dynamodb.attributes import (
    Item,
    attribute_of,
    is_expired,
    key_of,
    member_name,
    number_of,
    place_of,
    record_of,
)
from shopguide.adapters.dynamodb.expressions import Expression
from shopguide.adapters.dynamodb.refusals import (
    cancellation_reasons,
    invalid_request,
    is_refused,
    refused_item,
)
from shopguide.adapters.dynamodb.retries import ATTEMPTS, is_conflict, without_conflict
from shopguide.adapters.dynamodb.waves import apply_in_waves
from shopguide.domain.errors import InvalidInputError, RecordsUnavailableError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_change import strings_of, with_added
from shopguide.domain.record_key import Key
from shopguide.ports.clock import Clock
from shopguide.ports.limits import check_groups, encode_record
from shopguide.ports.record_table import Increment, Put, Write

KEYS_A_REQUEST = 100

_TRANSIENT = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


class DynamoRecordTable:
    """A record table with the keys ``pk`` and ``sk`` and time to live on ``expires_at``.

    Reads are strongly consistent, so that an interaction counts in the very next request. Expired
    records are hidden until DynamoDB removes them. An increment whose answer gets lost on the way
    may be repeated and count twice; what must count once goes into a group with an `if_absent`.
    """

    def __init__(self, table: str, clock: Clock) -> None:
        self._table = table
        self._clock = clock
        target = f"table {table!r} (SHOPGUIDE_TABLE)"
        self._client = AwsClient("dynamodb", target=target, error=RecordsUnavailableError)

    def get(self, key: Key) -> JsonObject | None:
        """One record, None if there is none."""
        item = self._item(key)
        return None if item is None or is_expired(item, self._now()) else record_of(item)

    def get_many(self, keys: Sequence[Key]) -> Mapping[Key, JsonObject]:
        """Those of the records that exist."""
        unique = list(dict.fromkeys(keys))
        items = [
            item
            for start in range(0, len(unique), KEYS_A_REQUEST)
            for item in self._batch(unique[start : start + KEYS_A_REQUEST])
        ]
        now = self._now()
        return {place_of(item): record_of(item) for item in items if not is_expired(item, now)}

    def put(
        self,
        key: Key,
        record: JsonObject,
        *,
        if_absent: bool = False,
        expires_at: int | None = None,
    ) -> bool:
        """Write a record whole; False, and nothing written, if `if_absent` and one exists."""
        return self._put(Put(key, record, if_absent, expires_at))

    def _put(self, put: Put) -> bool:
        request = requests.put_item(self._table, put, self._now())
        try:
            without_conflict(lambda: self._client.call("put_item", **request))
        except ClientError as error:
            if is_refused(error):
                return False
            raise invalid_request(error) from error
        return True

    def update(
        self, key: Key, changes: JsonObject, *, expected: JsonObject | None = None
    ) -> JsonObject | None:
        """Set members of a record (created if absent) and return it whole.

        None, and nothing written, unless each member in `expected` has that value.
        """
        encode_record(key, changes)
        item = self._change(key, lambda: Expression().set_members(changes).require(expected or {}))
        return None if item is None else record_of(item)

    def add_to_set(self, key: Key, member: str, values: Iterable[str]) -> frozenset[str]:
        """Add strings to a set-valued member and return the whole set after it, atomically."""
        strings = sorted(set(values))
        if not strings:
            return frozenset(strings_of(member, (self.get(key) or {}).get(member, [])))
        for _ in range(ATTEMPTS):
            try:
                item = self._change(key, lambda: Expression().add_strings(member, strings))
            except InvalidInputError:
                item = self._list_to_set(key, member, strings)
            if item is not None:
                return frozenset(item[member_name(member)]["SS"])
        raise self._busy(key)

    def increment(self, key: Key, amounts: Mapping[str, float]) -> Mapping[str, float]:
        """Add to numeric members (created at zero) and return their new values, atomically."""
        if not amounts:
            return {}
        try:
            item = self._change(key, lambda: Expression().add_numbers(amounts)) or {}
        except InvalidInputError:
            with_added(self.get(key) or {}, amounts)  # names the member that is no number
            raise
        return {name: number_of(item[member_name(name)]["N"]) for name in amounts}

    def query(
        self,
        partition: str,
        *,
        sort_prefix: str = "",
        limit: int | None = None,
        newest_first: bool = False,
        after: str = "",
    ) -> Iterator[tuple[Key, JsonObject]]:
        """Records of a partition by sort key, ascending, or descending if `newest_first`."""
        request = requests.query(
            self._table, partition, sort_prefix, limit, newest_first=newest_first
        )
        if after:
            request["ExclusiveStartKey"] = key_of(Key(partition, after))
        left = limit
        while left is None or left > 0:
            page = self._client.call("query", **request)
            now = self._now()
            live = [item for item in page["Items"] if not is_expired(item, now)][:left]
            yield from ((place_of(item), record_of(item)) for item in live)
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]
            left = None if left is None else left - len(live)

    def delete(self, keys: Sequence[Key]) -> None:
        """Delete records; unknown keys are ignored."""
        apply_in_waves([[key] for key in dict.fromkeys(keys)], lambda key: key, self._delete)

    def write_groups(self, groups: Sequence[Sequence[Write]]) -> Sequence[bool]:
        """Apply groups in order, each all or nothing; False where one put was refused.

        Groups that share no record run side by side. When the table stops answering half way, what
        was applied stays so.
        """
        check_groups(groups)
        for write in (write for group in groups for write in group):
            encode_record(write.key, write.record if isinstance(write, Put) else {})
        return apply_in_waves(groups, lambda write: write.key, self._apply)

    def close(self) -> None:
        """Close the connections."""
        self._client.sdk.close()

    def _apply(self, group: Sequence[Write]) -> bool:
        if not group:
            return True
        if len(group) > 1:
            return self._transact(group)
        (write,) = group
        if isinstance(write, Put):
            return self._put(write)
        self.increment(write.key, write.amounts)
        return True

    def _transact(self, group: Sequence[Write]) -> bool:
        for attempt in range(ATTEMPTS):
            writes = requests.transaction(self._table, list(group), self._now())
            try:
                self._client.call("transact_write_items", TransactItems=writes)
            except ClientError as error:
                if not self._may_retry(group, error, attempt):
                    return False
            else:
                return True
        raise self._busy(group[0].key)

    def _may_retry(self, group: Sequence[Write], error: ClientError, attempt: int) -> bool:
        """Clear what stood in a transaction's way; False if that was the record of a put."""
        reasons = cancellation_reasons(error)
        refused = [
            write
            for write, reason in zip(group, reasons, strict=False)
            if reason == "ConditionalCheckFailed"
        ]
        if any(isinstance(write, Put) for write in refused):
            return False
        for write in refused:
            self._delete_expired(write.key)
        if _TRANSIENT.intersection(reasons) or is_conflict(error):
            pause(attempt)
        elif not refused:
            self._check_numbers(group)
            raise invalid_request(error) from error
        return True

    def _check_numbers(self, group: Sequence[Write]) -> None:
        """Raise the error that names the member, if one cannot be added to."""
        for write in group:
            if isinstance(write, Increment):
                with_added(self.get(write.key) or {}, write.amounts)

    def _change(self, key: Key, expression: Callable[[], Expression]) -> Item | None:
        """Update a record and return its item; None if it is not as the expression requires."""
        for _ in range(ATTEMPTS):
            now = self._now()
            request = requests.at(self._table, key, expression().require_live(now))
            request |= {"ReturnValues": "ALL_NEW"}
            request |= {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
            try:
                return self._update_item(request)
            except ClientError as error:
                if not is_refused(error):
                    raise invalid_request(error) from error
                if not is_expired(refused_item(error), now):
                    return None
                self._delete_expired(key)
        raise self._busy(key)

    def _update_item(self, request: dict[str, Any]) -> Item:
        item: Item = without_conflict(lambda: self._client.call("update_item", **request))[
            "Attributes"
        ]
        return item

    def _list_to_set(self, key: Key, member: str, added: list[str]) -> Item | None:
        """Turn a list of strings, which a put has written, into a set; None if it has changed."""
        old = (self.get(key) or {}).get(member, [])
        strings = {*strings_of(member, old), *added}
        return self._change(
            key,
            lambda: Expression().replace(member, attribute_of(old), {"SS": sorted(strings)}),
        )

    def _delete_expired(self, key: Key) -> None:
        expired = Expression().require_expired(self._now())
        request = requests.at(self._table, key, expired)
        try:
            self._client.call("delete_item", **request)
        except ClientError as error:
            # Somebody else has deleted it, or written it anew.
            if not is_refused(error):
                raise

    def _delete(self, keys: Sequence[Key]) -> None:
        for key in keys:
            request = requests.at(self._table, key)
            without_conflict(partial(self._client.call, "delete_item", **request))

    def _item(self, key: Key) -> Item | None:
        try:
            answer = self._client.call(
                "get_item", ConsistentRead=True, **requests.at(self._table, key)
            )
        except ClientError as error:
            raise invalid_request(error) from error
        item: Item | None = answer.get("Item")
        return item

    def _batch(self, keys: Sequence[Key]) -> list[Item]:
        items: list[Item] = []
        wanted = {self._table: {"Keys": [key_of(key) for key in keys], "ConsistentRead": True}}
        for attempt in range(ATTEMPTS):
            answer = self._client.call("batch_get_item", RequestItems=wanted)
            items += answer["Responses"].get(self._table, [])
            wanted = answer.get("UnprocessedKeys", {})
            if not wanted:
                return items
            pause(attempt)
        raise self._busy(keys[0])

    def _busy(self, key: Key) -> RecordsUnavailableError:
        return RecordsUnavailableError(
            f"The table {self._table!r} is too busy around {key.partition}/{key.sort}.",
            fix="Try again later.",
        )

    def _now(self) -> float:
        return self._clock.now().timestamp()
