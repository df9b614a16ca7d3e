"""The training stack: its pipeline holds together, its roles may do no more than they must."""

import importlib
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import botocore.session
import pytest
import typer.main
from botocore.validate import ParamValidator
from cfnlint.api import lint_file

from infra.aws.template import read_template
from infra.aws.training.definition import OBJECTIVES, pipeline_definition
from infra.aws.training.evaluate_candidate import TRIALS
from infra.aws.training.expressions import references
from infra.aws.training.publish_candidate import APPROVED
from infra.aws.training.template import TEMPLATE, with_definition
from infra.local.cli import app
from shopguide.config import Settings, variable_name
from training.evaluate import evidence, pairs, search
from training.evaluate.gates import parse_gates
from training.models import build

DIRECT_UPLOAD_BYTES = 51_200
"""The largest template that CloudFormation takes without a bucket in between."""

EXECUTION_VARIABLES = {"PipelineExecutionId", "PipelineName", "StartDateTime"}

REQUEST_OF = {
    "Training": ("CreateTrainingJob", {"TrainingJobName": "made-up-by-the-pipeline"}),
    "Processing": ("CreateProcessingJob", {"ProcessingJobName": "made-up-by-the-pipeline"}),
    "RegisterModel": ("CreateModelPackage", {}),
}

ON_EVERYTHING = {
    "EcrToken": "a token is for the whole registry; AWS knows no narrower resource",
    "Metrics": "metrics have no resource; the namespace is a condition instead",
    "NetworkFacts": "EC2 lets nobody describe single networks",
}
"""Statements about all resources, and why they must be."""

DEFINITION = pipeline_definition()
RESOURCES: dict[str, Any] = read_template(TEMPLATE)["Resources"]


