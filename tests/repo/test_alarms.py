"""Alarms, runbook, dashboard and the figures that functions send agree with each other."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.aws.dashboard import ROWS, STACK, stack_with_dashboard
from infra.aws.metrics_page import PAGE, metrics_page
from infra.aws.template import read_functions, read_resources
from shopguide.api.metrics import HAPPENINGS, METRICS, NAMESPACE, STAGES, dimension_sets
from shopguide.domain.catalog_import import ImportStatus
from shopguide.search.merchandising.uploads import UploadStatus

ROOT = Path(__file__).parents[2]
RUNBOOK = ROOT / "docs/runbook"
CODE = [ROOT / "functions", ROOT / "layers/shopguide/python/shopguide"]
TEMPLATE = ROOT / "template.yaml"
ALARMS: Mapping[str, Mapping[str, Any]] = {
    name: resource["Properties"]
    for name, resource in read_resources(TEMPLATE).items()
    if resource["Type"] == "AWS::CloudWatch::Alarm"
}
SERVICES = {
    function.environment["POWERTOOLS_SERVICE_NAME"] for function in read_functions(TEMPLATE)
}
each_alarm = pytest.mark.parametrize("name", ALARMS)


def page_of(alarm: str) -> str:
    """Path of an alarm's page: `docs/runbook/index-key-alarm.md` for `IndexKeyAlarm`."""
    return f"docs/runbook/{re.sub(r'(?<!^)(?=[A-Z])', '-', alarm).lower()}.md"


def watched(alarm: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The metrics of an alarm."""
    if "MetricName" in alarm:
        yield alarm
    for one in alarm.get("Metrics", ()):
        if "MetricStat" in one:
            yield one["MetricStat"]["Metric"]


def calls_of(name: str) -> Iterator[ast.expr]:
    """The first argument of every call of a function in the code."""
    for file in (file for folder in CODE for file in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=called), args=[first, *_]) if called == name:
                    yield first


@each_alarm
def test_an_alarms_description_ends_in_its_page(name: str) -> None:
    page = page_of(name)
    assert ALARMS[name]["AlarmDescription"].rstrip().endswith(f" {page}")
    assert (ROOT / page).is_file()


def test_every_page_has_its_alarm_and_says_what_to_do() -> None:
    pages = {f"docs/runbook/{page.name}": page for page in RUNBOOK.glob("*-alarm.md")}
    assert pages.keys() == set(map(page_of, ALARMS))
    for path, page in pages.items():
        text = page.read_text(encoding="utf-8")
        for part in ("**What it means.**", "**What the shopper sees.**", "## Look here",
                     "## Do this", "## Verified by"):  # fmt: skip
            assert part in text, f"{path} lacks {part!r}"


@each_alarm
def test_an_alarm_watches_what_functions_send(name: str) -> None:
    """One that watched another name or dimension would never ring."""
    for metric in watched(ALARMS[name]):
        if metric["Namespace"] != {"Fn::Sub": f"{NAMESPACE}/${{Stage}}"}:
            assert metric["Namespace"].startswith("AWS/")
            continue
        dimensions = {one["Name"]: one["Value"] for one in metric.get("Dimensions", ())}
        assert list(dimensions) in dimension_sets(METRICS[metric["MetricName"]].by)
        assert dimensions.get("service", "shop_api") in SERVICES


@each_alarm
def test_an_alarm_is_heard_by_somebody(name: str) -> None:
    assert ALARMS[name]["AlarmActions"] == [{"Ref": "AlarmTopicArn"}]


def test_every_step_and_happening_in_the_code_has_a_metric() -> None:
    stages = {each.value for each in calls_of("stage") if isinstance(each, ast.Constant)}
    assert stages == set(STAGES)
    told = {each.value for each in calls_of("happened") if isinstance(each, ast.Constant)}
    breaker = {name for name in HAPPENINGS if name.startswith("breaker_")}
    assert told | breaker == set(HAPPENINGS)


def test_whatever_handlers_count_is_a_metric() -> None:
    counted = {each.value for each in calls_of("count") if isinstance(each, ast.Constant)}
    assert counted <= METRICS.keys()
    outcomes = [*ImportStatus, *UploadStatus]
    assert {f"Imports{outcome.value.title()}" for outcome in outcomes} <= METRICS.keys()


def test_dashboard_is_what_the_code_makes_of_its_metrics() -> None:
    text = STACK.read_text(encoding="utf-8")
    assert text == stack_with_dashboard(text), "Run `python -m infra.aws.dashboard`."
    assert {name for _, names in ROWS for name in names} <= METRICS.keys()


def test_the_page_of_metrics_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == metrics_page(), (
        "Run `python -m infra.aws.metrics_page`."
    )
