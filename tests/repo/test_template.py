"""template.yaml, the code and the build agree with each other."""

import importlib
import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from infra.aws.build import copy_sources
from infra.aws.template import TemplateFunction, read_functions, read_resources, read_stacks
from shopguide.api.route_access import Admits, admits, routes_in
from shopguide.catalog.reports.storing import REPORTS_PREFIX
from shopguide.config import Settings, variable_name
from shopguide.domain.catalog_import import CatalogKind, import_object_key
from shopguide.domain.delivery import MAX_DELIVERIES
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.domain.upload import upload_object_key
from shopguide.recommend.signals.manifest import signals_key
from shopguide.search.merchandising.stored import stored_key
from shopguide.search.merchandising.uploads import report_key

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template.yaml"
STACKS_FOLDER = ROOT / "infra/aws/stacks"
FUNCTIONS = read_functions(TEMPLATE)
STACKS = read_stacks(TEMPLATE)
RESOURCES = read_resources(TEMPLATE)
LAYER_FILES = sorted((ROOT / "layers/runtime").glob("*.txt"))
MAX_LAYERS = 5
WITHOUT_RESOURCE = {
    "cloudwatch:PutMetricData",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "ecr:GetAuthorizationToken",
}
"""What the training stack may do that AWS lets nobody narrow to a resource."""

each_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda it: it.name)


def queue_of(reference: dict[str, str]) -> str:
    """The queue that another stack means by ``!Ref <queue>Arn`` or ``!Ref <queue>Name``."""
    return reference["Ref"].removesuffix("Arn").removesuffix("Name")


def resources_of(kind: str) -> dict[str, dict[str, Any]]:
    return {
        name: resource.get("Properties", {})
        for name, resource in RESOURCES.items()
        if resource["Type"] == kind
    }


@each_function
def test_handler_is_in_the_code(function: TemplateFunction) -> None:
    module, name = function.handler.rsplit(".", 1)
    assert callable(getattr(importlib.import_module(module), name))


@each_function
def test_deployed_routes_are_those_that_the_app_answers(function: TemplateFunction) -> None:
    module = importlib.import_module(function.handler.rsplit(".", 1)[0])
    router = getattr(module, "router", None)
    answered = {
        (method, route.path_format)
        for route in (router.routes if router else ())
        for method in route.methods - {"HEAD", "OPTIONS"}
    }
    behind_jwt = {
        tuple(route["RouteKey"].split(" "))
        for route in resources_of("AWS::ApiGatewayV2::Route").values()
        if route["AuthorizationType"] == "JWT"
    }
    deployed = function.routes | (behind_jwt if function.name == "ShopApi" else set())
    assert deployed == answered


@pytest.mark.parametrize("name", ["ShopApi", "AssistantApi"])
def test_gateway_asks_for_a_signature_wherever_only_operators_may_go(name: str) -> None:
    [function] = [one for one in FUNCTIONS if one.name == name]
    router = importlib.import_module(function.handler.rsplit(".", 1)[0]).router
    operators = {
        (method, route.path_format)
        for method, route in routes_in(router.routes)
        if admits(route) is Admits.OPERATOR
    }
    signed = {
        (event["Properties"]["Method"], event["Properties"]["Path"])
        for event in function.properties["Events"].values()
        if event["Properties"].get("Auth") == {"Authorizer": "AWS_IAM"}
    }
    assert signed == operators
    assert resources_of("AWS::Serverless::HttpApi")["Api"]["Auth"]["EnableIamAuthorizer"] is True


def test_what_takes_an_accounts_token_is_on_no_api_without_its_authoriser() -> None:
    """The function believes what API Gateway says of an account; nobody else may say it."""
    [function] = [one for one in FUNCTIONS if one.name == "ShopApi"]
    accounts = {
        (method, route.path_format)
        for method, route in routes_in(
            importlib.import_module("functions.shop_api.app").router.routes
        )
        if admits(route) is Admits.ACCOUNT
    }
    assert accounts == {("POST", "/v1/sessions/signed-in")}
    assert not accounts & function.routes


@each_function
def test_variables_are_settings(function: TemplateFunction) -> None:
    known = {variable_name(setting.name) for setting in fields(Settings)}
    ours = {name for name in function.environment if name.startswith("SHOPGUIDE_")}
    assert ours <= known
    assert {variable_name(name) for name in ("mode", "table", "bucket", "qdrant_url")} <= ours


@each_function
def test_function_and_its_layers_have_a_build_target(function: TemplateFunction) -> None:
    assert f"build-{function.name}" in (function.code / "Makefile").read_text()
    for layer in function.properties["Layers"]:
        folder = STACKS_FOLDER / RESOURCES[layer["Ref"]]["Properties"]["ContentUri"]
        assert f"build-{layer['Ref']}" in (folder / "Makefile").read_text()


@each_function
def test_leaves_a_layer_free_for_an_extension(function: TemplateFunction) -> None:
    assert len(function.layers) < MAX_LAYERS


