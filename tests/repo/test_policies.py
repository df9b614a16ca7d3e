"""What the functions may do is what the code does, and no more."""

import ast
import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from functions.catalog_import.app import lambda_handler as import_catalogue
from functions.catalog_index.app import lambda_handler as index_batches
from functions.lake_export.app import lambda_handler as export_lake
from infra.aws.template import read_functions, read_resources
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.bootstrap import Container
from shopguide.domain import record_key
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.record_key import Key
from shopguide.domain.upload import Upload, upload_event

ROOT = Path(__file__).parents[2]
ADAPTERS = ROOT / "layers/shopguide/python/shopguide/adapters"
FUNCTIONS = read_functions(ROOT / "template.yaml")
SHARED = {
    name: resource["Properties"]["PolicyDocument"]["Statement"]
    for name, resource in read_resources(ROOT / "template.yaml").items()
    if resource["Type"] == "AWS::IAM::ManagedPolicy"
}
READS_UPLOADS = ("CatalogImport", "CatalogIndex", "SignalsPublish")

ACTIONS = {
    ("s3", "get_object"): {"s3:GetObject"},
    ("s3", "head_object"): {"s3:GetObject"},
    ("s3", "list_objects_v2"): {"s3:ListBucket"},
    ("s3", "put_object"): {"s3:PutObject"},
    ("s3", "delete_object"): {"s3:DeleteObject"},
    ("s3", "create_multipart_upload"): {"s3:PutObject"},
    ("s3", "upload_part"): {"s3:PutObject"},
    ("s3", "complete_multipart_upload"): {"s3:PutObject"},
    ("s3", "abort_multipart_upload"): {"s3:AbortMultipartUpload"},
    ("s3", "generate_presigned_post"): {"s3:PutObject"},
    ("dynamodb", "get_item"): {"dynamodb:GetItem"},
    ("dynamodb", "batch_get_item"): {"dynamodb:BatchGetItem"},
    ("dynamodb", "query"): {"dynamodb:Query"},
    ("dynamodb", "put_item"): {"dynamodb:PutItem"},
    ("dynamodb", "update_item"): {"dynamodb:UpdateItem"},
    ("dynamodb", "delete_item"): {"dynamodb:DeleteItem"},
    ("dynamodb", "transact_write_items"): {"dynamodb:PutItem", "dynamodb:UpdateItem"},
    ("sqs", "send_message_batch"): {"sqs:SendMessage"},
    ("sqs", "change_message_visibility"): {"sqs:ChangeMessageVisibility"},
    ("sns", "publish"): {"sns:Publish"},
    ("secretsmanager", "get_secret_value"): {"secretsmanager:GetSecretValue"},
    ("secretsmanager", "put_secret_value"): {"secretsmanager:PutSecretValue"},
    ("secretsmanager", "describe_secret"): {"secretsmanager:DescribeSecret"},
    ("secretsmanager", "update_secret_version_stage"): {"secretsmanager:UpdateSecretVersionStage"},
}
"""What AWS asks for when an adapter calls an operation."""

BY_PEOPLE = {
    ("sqs", operation)
    for operation in ("delete_message", "get_queue_attributes", "receive_message")
}
"""What only commands of operators call, with the rights of whoever runs them; Lambda itself takes
messages from queues and deletes them, with a policy that SAM adds for each queue."""

WITHOUT_CALLS = {"kms:Decrypt", "kms:GenerateDataKey"}
"""What AWS's services ask for in the caller's name where KmsKeyArn is given."""


def actions_of(statement: dict[str, Any]) -> set[str]:
    actions = statement["Action"]
    return {actions} if isinstance(actions, str) else set(actions)


def statements_of(policies: list[Any]) -> Iterator[dict[str, Any]]:
    """Statements of a function, of those shared ones, too, that it has under a condition."""
    for policy in policies:
        chosen = policy["Fn::If"][1] if "Fn::If" in policy else policy
        yield from chosen["Statement"] if "Statement" in chosen else SHARED[chosen["Ref"]]


def allowed() -> set[str]:
    return {
        action
        for function in FUNCTIONS
        for statement in statements_of(function.properties["Policies"])
        if statement["Effect"] == "Allow"
        for action in actions_of(statement)
    }


def called() -> set[tuple[str, str]]:
    """Operations of AWS that adapters name, as ``(service, operation)``."""
    known = {operation for _, operation in ACTIONS.keys() | BY_PEOPLE}
    return {
        (service, name)
        for service in {service for service, _ in ACTIONS}
        for file in (ADAPTERS / service).glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        for name in _names(node)
        if name in known
    }


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.Attribute):
        yield node.attr


def test_each_operation_that_adapters_call_is_known_here() -> None:
    """One that is not in the tables above would be called without being allowed."""
    for service, operation in ACTIONS.keys() | BY_PEOPLE:
        assert (service, operation) in called(), f"{service} {operation} is called no more"


def test_functions_may_do_what_adapters_call_and_no_more() -> None:
    needed = {
        action for call in called() - BY_PEOPLE if call in ACTIONS for action in ACTIONS[call]
    }
    assert allowed() - WITHOUT_CALLS == needed


def test_no_action_is_a_pattern() -> None:
    assert not {action for action in allowed() if "*" in action}


@pytest.mark.parametrize("name", READS_UPLOADS)
def test_whoever_reads_uploads_is_kept_off_shoppers(name: str) -> None:
    [function] = [one for one in FUNCTIONS if one.name == name]
    assert {"Ref": "NothingOfShoppers"} in function.properties["Policies"]


