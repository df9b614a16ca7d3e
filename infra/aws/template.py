"""The functions of a SAM template and of the stacks that it nests, as the checks need them.

Stacks hand each other layers and policies under the names that they have where they are made, so a
``Ref`` means the same in each of them.
"""

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


def read_stacks(path: Path) -> dict[Path, dict[str, Any]]:
    """The template at `path` and those of the stacks that it nests, by file, itself first."""
    template = read_template(path)
    stacks = {path: template}
    for _, nested in _nested(path, template):
        stacks |= read_stacks(nested)
    return stacks


def read_resources(path: Path) -> dict[str, dict[str, Any]]:
    """All resources of a template and its nested stacks, by logical id.

    Raises:
        ValueError: two stacks use one logical id.
    """
    found: dict[str, dict[str, Any]] = {}
    for file, template in read_stacks(path).items():
        if twice := found.keys() & template["Resources"].keys():
            raise ValueError(f"{file} repeats the names {sorted(twice)} of another stack")
        found |= template["Resources"]
    return found


def read_functions(path: Path) -> list[TemplateFunction]:
    """The functions of the template at `path` and its nested stacks, by name."""
    stacks = read_stacks(path)
    layers = {
        name: file.parent / resource["Properties"]["ContentUri"]
        for file, template in stacks.items()
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::LayerVersion"
    }
    return sorted(
        (
            _function(name, resource["Properties"], _shared(template), layers, file.parent)
            for file, template in stacks.items()
            for name, resource in template["Resources"].items()
            if resource["Type"] == "AWS::Serverless::Function"
        ),
        key=lambda function: function.name,
    )


def _nested(path: Path, template: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """Stacks that a template nests: logical id and file."""
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Application":
            yield name, path.parent / resource["Properties"]["Location"]


def _shared(template: Mapping[str, Any]) -> Mapping[str, Any]:
    shared: Mapping[str, Any] = template.get("Globals", {}).get("Function", {})
    return shared


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