def test_s3_tells_of_every_upload_and_of_nothing_that_is_written_for_one() -> None:
    told = RESOURCES["Bucket"]["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    rules = [
        {rule["Name"]: rule["Value"] for rule in one["Filter"]["S3Key"]["Rules"]} for one in told
    ]

    def is_told(key: str) -> bool:
        return any(
            key.startswith(rule["prefix"]) and key.endswith(rule.get("suffix", ""))
            for rule in rules
        )

    uploads = [kind.upload_key for kind in MerchandisingKind]
    uploads.append(signals_key("0123456789abcdef", "signals.json"))
    written = [*map(report_key, uploads)]
    written += [stored_key(kind, "0123456789abcdef") for kind in MerchandisingKind]
    assert all(map(is_told, (upload_object_key(CatalogKind.QA, "qa.csv"), *uploads)))
    reports = [import_object_key("1", "report.json"), f"{REPORTS_PREFIX}products/a.csv/report.html"]
    assert not any(map(is_told, (*reports, *written)))


def test_uploads_may_enter_the_queue_before_the_bucket_names_it() -> None:
    """S3 tries the queue when it is told of it, so a policy that named the bucket by reference, or
    came after it, would fail the first deployment."""
    bucket = RESOURCES["Bucket"]
    queues = {
        json.dumps(one["Queue"])
        for one in bucket["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    }
    told = ("ImportQueue", "SignalsQueue")
    assert queues == {json.dumps({"Fn::GetAtt": [queue, "Arn"]}) for queue in told}
    policy = RESOURCES["StoredFilesQueuePolicy"]["Properties"]
    assert policy["Queues"] == [{"Ref": queue} for queue in told]
    [allowed] = [one for one in policy["PolicyDocument"]["Statement"] if one["Effect"] == "Allow"]
    assert allowed["Principal"] == {"Service": "s3.amazonaws.com"}
    source = allowed["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::Sub"]
    assert source.rpartition(":::")[2] == bucket["Properties"]["BucketName"]["Fn::Sub"]
    assert "StoredFilesQueuePolicy" in bucket["DependsOn"]


def test_whoever_ends_imports_may_write_reports_and_announce_them() -> None:
    for function in FUNCTIONS:
        if function.name not in {"CatalogImport", "CatalogIndex"}:
            continue
        assert function.environment["SHOPGUIDE_REPORTS_TOPIC"] == {"Ref": "ReportTopicArn"}
        allowed = json.dumps(function.properties["Policies"])
        assert "/reports/*" in allowed
        assert "sns:Publish" in allowed


@each_function
def test_queued_work_stays_hidden_for_six_timeouts(function: TemplateFunction) -> None:
    queues = resources_of("AWS::SQS::Queue")
    for event in function.properties.get("Events", {}).values():
        if event["Type"] == "SQS":
            queue = queues[queue_of(event["Properties"]["Queue"])]
            assert queue["VisibilityTimeout"] >= 6 * function.properties["Timeout"]
            assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_handlers_know_the_last_delivery() -> None:
    counts = {
        queue["RedrivePolicy"]["maxReceiveCount"]
        for queue in resources_of("AWS::SQS::Queue").values()
        if "RedrivePolicy" in queue
    }
    assert counts == {MAX_DELIVERIES}


def test_every_dead_letter_queue_has_an_alarm() -> None:
    dead = {
        queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        for queue in resources_of("AWS::SQS::Queue").values()
        if "RedrivePolicy" in queue
    }
    watched = {
        queue_of(dimension["Value"])
        for alarm in resources_of("AWS::CloudWatch::Alarm").values()
        if alarm.get("Namespace") == "AWS/SQS"
        for dimension in alarm["Dimensions"]
    }
    assert dead <= watched


def test_every_function_keeps_its_logs_for_a_while_only() -> None:
    groups = resources_of("AWS::Logs::LogGroup")
    for function in FUNCTIONS:
        group = function.properties["LoggingConfig"]["LogGroup"]["Ref"]
        assert "RetentionInDays" in groups[group]


def test_no_policy_allows_everything() -> None:
    statements = [
        statement
        for policy in resources_of("AWS::IAM::ManagedPolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
    ] + [
        statement
        for function in FUNCTIONS
        for policy in function.properties["Policies"]
        for statement in policy.get("Statement", ())
    ]
    assert statements
    for statement in statements:
        assert statement["Action"] != "*"
        if statement["Resource"] == "*":
            actions = statement["Action"]
            assert set([actions] if isinstance(actions, str) else actions) <= WITHOUT_RESOURCE


@pytest.mark.parametrize("file", LAYER_FILES, ids=lambda it: it.name)
def test_layer_wheels_are_the_versions_that_tests_ran_with(file: Path) -> None:
    tested = pins(ROOT / "constraints.txt")
    shipped = pins(file)
    assert shipped
    assert {name: tested.get(name) for name in shipped} == shipped


def pins(file: Path) -> dict[str, str]:
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    pairs = [line.split("==") for line in lines]
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pairs}


def test_layer_of_our_own_code_has_the_files_that_modules_read(tmp_path: Path) -> None:
    source = ROOT / "layers/shopguide/python/shopguide"
    copy_sources(source, tmp_path)
    shipped = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    data = {
        path.relative_to(source)
        for ending in ("html", "txt")
        for path in source.rglob(f"*.{ending}")
    }
    assert Path("catalog/reports/report.html") in data
    assert data <= shipped
