"""The training pipeline: train -> evaluate -> gate -> register -> rebuild -> canaries -> publish.

::

    Train ──model.tar.gz──> Evaluate ──evaluation.json──> Gate ──kept──> Register, Rebuild, Publish
                               └──bundle/──────────────────┘ └─missed─> Refuse

A name in ``${…}`` is filled in by CloudFormation, from template.yaml beside this file.
"""

from typing import Any

from infra.aws.training.expressions import (
    EXECUTION,
    Expression,
    filled,
    joined,
    json_value,
    model_of,
    output_of,
    parameter,
)
from shopguide.adapters.sagemaker.request import training_job_request
from shopguide.domain.training_job import TrainingJobOptions

VERSION = "2020-12-01"
OBJECTIVES = ("encoder", "reranker", "generator")
"""Those that end in a bundle which is served, and so can be evaluated and published."""

WORK = "/opt/ml/processing"
"""Where processing containers find their inputs and leave their outputs."""

APPROVAL = "${Approval}"
"""Of the stack, and no parameter of a run: who may start the pipeline may not thereby publish."""

SHOP_SETTINGS = {
    "AWS_DEFAULT_REGION": "${AWS::Region}",
    "SHOPGUIDE_MODE": "${ShopMode}",
    "SHOPGUIDE_BUCKET": "${ShopBucket}",
    "SHOPGUIDE_TABLE": "${TableName}",
    "SHOPGUIDE_INDEX_QUEUE_URL": "${IndexQueueUrl}",
    "SHOPGUIDE_IMPORT_QUEUE_URL": "${ImportQueueUrl}",
    "SHOPGUIDE_QDRANT_URL": "${QdrantUrl}",
    "SHOPGUIDE_QDRANT_API_KEY_SECRET": "${QdrantApiKeySecretArn}",
}
"""What asks the shop for a reindex has to know of it; the mode is not ``aws`` where it may not."""

_BUCKET = "s3://${TrainingBucket}"
_RUN = joined(f"{_BUCKET}/training/", EXECUTION)
_EVALUATION_SECONDS = 2 * 3600
_PUBLICATION_SECONDS = 1800
_REBUILD_SECONDS = 12 * 3600
"""A reindex of a million products takes hours, and goes on where this wait for it ends."""


def pipeline_definition() -> dict[str, Any]:
    """The whole pipeline, as ``CreatePipeline`` takes it."""
    return {
        "Version": VERSION,
        "Metadata": {},
        "Parameters": _parameters(),
        "Steps": [_train(), _evaluate(), _gate()],
    }


def _parameters() -> list[dict[str, Any]]:
    texts = {
        "Objective": "encoder",
        "Size": "full",
        "Image": "${Image}",
        "TrainData": f"{_BUCKET}/data/shop/",
        "PublicData": f"{_BUCKET}/data/public/",
        "EvaluationData": f"{_BUCKET}/data/evaluation/",
        "Gate": "default",
        "InstanceType": "${InstanceType}",
        "EvaluationInstanceType": "ml.m5.2xlarge",
    }
    choices = {
        "Objective": list(OBJECTIVES),
        "Size": ["full", "small"],
    }
    numbers = {"InstanceCount": 1, "MaxRunSeconds": 4 * 3600, "MaxWaitSeconds": 8 * 3600}
    return [
        {"Name": name, "Type": "String", "DefaultValue": default}
        | ({"EnumValues": choices[name]} if name in choices else {})
        for name, default in texts.items()
    ] + [
        {"Name": name, "Type": "Integer", "DefaultValue": default}
        for name, default in numbers.items()
    ]