def steps_of(definition: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All steps, those inside the condition included, in an order in which they can run."""
    for step in definition["Steps"]:
        yield step
        if step["Type"] == "Condition":
            yield from (*step["Arguments"]["IfSteps"], *step["Arguments"]["ElseSteps"])


STEPS = {step["Name"]: step for step in steps_of(DEFINITION)}


def test_template_deploys_the_definition_of_the_code() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    assert with_definition(text) == text, "run: python -m infra.aws.training.template"
    assert len(text.encode()) < DIRECT_UPLOAD_BYTES


def test_template_passes_the_linter() -> None:
    assert [str(match) for match in lint_file(TEMPLATE)] == []


# The pipeline


def test_every_reference_leads_to_something_that_is_there_by_then() -> None:
    known = {f"Parameters.{entry['Name']}" for entry in DEFINITION["Parameters"]}
    known |= {f"Execution.{name}" for name in EXECUTION_VARIABLES}
    for step in steps_of(DEFINITION):
        own = {**step, "Arguments": {**step["Arguments"], "IfSteps": [], "ElseSteps": []}}
        assert set(references(own)) <= known, step["Name"]
        assert set(step.get("DependsOn", ())) <= set(STEPS)
        known |= offers(step)


def offers(step: dict[str, Any]) -> set[str]:
    """What later steps can get of a step."""
    name = f"Steps.{step['Name']}"
    outputs = step["Arguments"].get("ProcessingOutputConfig", {}).get("Outputs", ())
    offered = {
        f"{name}.ProcessingOutputConfig.Outputs['{entry['OutputName']}'].S3Output.S3Uri"
        for entry in outputs
    }
    for file in step.get("PropertyFiles", ()):
        assert file["OutputName"] in {entry["OutputName"] for entry in outputs}
        offered.add(f"{name}.PropertyFiles.{file['PropertyFileName']}")
    if step["Type"] == "Training":
        offered.add(f"{name}.ModelArtifacts.S3ModelArtifacts")
    return offered


def test_every_parameter_is_used_and_its_default_is_one_of_its_choices() -> None:
    used = set(references(DEFINITION))
    for entry in DEFINITION["Parameters"]:
        assert f"Parameters.{entry['Name']}" in used
        default = entry["DefaultValue"]
        if "${" not in str(default):
            assert default in entry.get("EnumValues", [default])


def test_approval_is_the_stack_s_and_nobody_who_starts_a_run_can_give_it() -> None:
    offered = read_template(TEMPLATE)["Parameters"]["Approval"]["AllowedValues"]
    assert STEPS["Register"]["Arguments"]["ModelApprovalStatus"] == "${Approval}"
    for name in ("Rebuild", "Publish"):
        container = STEPS[name]["Arguments"]["AppSpecification"]
        assert container["ImageUri"] == "${Image}"
        arguments = container["ContainerArguments"]
        assert arguments[arguments.index("--approval") + 1] == "${Approval}"
    assert APPROVED in offered
    assert "Approval" not in {entry["Name"] for entry in DEFINITION["Parameters"]}


def resolved(document: Any) -> Any:
    """With texts and numbers where CloudFormation and the pipeline would put them."""
    if isinstance(document, str):
        filled = document.replace("${InstanceType}", "ml.g5.xlarge")
        filled = re.sub(r"\$\{\w+\.Arn\}", "arn:aws:iam::123456789012:role/filled-in", filled)
        return re.sub(r"\$\{[^}]+\}", "filled-in", filled)
    if isinstance(document, list):
        return [resolved(value) for value in document]
    if not isinstance(document, dict):
        return document
    if "Std:Join" in document:
        return "".join(resolved(document["Std:Join"]["Values"]))
    if set(document) == {"Get"}:
        return value_of(document["Get"])
    return {key: resolved(value) for key, value in document.items()}


def value_of(reference: str) -> Any:
    kind, _, name = reference.partition(".")
    if kind != "Parameters":
        return "s3://bucket/known-when-it-runs"
    (entry,) = [p for p in DEFINITION["Parameters"] if p["Name"] == name]
    return resolved(entry["DefaultValue"])


@pytest.mark.parametrize(
    "name", [name for name, step in STEPS.items() if step["Type"] in REQUEST_OF]
)
def test_each_step_makes_a_request_that_sagemaker_knows(name: str) -> None:
    step = STEPS[name]
    operation, added = REQUEST_OF[step["Type"]]
    model = botocore.session.get_session().get_service_model("sagemaker")
    shape = model.operation_model(operation).input_shape
    request = resolved(step["Arguments"]) | added
    assert ParamValidator().validate(request, shape).generate_report() == ""
    if step["Type"] == "Training":
        kinds, resources = shape.members["ResourceConfig"], request["ResourceConfig"]
    elif step["Type"] == "Processing":
        kinds = shape.members["ProcessingResources"].members["ClusterConfig"]
        resources = request["ProcessingResources"]["ClusterConfig"]
    else:
        return
    assert resources["InstanceType"] in kinds.members["InstanceType"].enum


def test_containers_run_modules_that_exist() -> None:
    entries = [
        step["Arguments"]["AppSpecification"]["ContainerEntrypoint"]
        for step in STEPS.values()
        if step["Type"] == "Processing"
    ]
    assert entries
    for python, flag, module in entries:
        assert (python, flag) == ("python", "-m")
        assert callable(importlib.import_module(module).main)


def test_only_what_can_be_evaluated_is_trained_by_the_pipeline() -> None:
    assert set(OBJECTIVES) == set(TRIALS)


def test_a_missed_gate_ends_in_a_failed_run_and_publishes_nothing() -> None:
    gate = STEPS["Gate"]["Arguments"]
    assert [step["Type"] for step in gate["ElseSteps"]] == ["Fail"]
    assert [step["Name"] for step in gate["IfSteps"]] == ["Register", "Rebuild", "Publish"]
    (condition,) = gate["Conditions"]
    assert condition["LeftValue"]["Std:JsonGet"]["Path"] == "missed_gates"


def test_nothing_is_published_before_the_index_is_made_with_it() -> None:
    assert STEPS["Publish"]["DependsOn"] == ["Rebuild"]
    assert STEPS["Rebuild"]["DependsOn"] == ["Register"]


def test_who_asks_for_a_reindex_has_settings_that_exist() -> None:
    known = {variable_name(each.name) for each in fields(Settings)} | {"AWS_DEFAULT_REGION"}
    assert set(STEPS["Rebuild"]["Arguments"]["Environment"]) <= known
    assert "--encoder" in options_of_command("reindex")
    assert "--keep-current" in options_of_command("models", "publish")


# What its roles may do


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, resource in RESOURCES.items():
        properties = resource.get("Properties", {})
        documents = [policy["PolicyDocument"] for policy in properties.get("Policies", ())]
        if resource["Type"].startswith("AWS::IAM::") and "PolicyDocument" in properties:
            documents.append(properties["PolicyDocument"])
        for document in documents:
            yield from ((name, statement) for statement in document["Statement"])


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_no_statement_allows_every_action() -> None:
    found = list(statements())
    assert len(found) > 15
    for name, statement in found:
        for action in listed(statement["Action"]):
            assert "*" not in action, (name, action)


def test_statements_about_everything_are_known_and_explained() -> None:
    on_everything = {
        statement.get("Sid", name)
        for name, statement in statements()
        if "*" in listed(statement["Resource"])
    }
    assert on_everything == set(ON_EVERYTHING)


def test_only_publishing_writes_to_the_models_of_the_shop() -> None:
    writers = {
        name
        for name, statement in statements()
        if "s3:PutObject" in listed(statement["Action"])
        and "/models/" in str(statement["Resource"])
    }
    assert writers == {"PublishRole"}


def test_roles_are_passed_to_sagemaker_alone() -> None:
    passing = [s for _, s in statements() if "iam:PassRole" in listed(s["Action"])]
    assert passing
    for statement in passing:
        condition = statement["Condition"]["StringEquals"]
        assert condition == {"iam:PassedToService": "sagemaker.amazonaws.com"}


def test_services_take_on_roles_for_this_account_only() -> None:
    roles = [it["Properties"] for it in RESOURCES.values() if it["Type"] == "AWS::IAM::Role"]
    for role in roles:
        (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Condition"] == {
            "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
        }


def test_nothing_starts_by_itself_unless_it_is_asked_to() -> None:
    parameters = read_template(TEMPLATE)["Parameters"]
    assert parameters["Schedule"]["Default"] == ""
    assert parameters["RetrainOnUpload"]["Default"] == "false"
    assert parameters["Approval"]["Default"] == "PendingManualApproval"
    assert RESOURCES["Retraining"]["Condition"] == "HasSchedule"
    assert RESOURCES["Upload"]["Condition"] == "RetrainsOnUpload"


def test_old_images_and_old_runs_are_cleaned_up() -> None:
    text = RESOURCES["Repository"]["Properties"]["LifecyclePolicy"]["LifecyclePolicyText"]
    rules = json.loads(text)["rules"]
    assert {rule["selection"]["tagStatus"] for rule in rules} == {"untagged", "any"}
    lifecycle = RESOURCES["TrainingBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert "ExpirationInDays" in {key for rule in lifecycle for key in rule}
    for group in ("TrainingLogs", "ProcessingLogs"):
        assert "RetentionInDays" in RESOURCES[group]["Properties"]


def test_page_explains_every_parameter_of_the_stack() -> None:
    page = (Path(__file__).parents[2] / "docs/training-aws.md").read_text(encoding="utf-8")
    for name in read_template(TEMPLATE)["Parameters"]:
        assert f"`{name}`" in page, name
    for entry in DEFINITION["Parameters"]:
        assert f"`{entry['Name']}`" in page, entry["Name"]


# What its containers run


def options_of_command(*path: str) -> set[str]:
    command: Any = typer.main.get_command(app)
    for name in path:
        command = command.commands[name]
    return {flag for parameter in command.params for flag in parameter.opts}


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_candidates_are_tried_with_commands_options_and_gates_that_exist(objective: str) -> None:
    trial = TRIALS[objective]
    wanted = {*trial.files, "--gate", "--models-dir", "--json"}
    assert wanted <= options_of_command("evaluate", trial.task)
    parts = {"search": [search], "answers": [evidence, pairs]}[trial.task]
    metrics = [name for part in parts for name in part.METRICS]
    baselines = [name for part in parts for name in part.BASELINES]
    gates = parse_gates(trial.gates, metrics, baselines)
    assert len(gates) == len(trial.gates)
    if trial.is_served:
        assert objective in {field.name for field in fields(Settings)}
    else:  # a gate that does not name the candidate would hold whatever it is like
        assert {gate.baseline for gate in gates} == {objective}
    option, base = trial.base
    parser = build._parser()
    parser.parse_args(["--models-dir", "m", "--json", "--adapter", "a"])
    parsed = vars(parser.parse_args(["--models-dir", "m", "--json", option, base]))
    assert base in parsed[option.removeprefix("--")]


def test_bundles_are_built_and_published_with_options_that_exist() -> None:
    assert {"--models-dir"} <= options_of_command("models", "build")
    assert {"--bucket", "--why"} <= options_of_command("models", "publish")
