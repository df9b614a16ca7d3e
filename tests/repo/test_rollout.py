"""What SAM makes of the stack of the API: aliases, rollouts and what takes them back."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from infra.aws.template import read_template

ROOT = Path(__file__).parents[2]
STACK = ROOT / "infra/aws/stacks/api.yaml"
SAM_PYTHON = ROOT / ".venv-sam/bin/python"
FUNCTIONS = ("ShopApi", "AssistantApi")

TRANSFORM = """
import json, sys, types
from samtranslator.translator.transform import transform
template, values = json.load(sys.stdin)
policies = types.SimpleNamespace(load=dict)  # AWS's own policies by name; ours are by reference
json.dump(transform(template, values, policies)["Resources"], sys.stdout)
"""


def made(**parameters: str) -> dict[str, Any]:
    """The stack's resources as CloudFormation gets them, with these parameters."""
    if not SAM_PYTHON.exists():
        pytest.skip("SAM is not installed: run `make sam`")
    template = read_template(STACK)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":  # building and packaging put one there
            resource["Properties"]["CodeUri"] = "s3://bucket/code.zip"
    values = dict.fromkeys(template["Parameters"], "1") | parameters
    done = subprocess.run(
        [SAM_PYTHON, "-W", "ignore", "-c", TRANSFORM],
        input=json.dumps([template, values]),
        env={"AWS_DEFAULT_REGION": "eu-central-1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    resources: dict[str, Any] = json.loads(done.stdout)
    return resources


@pytest.fixture(scope="module")
def gradual() -> dict[str, Any]:
    return made(Rollout="Canary10Percent15Minutes")


def of_type(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: one for name, one in resources.items() if one["Type"] == kind}


def test_all_at_once_moves_the_alias_without_codedeploy() -> None:
    resources = made(Rollout="AllAtOnce")
    assert not of_type(resources, "AWS::CodeDeploy::DeploymentGroup")
    assert {f"{function}Aliaslive" for function in FUNCTIONS} <= resources.keys()


def test_gradual_rollout_goes_back_on_its_alarms(gradual: dict[str, Any]) -> None:
    for function in FUNCTIONS:
        group = gradual[f"{function}DeploymentGroup"]["Properties"]
        assert "Canary10Percent15Minutes" in json.dumps(group["DeploymentConfigName"])
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        condition, alarms, none = group["AlarmConfiguration"]["Fn::If"]
        assert (condition, none) == ("IsGradual", {})
        named = {alarm["Name"]["Ref"] for alarm in alarms["Alarms"]}
        assert named == {f"{function}ReleaseAlarm", "ReleaseAlarm"}
        assert all(gradual[alarm]["Condition"] == "IsGradual" for alarm in named)
        update = gradual[f"{function}Aliaslive"]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
        assert update["DeploymentGroupName"] == {"Ref": f"{function}DeploymentGroup"}


def test_release_alarms_watch_the_version_that_is_rolled_out(gradual: dict[str, Any]) -> None:
    for function in FUNCTIONS:
        dimensions = {
            one["Name"]: one["Value"]
            for one in gradual[f"{function}ReleaseAlarm"]["Properties"]["Dimensions"]
        }
        version, attribute = dimensions["ExecutedVersion"]["Fn::GetAtt"]
        assert attribute == "Version"
        assert gradual[version]["Type"] == "AWS::Lambda::Version"
        assert dimensions["Resource"] == {"Fn::Sub": f"${{{function}}}:live"}


def test_dear_routes_have_a_rate_of_their_own(gradual: dict[str, Any]) -> None:
    """API Gateway refuses settings of a route that is not there."""
    routes = {
        f"{method.upper()} {path}"
        for path, methods in gradual["Api"]["Properties"]["Body"]["paths"].items()
        for method in methods
    }
    stage = gradual["ApiApiGatewayDefaultStage"]["Properties"]
    assert stage["RouteSettings"].keys() <= routes
    assert "POST /v1/answers" in stage["RouteSettings"]


def test_other_pages_may_call_only_where_their_origins_are_given(gradual: dict[str, Any]) -> None:
    body = gradual["Api"]["Properties"]["Body"]
    condition, allowed, none = body["x-amazon-apigateway-cors"]["Fn::If"]
    assert (condition, none) == ("HasOrigins", {"Ref": "AWS::NoValue"})
    assert "authorization" in allowed["allowHeaders"]
    assert allowed["allowOrigins"] == {"Fn::Split": [",", "1"]}
