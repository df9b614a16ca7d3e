"""The functions of a SAM template, as the checks need them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cfnlint.decode import decode


@dataclass(frozen=True, slots=True)
class TemplateFunction:
    """One Lambda function of a template.

    Attributes:
        name: Its logical id.
        handler: ``package.module.function``.
        code: The folder of its own code.
        layers: The folders of its layers, as far as the template builds them.
        environment: Its variables, those that all functions share included; values as written,
            an intrinsic function is a mapping such as ``{"Ref": "Table"}``.
        routes: What of the HTTP API it answers, as ``(method, path)``.
        properties: Everything else, as written.
    """

    name: str
    handler: str
    code: Path
    layers: tuple[Path, ...]
    environment: Mapping[str, Any]
    routes: frozenset[tuple[str, str]]
    properties: Mapping[str, Any]


def read_template(path: Path) -> dict[str, Any]:
    """A template with short intrinsic functions written out (``!Ref X`` is ``{"Ref": "X"}``).

    Raises:
        ValueError: it is not valid YAML.
    """
    template, problems = decode(str(path))
    if problems:
        raise ValueError(f"{path} cannot be read: {problems[0].message}")
    return dict(template)


def read_functions(path: Path) -> list[TemplateFunction]:
    """The functions of the template at `path`, by name; folders are relative to it."""
    template = read_template(path)
    resources = template["Resources"]
    shared = template.get("Globals", {}).get("Function", {})
    layers = {
        name: path.parent / resource["Properties"]["ContentUri"]
        for name, resource in resources.items()
        if resource["Type"] == "AWS::Serverless::LayerVersion"
    }
    return sorted(
        (
            _function(name, resource["Properties"], shared, layers, path.parent)
            for name, resource in resources.items()
            if resource["Type"] == "AWS::Serverless::Function"
        ),
        key=lambda function: function.name,
    )


def _function(
    name: str,
    properties: Mapping[str, Any],
    shared: Mapping[str, Any],
    layers: Mapping[str, Path],
    root: Path,
) -> TemplateFunction:
    return TemplateFunction(
        name=name,
        handler=properties["Handler"],
        code=root / properties["CodeUri"],
        layers=tuple(layers[layer["Ref"]] for layer in properties.get("Layers", ())),
        environment={**_variables(shared), **_variables(properties)},
        routes=frozenset(_routes(properties.get("Events", {}))),
        properties=properties,
    )


def _variables(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    variables: Mapping[str, Any] = properties.get("Environment", {}).get("Variables", {})
    return variables


def _routes(events: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for event in events.values():
        if event["Type"] == "HttpApi":
            yield event["Properties"]["Method"], event["Properties"]["Path"]