def is_of_shoppers(partition: str) -> bool:
    [statement] = SHARED["NothingOfShoppers"]
    patterns = statement["Condition"]["ForAnyValue:StringLike"]["dynamodb:LeadingKeys"]
    return any(fnmatchcase(partition, pattern) for pattern in patterns)


def test_records_of_shoppers_are_those_that_are_denied() -> None:
    named_by = ("shopper_id", "conversation_id", "answer_id", "event_id", "day", "voter")
    made = {
        name: function(*["x"] * function.__code__.co_argcount)
        for name, function in vars(record_key).items()
        if callable(function) and name.endswith(("_key", "_partition"))
        if set(function.__annotations__.values()) <= {str, Key}
    }
    for name, place in made.items():
        function = vars(record_key)[name]
        takes = function.__code__.co_varnames[: function.__code__.co_argcount]
        partition = place.partition if isinstance(place, Key) else place
        if partition.startswith(("signals#", "answers#", "queries#")):
            continue  # spread over shards, of no one shopper
        assert is_of_shoppers(partition) == bool(set(takes) & set(named_by)), name
    assert is_of_shoppers(record_key.journal_partition("2026-11-22", 3))
    assert is_of_shoppers(record_key.conversation_change_key("x", 1).partition)
    assert is_of_shoppers(record_key.ERASURES)


class Watched:
    """Notes which members of a store are called, with what, and for which function."""

    used_by = ""

    def __getattribute__(self, name: str) -> Any:
        member = super().__getattribute__(name)
        if name.startswith("_") or not callable(member):
            return member

        def noted(*arguments: Any, **further: Any) -> Any:
            calls.append((Watched.used_by, name, arguments))
            return member(*arguments, **further)

        calls = self.__dict__.setdefault("_calls", [])
        return noted


class WatchedRecords(Watched, InMemoryRecordTable):
    """Records in memory, watched."""


class WatchedObjects(Watched, InMemoryObjectStore):
    """Objects in memory, watched."""


def _partitions(arguments: Any) -> Iterator[str]:
    for argument in arguments if isinstance(arguments, list | tuple) else ():
        if isinstance(argument, Key):
            yield argument.partition
        elif isinstance(argument, str):
            yield argument
        elif hasattr(argument, "key"):
            yield argument.key.partition
        else:
            yield from _partitions(argument)


@pytest.fixture
def night(empty_container: Container) -> Container:
    """A catalogue was imported and indexed, and what a shopper did was taken to the lake."""
    clock = empty_container.clock
    assert isinstance(clock, FixedClock)
    objects = WatchedObjects()
    empty_container.__dict__ |= {"records": WatchedRecords(clock), "objects": objects}
    Watched.used_by = "Upload"
    body = b"id,title,price\np1,Office chair,99.00 USD\np2,Desk,oak\n"
    stored = objects.put("catalog/products/chairs.csv", body)
    Watched.used_by = "CatalogImport"
    import_catalogue(upload_event(Upload(stored.key, stored.etag)), None)
    Watched.used_by = "ShopApi"
    [import_id] = [record.import_id for record in empty_container.imports.recent()]
    empty_container.approvals.approve(import_id)
    Watched.used_by = "CatalogImport"
    [again] = empty_container.import_queue.receive(limit=1)
    import_catalogue(json.loads(again.body), None)
    Watched.used_by = "CatalogIndex"
    attributes = {"ApproximateReceiveCount": "1"}
    for message in empty_container.index_queue.receive(limit=10):
        one = {"messageId": message.message_id, "body": message.body, "attributes": attributes}
        index_batches({"Records": [one]}, None)
    Watched.used_by = "ShopApi"
    viewed = ReportedInteraction("e", "s", InteractionKind.VIEW_ITEM, "p1")
    empty_container.events.record([viewed])
    Watched.used_by = "LakeExport"
    export_lake({}, None)
    Watched.used_by = ""
    return empty_container


def test_imports_ask_for_nothing_of_shoppers(night: Container) -> None:
    assert night.versions.recent()
    touched = {
        partition
        for used_by, _, arguments in vars(night.records)["_calls"]
        if used_by in READS_UPLOADS
        for partition in _partitions(arguments)
    }
    assert any(partition.startswith("import#") for partition in touched)
    assert not [partition for partition in touched if is_of_shoppers(partition)]


OBJECT_ACTIONS = {
    "open": "s3:GetObject",
    "head": "s3:GetObject",
    "put": "s3:PutObject",
    "delete": "s3:DeleteObject",
    "list": "s3:ListBucket",
}


def may(name: str, action: str, key: str) -> bool:
    """Whether a function's policies let it do something with an object of the bucket."""
    [function] = [one for one in FUNCTIONS if one.name == name]
    for statement in statements_of(function.properties["Policies"]):
        if action not in actions_of(statement):
            continue
        resources = statement["Resource"]
        for resource in resources if isinstance(resources, list) else [resources]:
            _, _, pattern = resource["Fn::Sub"].partition(":::")[2].partition("/")
            if action == "s3:ListBucket" or fnmatchcase(key, pattern):
                return True
    return False


def test_functions_may_do_with_files_what_they_do(night: Container) -> None:
    done = {
        (used_by, OBJECT_ACTIONS[member], arguments[0])
        for used_by, member, arguments in vars(night.objects)["_calls"]
        if used_by not in {"", "Upload"}
    }
    assert {used_by for used_by, *_ in done} >= {"CatalogImport", "CatalogIndex", "LakeExport"}
    assert not [each for each in done if not may(*each)]
    assert not may("CatalogIndex", "s3:GetObject", "lake/day=2026-11-22/part-0.jsonl.gz")
    assert not may("LakeExport", "s3:GetObject", "catalog/products/chairs.csv")
