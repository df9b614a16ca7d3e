"""Options of a training job -> the request that makes it, without asking anybody.

The request is that of ``CreateTrainingJob``; a pipeline's training step takes the same one without
the name.
"""

import re
from collections.abc import Mapping
from typing import Any

from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.training_job import TrainingJobOptions

CHECKPOINTS = "/opt/ml/checkpoints"
"""Where the container keeps checkpoints, which SageMaker copies to S3 as they are written."""

ENTRY_RETRIES = 2
"""Times that SageMaker begins again by itself after a failure of its own."""

_NUMBER = r"([-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)"

METRICS: Mapping[str, str] = {
    f"train:{name}": rf"metrics: .*\b{name}={_NUMBER}"
    for name in ("step", "loss", "tokens_per_second", "flops_share")
}
"""Name in CloudWatch -> how it stands in the line that the training loop writes each log step:
``metrics: step=20 loss=0.4213 tokens_per_second=8125``."""

_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
_CHANNEL = re.compile(r"[A-Za-z0-9._-]{1,64}")
_S3_URI = re.compile(r"s3://[a-z0-9.-]{3,63}(/.*)?")


def training_job_request(options: TrainingJobOptions) -> dict[str, Any]:
    """The whole request of one job.

    Raises:
        InvalidParameterError: an option that SageMaker would refuse, or read as something else.
    """
    check_options(options)
    request: dict[str, Any] = {
        "TrainingJobName": options.name,
        "RoleArn": options.role,
        "AlgorithmSpecification": _algorithm(options.image),
        "HyperParameters": dict(options.hyperparameters),
        "InputDataConfig": [channel(name, uri) for name, uri in options.channels.items()],
        "OutputDataConfig": {"S3OutputPath": options.output_uri} | _key(options, "KmsKeyId"),
        "ResourceConfig": {
            "InstanceType": options.instance_type,
            "InstanceCount": options.instance_count,
            "VolumeSizeInGB": options.volume_gb,
        }
        | _key(options, "VolumeKmsKeyId"),
        "StoppingCondition": _stopping(options),
        "CheckpointConfig": {"S3Uri": options.checkpoint_uri, "LocalPath": CHECKPOINTS},
        "EnableManagedSpotTraining": options.spot,
        "EnableNetworkIsolation": options.network_isolation,
        "EnableInterContainerTrafficEncryption": options.instance_count > 1,
        "RetryStrategy": {"MaximumRetryAttempts": ENTRY_RETRIES},
        "Tags": [{"Key": key, "Value": value} for key, value in options.tags.items()],
    }
    if options.subnets:
        request["VpcConfig"] = {
            "Subnets": list(options.subnets),
            "SecurityGroupIds": list(options.security_groups),
        }
    return request


def channel(name: str, uri: str) -> dict[str, Any]:
    """One input channel: every file under `uri`, copied to each machine before training begins."""
    source = {
        "S3DataType": "S3Prefix",
        # "train" alone would also be the beginning of "train-old/…"
        "S3Uri": uri if uri.endswith("/") else f"{uri}/",
        "S3DataDistributionType": "FullyReplicated",
    }
    return {"ChannelName": name, "DataSource": {"S3DataSource": source}, "InputMode": "File"}


def check_options(options: TrainingJobOptions) -> None:
    """`InvalidParameterError` for what would fail later, or mean something else."""
    if not _NAME.fullmatch(options.name):
        raise _wrong("name", options.name, "Use 1-63 letters, digits and single hyphens.")
    for key in options.tags:
        if not key or key.lower().startswith("aws:"):
            raise _wrong("tag", key, "A tag has a name, which does not begin with 'aws:'.")
    _check_places(options)
    _check_machines(options)


def _check_places(options: TrainingJobOptions) -> None:
    if not options.channels:
        raise _wrong("data", "", "Give the folder to train on, --data DIR or --data s3://…")
    for name, uri in options.channels.items():
        if not _CHANNEL.fullmatch(name):
            raise _wrong("channel", name, "Name it with letters, digits, '.', '_' and '-'.")
        _check_uri(f"channel {name}", uri)
    _check_uri("output", options.output_uri)
    _check_uri("checkpoints", options.checkpoint_uri)
    if bool(options.subnets) != bool(options.security_groups):
        fix = "Set SHOPGUIDE_TRAINING_SUBNETS and SHOPGUIDE_TRAINING_SECURITY_GROUPS, or neither."
        raise _wrong("subnets", ",".join(options.subnets), fix)


def _check_machines(options: TrainingJobOptions) -> None:
    if not options.instance_type.startswith("ml."):
        fix = f"SageMaker's own names begin with 'ml.': ml.{options.instance_type}?"
        raise _wrong("instance-type", options.instance_type, fix)
    if options.instance_count < 1:
        raise _wrong("instance-count", options.instance_count, "Use at least one machine.")
    if options.spot and options.max_wait_seconds < options.max_run_seconds:
        fix = "The wait includes the training time: it cannot be shorter than --max-hours."
        raise _wrong("max-wait-hours", options.max_wait_seconds / 3600, fix)


def _algorithm(image: str) -> dict[str, Any]:
    return {
        "TrainingImage": image,
        "TrainingInputMode": "File",
        "MetricDefinitions": [{"Name": name, "Regex": regex} for name, regex in METRICS.items()],
    }


def _stopping(options: TrainingJobOptions) -> dict[str, int]:
    stopping = {"MaxRuntimeInSeconds": options.max_run_seconds}
    if options.spot:  # refused without it
        stopping["MaxWaitTimeInSeconds"] = options.max_wait_seconds
    return stopping


def _key(options: TrainingJobOptions, member: str) -> dict[str, str]:
    return {member: options.kms_key} if options.kms_key else {}


def _check_uri(field: str, uri: str) -> None:
    if not _S3_URI.fullmatch(uri):
        raise _wrong(field, uri, "Write it as s3://bucket/folder/.")


def _wrong(field: str, value: object, fix: str) -> InvalidParameterError:
    return InvalidParameterError(f"{field} is {value!r}.", fix=fix, field=field)
