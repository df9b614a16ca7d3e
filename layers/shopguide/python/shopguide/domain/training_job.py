"""A training job that runs elsewhere: what is asked for, how it stands, what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shopguide.domain.errors import TrainingJobFailedError


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingJobOptions:
    """Everything that makes one training job.

    Attributes:
        name: 1-63 letters, digits and hyphens; no other job of the account ever had it.
        image: URI of the training container.
        role: ARN of the role that the job takes on.
        channels: A folder's URI by channel name; the container reads each as a folder.
        hyperparameters: All of them as text; ``objective`` among them.
        output_uri: Where the job's folder with its model comes to lie.
        checkpoint_uri: Where checkpoints are kept, and looked for by an interrupted job.
        instance_type: Machine, e.g. ``ml.g5.xlarge``.
        instance_count: Machines that train together.
        volume_gb: Disk of each machine, in GB.
        spot: Train on spare capacity: cheaper, and interrupted now and then.
        max_run_seconds: Training time after which the job is stopped.
        max_wait_seconds: Training time and waiting for spot capacity together; `spot` only.
        kms_key: Key that encrypts what the job writes; none leaves it to the bucket.
        subnets, security_groups: The private network to run in; both or neither.
        network_isolation: No network for the container, but for its peers; base weights must then
            come through a channel.
        tags: For cost reports and policies.
    """

    name: str
    image: str
    role: str
    channels: Mapping[str, str]
    hyperparameters: Mapping[str, str]
    output_uri: str
    checkpoint_uri: str
    instance_type: str
    instance_count: int = 1
    volume_gb: int = 50
    spot: bool = True
    max_run_seconds: int = 4 * 3600
    max_wait_seconds: int = 8 * 3600
    kms_key: str = ""
    subnets: Sequence[str] = ()
    security_groups: Sequence[str] = ()
    network_isolation: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


class TrainingJobStatus(StrEnum):
    """Where a job stands."""

    IN_PROGRESS = "InProgress"
    STOPPING = "Stopping"
    COMPLETED = "Completed"
    FAILED = "Failed"
    STOPPED = "Stopped"
    DELETING = "Deleting"


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A step on the way, e.g. ``Downloading``, with what the service says about it."""

    status: str
    message: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LogLine:
    """What one host of the job wrote."""

    host: str
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingJobState:
    """How a job stands.

    Attributes:
        name: The job's name.
        status: Where it stands.
        changes: Its steps so far, oldest first.
        reason: Why it ended without a model, in the service's words; empty otherwise.
        fix: What can be done about that.
        model_uri: Where its model lies, once it has one.
        training_seconds: Time it trained.
        billable_seconds: Time that is paid for, on each machine; less than it trained on spot.
        instance_type, instance_count: The machines.
        metrics: Last value of each metric by name.
    """

    name: str
    status: TrainingJobStatus
    changes: Sequence[StatusChange] = ()
    reason: str = ""
    fix: str = ""
    model_uri: str = ""
    training_seconds: int = 0
    billable_seconds: int = 0
    instance_type: str = ""
    instance_count: int = 1
    metrics: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status not in (TrainingJobStatus.IN_PROGRESS, TrainingJobStatus.STOPPING)

    def check_completed(self) -> None:
        """`TrainingJobFailedError` unless it ended with a model."""
        if self.status is TrainingJobStatus.COMPLETED:
            return
        words = f"is {self.status}" if not self.is_over else f"ended as {self.status}"
        message = f"The training job {self.name} {words}: {self.reason}".rstrip(": ")
        raise TrainingJobFailedError(f"{message}.", fix=self.fix)


@dataclass(frozen=True, slots=True)
class ChannelUpload:
    """A local folder that was made a channel: its `uri`, and how much of it had to be sent."""

    uri: str
    files: int
    sent_files: int
    sent_bytes: int
