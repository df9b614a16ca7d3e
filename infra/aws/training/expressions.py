"""What a SageMaker pipeline fills in when it runs.

The forms are those of the pipeline definition's schema, version 2020-12-01:
https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-schema/
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Expression: TypeAlias = dict[str, Any]

EXECUTION = {"Get": "Execution.PipelineExecutionId"}
"""A text that no other run of the pipeline has."""


def parameter(name: str) -> Expression:
    """The value of a parameter of the pipeline."""
    return {"Get": f"Parameters.{name}"}


def model_of(step: str) -> Expression:
    """Address of the ``model.tar.gz`` of a training step."""
    return {"Get": f"Steps.{step}.ModelArtifacts.S3ModelArtifacts"}


def output_of(step: str, output: str) -> Expression:
    """Address of the folder that a processing step leaves."""
    outputs = f"Steps.{step}.ProcessingOutputConfig.Outputs"
    return {"Get": f"{outputs}['{output}'].S3Output.S3Uri"}


def joined(*values: str | Expression) -> Expression:
    """Texts and expressions, one after the other."""
    return {"Std:Join": {"On": "", "Values": list(values)}}


def json_value(step: str, file: str, path: str) -> Expression:
    """A value of a property file that a processing step left."""
    reference = {"Get": f"Steps.{step}.PropertyFiles.{file}"}
    return {"Std:JsonGet": {"PropertyFile": reference, "Path": path}}


def filled(document: Any, values: Mapping[str, Expression | str]) -> Any:  # noqa: ANN401 - JSON
    """A copy of a JSON document in which each text that is a key of `values` is its value."""
    if isinstance(document, dict):
        return {key: filled(value, values) for key, value in document.items()}
    if isinstance(document, list):
        return [filled(value, values) for value in document]
    return values.get(document, document) if isinstance(document, str) else document


def references(document: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Everything that a document gets, e.g. ``Parameters.Image``."""
    if isinstance(document, dict):
        if set(document) == {"Get"}:
            yield document["Get"]
        for value in document.values():
            yield from references(value)
    elif isinstance(document, list):
        for value in document:
            yield from references(value)