def _train() -> dict[str, Any]:
    """The request of a training job as `shopguide train --sagemaker` makes it, from parameters."""
    request = training_job_request(
        TrainingJobOptions(
            name="pipeline",
            image="image",
            role="${TrainingRole.Arn}",
            channels={"train": "s3://parameter/train/", "public": "s3://parameter/public/"},
            hyperparameters={"objective": "objective", "size": "size"},
            output_uri="s3://parameter/output",
            checkpoint_uri="s3://parameter/checkpoints/",
            instance_type="ml.parameter",
            tags={"shopguide:stack": "${AWS::StackName}"},
        )
    )
    values: dict[str, Expression | str] = {
        "image": parameter("Image"),
        "s3://parameter/train/": parameter("TrainData"),
        "s3://parameter/public/": parameter("PublicData"),
        "objective": parameter("Objective"),
        "size": parameter("Size"),
        "s3://parameter/output": _RUN,
        "s3://parameter/checkpoints/": _place("checkpoints"),
        "ml.parameter": parameter("InstanceType"),
    }
    arguments = filled(request, values)
    del arguments["TrainingJobName"]  # the pipeline makes one up for each run
    arguments["ResourceConfig"]["InstanceCount"] = parameter("InstanceCount")
    arguments["EnableInterContainerTrafficEncryption"] = True
    arguments["StoppingCondition"] = {
        "MaxRuntimeInSeconds": parameter("MaxRunSeconds"),
        "MaxWaitTimeInSeconds": parameter("MaxWaitSeconds"),
    }
    return {
        "Name": "Train",
        "Type": "Training",
        "Arguments": arguments,
        "RetryPolicies": _retries(),
    }


def _evaluate() -> dict[str, Any]:
    return {
        "Name": "Evaluate",
        "Type": "Processing",
        "Arguments": _processing(
            module="infra.aws.training.evaluate_candidate",
            image=parameter("Image"),
            arguments=["--objective", parameter("Objective"), "--gate", parameter("Gate")],
            role="${TrainingRole.Arn}",
            instance_type=parameter("EvaluationInstanceType"),
            seconds=_EVALUATION_SECONDS,
            inputs={"model": model_of("Train"), "data": parameter("EvaluationData")},
            outputs={"evaluation": _place("evaluation"), "bundle": _place("bundle")},
        ),
        "PropertyFiles": [
            {
                "PropertyFileName": "Evaluation",
                "OutputName": "evaluation",
                "FilePath": "evaluation.json",
            }
        ],
        "RetryPolicies": _retries(),
    }


def _gate() -> dict[str, Any]:
    missed = json_value("Evaluate", "Evaluation", "missed_gates")
    return {
        "Name": "Gate",
        "Type": "Condition",
        "Arguments": {
            "Conditions": [{"Type": "LessThanOrEqualTo", "LeftValue": missed, "RightValue": 0}],
            "IfSteps": [_register(), _rebuild(), _publish()],
            "ElseSteps": [_refuse()],
        },
    }


def _register() -> dict[str, Any]:
    """A version of the model package group: which data and model, how good, who approved it."""
    evaluation = joined(output_of("Evaluate", "evaluation"), "/evaluation.json")
    statistics = {"ContentType": "application/json", "S3Uri": evaluation}
    return {
        "Name": "Register",
        "Type": "RegisterModel",
        "Arguments": {
            "ModelPackageGroupName": "shopguide-${Stage}",
            "ModelApprovalStatus": APPROVAL,
            "ModelMetrics": {"ModelQuality": {"Statistics": statistics}},
            "CustomerMetadataProperties": {
                "objective": parameter("Objective"),
                "bundle": output_of("Evaluate", "bundle"),
                "train_data": parameter("TrainData"),
            },
            # Asked for by the service; no endpoint is ever made: the bundle runs in the functions.
            "InferenceSpecification": {
                "Containers": [{"Image": parameter("Image"), "ModelDataUrl": model_of("Train")}],
                "SupportedContentTypes": ["application/json"],
                "SupportedResponseMIMETypes": ["application/json"],
            },
        },
    }


