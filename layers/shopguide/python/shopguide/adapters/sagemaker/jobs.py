"""Training jobs on SageMaker."""

import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from shopguide.adapters.aws.client import AwsClient, error_code
from shopguide.adapters.sagemaker.description import state_of
from shopguide.adapters.sagemaker.files import TrainingFiles
from shopguide.adapters.sagemaker.following import follow
from shopguide.adapters.sagemaker.log import TrainingJobLog
from shopguide.adapters.sagemaker.request import check_options, training_job_request
from shopguide.domain.errors import (
    ConfigurationError,
    InvalidParameterError,
    TrainingJobNotFoundError,
    TrainingJobsUnavailableError,
)
from shopguide.domain.training_job import (
    ChannelUpload,
    TrainingJobOptions,
    TrainingJobState,
)
from shopguide.ports.training_jobs import TrainingUpdate

READ_SECONDS = 20.0


class SageMakerTrainingJobs:
    """Jobs of one account and region, whose files lie in one bucket.

    Args:
        bucket: The training bucket.
        kms_key: Encrypts what is uploaded; none leaves it to the bucket.
        wait: Sleeps for some seconds, between two looks at a job that is followed.
    """

    def __init__(
        self, bucket: str, *, kms_key: str = "", wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._bucket = bucket
        self._kms_key = kms_key
        self._wait = wait

    # Each is made on first use: who follows a job needs no S3, who uploads needs nothing else.

    @cached_property
    def _client(self) -> AwsClient:
        return _client("sagemaker")

    @cached_property
    def _logs(self) -> AwsClient:
        return _client("logs")

    @cached_property
    def _files(self) -> TrainingFiles:
        return TrainingFiles(self._bucket, self._kms_key)

    def check(self, options: TrainingJobOptions) -> None:
        """`InvalidParameterError` for an option that cannot be right; asks nobody."""
        check_options(options)

    def upload_channel(
        self, job: str, channel: str, folder: Path, *, on_file: Callable[[str], None] | None = None
    ) -> ChannelUpload:
        """Copy a folder to where job `job` will read it; bytes that are there already stay."""
        return self._files.upload(job, channel, folder, on_file or (lambda _: None))

    def start(self, options: TrainingJobOptions) -> None:
        """Begin a job.

        Raises:
            InvalidParameterError: an option cannot be right, or a channel's folder is empty.
            ConfigurationError: SageMaker refuses it: role, image, quota.
            TrainingJobsUnavailableError: SageMaker does not answer.
        """
        request = training_job_request(options)
        for name, uri in options.channels.items():
            if not self._files.holds_anything(uri):
                raise InvalidParameterError(
                    f"There is nothing under {uri}.",
                    fix="Check the address, or upload a folder with --data DIR.",
                    field=f"channel {name}",
                )
        try:
            self._client.call("create_training_job", **request)
        except ClientError as error:
            raise _start_refused(error, options) from error

    def describe(self, name: str) -> TrainingJobState:
        """How a job stands; `TrainingJobNotFoundError` if there is none."""
        return state_of(self._call("describe_training_job", name))

    def follow(self, name: str) -> Iterator[TrainingUpdate]:
        """Its steps and every line of its log as they come, each once; last its final state."""
        log = TrainingJobLog(self._logs, name)
        return follow(lambda: self.describe(name), log.read, wait=self._wait)

    def stop(self, name: str) -> None:
        """Ask a job to write a checkpoint and end; one that is over already stays as it is."""
        if not self.describe(name).is_over:
            self._call("stop_training_job", name)

    def download_model(self, state: TrainingJobState, folder: Path) -> None:
        """Unpack the model of a finished job into `folder`.

        Raises:
            TrainingJobFailedError: the job has no model, or a damaged one.
        """
        state.check_completed()
        self._files.download_model(state.model_uri, folder)

    def close(self) -> None:
        """Close the connections."""
        made = self.__dict__
        for name in ("_client", "_logs"):
            if name in made:
                made[name].sdk.close()
        if "_files" in made:
            self._files.close()

    def _call(self, operation: str, name: str) -> dict[str, Any]:
        try:
            return self._client.call(operation, TrainingJobName=name)
        except ClientError as error:
            said = _said(error)
            if "not found" in said.lower() or "could not find" in said.lower():
                raise TrainingJobNotFoundError(
                    f"There is no training job {name!r} in this account and region.",
                    fix="`aws sagemaker list-training-jobs` lists them; check AWS_REGION.",
                    field="name",
                ) from error
            raise TrainingJobsUnavailableError(
                f"SageMaker refuses {operation} of {name!r}: {said}",
                fix="Look at the job in the SageMaker console.",
            ) from error


def _client(service: str) -> AwsClient:
    return AwsClient(
        service,
        target="training jobs",
        error=TrainingJobsUnavailableError,
        read_seconds=READ_SECONDS,
    )


def _start_refused(error: ClientError, options: TrainingJobOptions) -> ConfigurationError:
    code = error_code(error)
    if code == "ResourceInUse":
        fix = "Choose another --name; even a job that is over keeps its name."
        return ConfigurationError(
            f"There is a job {options.name!r} already.", fix=fix, field="name"
        )
    if code == "ResourceLimitExceeded":
        kind = "spot training" if options.spot else "training"
        fix = (
            f"Ask for more in Service Quotas, 'SageMaker', '{options.instance_type} for {kind} job "
            "usage', or choose another --instance-type."
        )
        return ConfigurationError(f"A quota is used up: {_said(error)}", fix=fix)
    fix = "Check SHOPGUIDE_TRAINING_ROLE, SHOPGUIDE_TRAINING_IMAGE and the options."
    return ConfigurationError(f"SageMaker refuses the job: {_said(error)}", fix=fix)


def _said(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Message", "")) or error_code(error)
