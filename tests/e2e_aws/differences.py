"""Where a stack must be told to ministack in other words than to AWS; each change has its reason.

Beside these: nested templates go through SAM's translator here (`deployment`), and the body of the
HTTP API becomes routes (`http_routes`), because ministack does neither.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Template = dict[str, Any]

_UNKNOWN = frozenset({"AWS::SecretsManager::RotationSchedule"})
"""What ministack cannot make. Rotation is begun by hand there, as `rotate-secret` does."""

_BATCHES = {
    f"sqs:{one}": f"sqs:{one}Batch"
    for one in ("SendMessage", "DeleteMessage", "ChangeMessageVisibility")
}


def for_ministack(template: Template, parameters: Mapping[str, str], models: Path) -> Template:
    """A stack as ministack takes it.

    Args:
        template: Without SAM's resources.
        parameters: Those whose values are known.
        models: Where functions keep bundles instead of in /tmp, which would be this machine's.
    """
    instead = _numbers(template, parameters) | _secrets(template)
    plain = json.loads(json.dumps(template).replace('"/tmp/models"', json.dumps(str(models))))
    for name, resource in list(plain["Resources"].items()):
        if resource["Type"] in _UNKNOWN:
            del plain["Resources"][name]
        if resource["Type"] == "AWS::CloudWatch::Alarm":
            _drop_formula(resource["Properties"])
    rewritten: Template = _with_batches(_with_refs(plain, instead))
    for resource in rewritten["Resources"].values():
        if resource["Type"] == "AWS::Lambda::Function":
            _write_variables_as_text(resource["Properties"])
    return rewritten


def _write_variables_as_text(function: dict[str, Any]) -> None:
    """Numbers in a function's environment are text on AWS; ministack hands on what it is given."""
    variables = function.get("Environment", {}).get("Variables", {})
    numbers = {name: str(value) for name, value in variables.items() if isinstance(value, int)}
    variables.update(numbers)


def _drop_formula(alarm: dict[str, Any]) -> None:
    """Watch the first metric of a formula; ministack refuses formulas."""
    if formula := alarm.pop("Metrics", None):
        first = next(one["MetricStat"] for one in formula if "MetricStat" in one)
        alarm |= first["Metric"] | {"Period": first["Period"], "Statistic": "Sum"}


def _numbers(template: Template, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Numbers for parameters; ministack hands those on as text, and stumbles on it."""
    kinds = {name: one["Type"] for name, one in template.get("Parameters", {}).items()}
    return {name: int(value) for name, value in parameters.items() if kinds[name] == "Number"}


def _secrets(template: Template) -> dict[str, Any]:
    """The ARNs of secrets, which is what a reference to one means; to ministack it is the name."""
    return {
        name: {"Fn::GetAtt": [name, "Id"]}
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::SecretsManager::Secret"
    }


def _with_refs(node: Any, instead: Mapping[str, Any]) -> Any:
    """With something else in the place of these references."""
    if isinstance(node, list):
        return [_with_refs(one, instead) for one in node]
    if not isinstance(node, dict):
        return node
    if node.keys() == {"Ref"} and node["Ref"] in instead:
        return instead[node["Ref"]]
    return {
        key: value if key == "Conditions" else _with_refs(value, instead)
        for key, value in node.items()
    }


def _with_batches(node: Any) -> Any:
    """Leave to send a message is leave to send ten at once on AWS; ministack asks for both."""
    if isinstance(node, list):
        return [_with_batches(one) for one in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _with_batches(value) for key, value in node.items()}
    if "Action" in plain and "Effect" in plain:
        actions = plain["Action"] if isinstance(plain["Action"], list) else [plain["Action"]]
        plain["Action"] = [*actions, *(_BATCHES[one] for one in actions if one in _BATCHES)]
    return plain
