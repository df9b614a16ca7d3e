"""What SageMaker says about a training job -> our words."""

from collections.abc import Mapping
from typing import Any

from shopguide.domain.training_job import StatusChange, TrainingJobState, TrainingJobStatus


def state_of(description: Mapping[str, Any]) -> TrainingJobState:
    """The state in an answer of ``DescribeTrainingJob``."""
    resources = description.get("ResourceConfig", {})
    status = TrainingJobStatus(description["TrainingJobStatus"])
    name = description["TrainingJobName"]
    reason = _reason(status, description)
    return TrainingJobState(
        name=name,
        status=status,
        changes=tuple(
            StatusChange(entry["Status"], entry.get("StatusMessage", ""), entry["StartTime"])
            for entry in description.get("SecondaryStatusTransitions", ())
        ),
        reason=reason,
        fix=fix_of(reason, name) if reason else "",
        model_uri=description.get("ModelArtifacts", {}).get("S3ModelArtifacts", ""),
        training_seconds=description.get("TrainingTimeInSeconds", 0),
        billable_seconds=description.get("BillableTimeInSeconds", 0),
        instance_type=resources.get("InstanceType", ""),
        instance_count=resources.get("InstanceCount", 1),
        metrics={
            metric["MetricName"]: float(metric["Value"])
            for metric in description.get("FinalMetricDataList", ())
        },
    )


def _reason(status: TrainingJobStatus, description: Mapping[str, Any]) -> str:
    """A stopped job has no failure; that time was up is its secondary status.

    Of a container's file ``failure`` the first paragraph is the reason, the rest a traceback.
    """
    reason = str(description.get("FailureReason", "")).partition("\n\n")[0]
    if status is TrainingJobStatus.STOPPED and not reason:
        return str(description.get("SecondaryStatus", ""))
    return reason.rstrip(".")


_FIXES: Mapping[str, str] = {
    "MaxRuntimeExceeded": "It ran out of time; its last checkpoint is kept. Allow more with "
    "--max-hours, and go on with --resume NAME.",
    "MaxWaitTimeExceeded": "No spot capacity came in time. Allow more with --max-wait-hours, "
    "choose another --instance-type, or pay for --on-demand; go on with --resume NAME.",
    "CapacityError": "The region has no such machine free. Try later, or choose another "
    "--instance-type.",
    "out of memory": "The GPU's memory was too small. Lower batch_size and raise accumulation by "
    "the same factor, set activation_checkpointing=true, or choose a larger --instance-type.",
    "exit code: 137": "The machine's memory was too small. Choose a larger --instance-type, or "
    "lower batch_size.",
    "NoSuchKey": "A file of the data vanished while it was read. Upload it again.",
    "No S3 objects found": "The channel's folder is empty. Check the address given to --data or "
    "--channel.",
    "AccessDenied": "The training role may not read or write this. Its policy is in "
    "infra/aws/training/template.yaml; data outside the training bucket must be added there.",
    "not authorized": "The training role may not do this. Its policy is in "
    "infra/aws/training/template.yaml.",
    "Cannot pull": "The image cannot be pulled. Push it again, and check "
    "SHOPGUIDE_TRAINING_IMAGE; a private network needs endpoints for ECR and S3.",
    "InternalServerError": "SageMaker failed by itself. Start again with --resume NAME.",
    "AlgorithmError": "The container says why, in the message and in the log above.",
    "Stopped": "It was asked to stop. Its last checkpoint is kept: go on with --resume NAME.",
}
"""What a failure's reason holds -> what to do about it; the first that fits."""


def fix_of(reason: str, name: str) -> str:
    """What can be done about a job that ended without a model; never empty."""
    for sign, fix in _FIXES.items():
        if sign.lower() in reason.lower():
            return fix.replace("NAME", name)
    return "docs/training-aws.md explains how to read a failure."