def _rebuild() -> dict[str, Any]:
    """The shop's index made with a new encoder, which its canary queries may refuse."""
    arguments = _processing(
        module="infra.aws.training.rebuild_index",
        image="${Image}",  # as for what publishes
        arguments=[
            *("--approval", APPROVAL),
            *("--bucket", "${ShopBucket}"),
            *("--objective", parameter("Objective")),
        ],
        role="${PublishRole.Arn}",
        instance_type="ml.t3.medium",
        seconds=_REBUILD_SECONDS,
        inputs={"bundle": output_of("Evaluate", "bundle")},
        outputs={},
    )
    return {
        "Name": "Rebuild",
        "Type": "Processing",
        "DependsOn": ["Register"],
        "Arguments": arguments | {"Environment": dict(SHOP_SETTINGS)},
        "RetryPolicies": _retries(),
    }


def _publish() -> dict[str, Any]:
    return {
        "Name": "Publish",
        "Type": "Processing",
        "DependsOn": ["Rebuild"],
        "Arguments": _processing(
            module="infra.aws.training.publish_candidate",
            image="${Image}",  # the stack's: no run may choose what has the role that publishes
            arguments=[
                *("--approval", APPROVAL),
                *("--bucket", "${ShopBucket}"),
                *("--source", output_of("Evaluate", "bundle")),
            ],
            role="${PublishRole.Arn}",
            instance_type="ml.t3.medium",
            seconds=_PUBLICATION_SECONDS,
            inputs={"bundle": output_of("Evaluate", "bundle")},
            outputs={},
        ),
        "RetryPolicies": _retries(),
    }


def _refuse() -> dict[str, Any]:
    place = output_of("Evaluate", "evaluation")
    message = joined("The candidate missed its gate; its figures: ", place, "/evaluation.json")
    return {"Name": "Refuse", "Type": "Fail", "Arguments": {"ErrorMessage": message}}


def _processing(
    *,
    module: str,
    image: str | Expression,
    arguments: list[str | Expression],
    role: str,
    instance_type: str | Expression,
    seconds: int,
    inputs: dict[str, Expression],
    outputs: dict[str, Expression],
) -> dict[str, Any]:
    """The request of a processing job in the training image."""
    request: dict[str, Any] = {
        "RoleArn": role,
        "AppSpecification": {
            "ImageUri": image,
            "ContainerEntrypoint": ["python", "-m", module],
            "ContainerArguments": arguments,
        },
        "ProcessingResources": {
            "ClusterConfig": {
                "InstanceCount": 1,
                "InstanceType": instance_type,
                "VolumeSizeInGB": 30,
            }
        },
        "ProcessingInputs": [_input(name, uri) for name, uri in inputs.items()],
        "StoppingCondition": {"MaxRuntimeInSeconds": seconds},
        "Tags": [{"Key": "shopguide:stack", "Value": "${AWS::StackName}"}],
    }
    if outputs:
        places = [_output(name, uri) for name, uri in outputs.items()]
        request["ProcessingOutputConfig"] = {"Outputs": places}
    return request


def _input(name: str, uri: Expression) -> dict[str, Any]:
    source = {"S3Uri": uri, "LocalPath": f"{WORK}/{name}"}
    kind = {"S3DataType": "S3Prefix", "S3InputMode": "File"}
    return {"InputName": name, "S3Input": source | kind}


def _output(name: str, uri: Expression) -> dict[str, Any]:
    place = {"S3Uri": uri, "LocalPath": f"{WORK}/{name}", "S3UploadMode": "EndOfJob"}
    return {"OutputName": name, "S3Output": place}


def _place(name: str) -> Expression:
    return joined(f"{_BUCKET}/training/", EXECUTION, f"/{name}")


def _retries() -> list[dict[str, Any]]:
    """Again after failures that are the service's; ours would only fail again, and cost."""
    kinds = {
        "Step": ["Step.SERVICE_FAULT", "Step.THROTTLING"],
        "SageMaker": ["SageMaker.JOB_INTERNAL_ERROR", "SageMaker.CAPACITY_ERROR"],
    }
    return [
        {"ExceptionType": names, "IntervalSeconds": 60, "BackoffRate": 2.0, "MaxAttempts": 4}
        for names in kinds.values()
    ]
