"""What the template takes: each parameter is checked, passed on, and in order with the others."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from infra.aws.parameter_table import PAGE, parameter_page
from infra.aws.template import read_template

ROOT = Path(__file__).parents[2]
TEMPLATE = read_template(ROOT / "template.yaml")
STAGES = tomllib.loads((ROOT / "samconfig.toml").read_text())
DEFAULTS = {name: str(one.get("Default", "")) for name, one in TEMPLATE["Parameters"].items()}
MINE = {
    "QdrantUrl": "https://qdrant.example.com:6333",
    "QdrantApiKeySecretArn": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:qdrant",
    "AlarmEmail": "on-call@shop.example",
}
"""What only the one who deploys knows."""


def holds(condition: Any, values: dict[str, str]) -> bool:
    """Whether a condition of CloudFormation is true of these parameters."""
    [(name, parts)] = condition.items()
    if name == "Fn::Equals":
        left, right = (values[it["Ref"]] if isinstance(it, dict) else str(it) for it in parts)
        return left == right
    found = [holds(part, values) for part in parts]
    return {"Fn::And": all, "Fn::Or": any, "Fn::Not": lambda it: not all(it)}[name](found)


def refusals(**parameters: str) -> list[str]:
    """What CloudFormation says before it makes anything."""
    values = DEFAULTS | MINE | parameters
    return [
        one["AssertDescription"]
        for rule in TEMPLATE["Rules"].values()
        if holds(rule.get("RuleCondition", {"Fn::Equals": ["", ""]}), values)
        for one in rule["Assertions"]
        if not holds(one["Assert"], values)
    ]


def of_stage(stage: str) -> dict[str, str]:
    overrides = STAGES[stage]["deploy"]["parameters"]["parameter_overrides"]
    return dict(one.split("=", 1) for one in overrides)


def test_defaults_are_in_order() -> None:
    assert not refusals()


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"SnapStart": "PublishedVersions", "ApiProvisionedConcurrency": "2"}, "SnapStart"),
        ({"SnapStart": "PublishedVersions", "AssistantProvisionedConcurrency": "1"}, "SnapStart"),
        ({"DomainName": "api.shop.example"}, "CertificateArn"),
        ({"CertificateArn": "arn:aws:acm:eu-central-1:1:certificate/1"}, "DomainName"),
        ({"HostedZoneId": "Z1"}, "HostedZoneId"),
        ({"Stage": "prod", "AlarmEmail": ""}, "AlarmEmail"),
        ({"Stage": "prod", "QdrantApiKeySecretArn": ""}, "QdrantApiKeySecretArn"),
        ({"Stage": "prod", "AllowedOrigins": "*"}, "AllowedOrigins"),
        ({"TrainingSchedule": "rate(7 days)"}, "TrainingImageTag"),
    ],
)
def test_parameters_that_exclude_each_other_are_refused_by_name(
    parameters: dict[str, str], named: str
) -> None:
    [refusal] = refusals(**parameters)
    assert named in refusal


def test_name_with_its_certificate_and_zone_is_in_order() -> None:
    arn = "arn:aws:acm:eu-central-1:1:certificate/1"
    assert not refusals(DomainName="api.shop.example", CertificateArn=arn, HostedZoneId="Z1")


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_stages_deploy_once_what_is_yours_is_filled_in(stage: str) -> None:
    written = of_stage(stage)
    assert written.keys() <= TEMPLATE["Parameters"].keys()
    assert written["Stage"] == stage
    assert not refusals(**(written | MINE))
    for name, value in written.items():
        one = TEMPLATE["Parameters"][name]
        assert value in map(str, one.get("AllowedValues", [value])), name
        assert re.fullmatch(one.get("AllowedPattern", ".*"), value), name


def test_production_rolls_out_step_by_step() -> None:
    assert of_stage("prod")["Rollout"] != "AllAtOnce"
    assert of_stage("dev")["Rollout"] == "AllAtOnce"


@pytest.mark.parametrize(
    ("name", "fine", "refused"),
    [
        ("KmsKeyArn", "new", "alias/mine"),
        ("AllowedOrigins", "https://a.example,http://localhost:3000", "https://a.example/path"),
        ("DomainName", "api.shop.example", "https://api.shop.example"),
        ("AlarmEmail", "a@b.example", "nobody"),
        ("TrainingSchedule", "cron(0 3 ? * SUN *)", "weekly"),
        ("AccessLogBucket", "my-logs", "s3://my-logs"),
    ],
)
def test_patterns_take_what_their_words_say(name: str, fine: str, refused: str) -> None:
    pattern = TEMPLATE["Parameters"][name]["AllowedPattern"]
    assert re.fullmatch(pattern, fine)
    assert re.fullmatch(pattern, "")
    assert not re.fullmatch(pattern, refused)


def test_each_parameter_is_asked_for_in_a_group() -> None:
    groups = TEMPLATE["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    grouped = [name for group in groups for name in group["Parameters"]]
    assert sorted(grouped) == sorted(TEMPLATE["Parameters"])


def test_page_of_parameters_is_that_of_the_template() -> None:
    """`python -m infra.aws.parameter_table` writes it anew."""
    assert (ROOT / PAGE).read_text("utf-8") == parameter_page(TEMPLATE)
