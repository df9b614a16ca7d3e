"""Training jobs on SageMaker as moto plays it; what moto lacks, botocore's stubber plays."""

import io
import tarfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from shopguide.adapters.aws.client import AwsClient
from shopguide.adapters.sagemaker.description import state_of
from shopguide.adapters.sagemaker.jobs import SageMakerTrainingJobs
from shopguide.adapters.sagemaker.log import LOG_GROUP, TrainingJobLog
from shopguide.domain.errors import (
    ConfigurationError,
    InvalidParameterError,
    TrainingJobFailedError,
    TrainingJobNotFoundError,
    TrainingJobsUnavailableError,
)
from shopguide.domain.training_job import (
    StatusChange,
    TrainingJobOptions,
    TrainingJobState,
    TrainingJobStatus,
)

BUCKET = "shop-training"
NAME = "shopguide-encoder-1"
START_MS = int(time.time() * 1000) - 60_000  # CloudWatch takes no lines of weeks ago


@pytest.fixture
def bucket(aws: None) -> Iterator[Any]:
    client = boto3.client("s3")
    location = {"LocationConstraint": "eu-central-1"}
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=location)
    yield client
    client.close()


@pytest.fixture
def jobs(bucket: Any) -> Iterator[SageMakerTrainingJobs]:
    adapter = SageMakerTrainingJobs(BUCKET, wait=lambda _: None)
    yield adapter
    adapter.close()


@pytest.fixture
def shop_data(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "old").mkdir(parents=True)
    (folder / "products.csv").write_text("id,title\n1,耳机\n")
    (folder / "old" / "qa.csv").write_text("question,answer\n")
    (folder / ".DS_Store").write_text("left by a desktop")
    return folder


def options_of(**changes: Any) -> TrainingJobOptions:
    values: dict[str, Any] = {
        "name": NAME,
        "image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shopguide-training:1",
        "role": "arn:aws:iam::123456789012:role/shopguide-training",
        "channels": {"train": f"s3://{BUCKET}/training/{NAME}/input/train/"},
        "hyperparameters": {"objective": "encoder", "steps": "100"},
        "output_uri": f"s3://{BUCKET}/training/",
        "checkpoint_uri": f"s3://{BUCKET}/training/{NAME}/checkpoints/",
        "instance_type": "ml.g5.xlarge",
    }
    return TrainingJobOptions(**values | changes)


# Files


def test_a_folder_becomes_a_channel(
    jobs: SageMakerTrainingJobs, bucket: Any, shop_data: Path
) -> None:
    told: list[str] = []
    upload = jobs.upload_channel(NAME, "train", shop_data, on_file=told.append)
    assert upload.uri == f"s3://{BUCKET}/training/{NAME}/input/train/"
    place = f"training/{NAME}/input/train/"
    keys = [entry["Key"] for entry in bucket.list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert {key for key in keys if key.startswith(place)} == {
        f"{place}products.csv",
        f"{place}old/qa.csv",
    }
    body = bucket.get_object(Bucket=BUCKET, Key=f"{place}products.csv")["Body"].read()
    assert body == (shop_data / "products.csv").read_bytes()
    assert told == ["old/qa.csv", "products.csv"]


def test_only_files_that_changed_are_sent_and_an_older_job_keeps_what_it_reads(
    jobs: SageMakerTrainingJobs, bucket: Any, shop_data: Path
) -> None:
    jobs.upload_channel("first", "train", shop_data)
    before = (shop_data / "products.csv").read_bytes()
    (shop_data / "products.csv").write_text("id,title\n1,音箱\n")
    upload = jobs.upload_channel("second", "train", shop_data)
    assert (upload.files, upload.sent_files) == (2, 1)
    assert upload.sent_bytes == (shop_data / "products.csv").stat().st_size
    key = "training/first/input/train/products.csv"
    assert bucket.get_object(Bucket=BUCKET, Key=key)["Body"].read() == before


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_a_folder_without_files_is_no_channel(
    jobs: SageMakerTrainingJobs, tmp_path: Path, folder: str
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidParameterError, match="'train' does not exist, or is empty"):
        jobs.upload_channel(NAME, "train", tmp_path / folder)


def test_a_missing_bucket_is_named(aws: None, shop_data: Path) -> None:
    jobs = SageMakerTrainingJobs("nobody")
    with pytest.raises(TrainingJobsUnavailableError, match="SHOPGUIDE_TRAINING_BUCKET"):
        jobs.upload_channel(NAME, "train", shop_data)
    jobs.close()


def archive_of(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def finished(uri: str) -> TrainingJobState:
    return TrainingJobState(name=NAME, status=TrainingJobStatus.COMPLETED, model_uri=uri)


def test_a_model_is_unpacked_into_a_new_folder(
    jobs: SageMakerTrainingJobs, bucket: Any, tmp_path: Path
) -> None:
    bucket.put_object(Bucket=BUCKET, Key="model.tar.gz", Body=archive_of({"a/adapter.json": b"{}"}))
    jobs.download_model(finished(f"s3://{BUCKET}/model.tar.gz"), tmp_path / "out")
    assert (tmp_path / "out/a/adapter.json").read_bytes() == b"{}"
    with pytest.raises(InvalidParameterError, match="not empty"):
        jobs.download_model(finished(f"s3://{BUCKET}/model.tar.gz"), tmp_path / "out")


@pytest.mark.parametrize(
    "archive",
    [archive_of({"../outside": b"x"}), archive_of({"a": b"x" * 9000})[:60], b"no archive", b""],
    ids=["climbs out", "cut off", "no archive", "empty"],
)
def test_a_damaged_or_hostile_model_leaves_nothing(
    jobs: SageMakerTrainingJobs, bucket: Any, tmp_path: Path, archive: bytes
) -> None:
    bucket.put_object(Bucket=BUCKET, Key="model.tar.gz", Body=archive)
    with pytest.raises(TrainingJobFailedError, match="cannot be unpacked"):
        jobs.download_model(finished(f"s3://{BUCKET}/model.tar.gz"), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_job_has_no_model(jobs: SageMakerTrainingJobs, tmp_path: Path) -> None:
    failure = "AlgorithmError: CUDA out of memory\n\nTraceback (most recent call last): …"
    said = description_of("Failed") | {"FailureReason": failure}
    state = state_of(said)
    with pytest.raises(TrainingJobFailedError, match="Lower batch_size") as caught:
        jobs.download_model(state, tmp_path / "out")
    assert "CUDA out of memory" in caught.value.message
    assert "Traceback" not in caught.value.message


# Jobs


def test_a_started_job_is_the_one_that_was_asked_for(
    jobs: SageMakerTrainingJobs, shop_data: Path
) -> None:
    jobs.upload_channel(NAME, "train", shop_data)
    jobs.start(options_of(tags={"shop": "demo"}))
    state = jobs.describe(NAME)
    assert state.status is TrainingJobStatus.COMPLETED
    assert state.is_over
    assert state.model_uri == f"s3://{BUCKET}/training/{NAME}/output/model.tar.gz"
    assert (state.instance_type, state.instance_count) == ("ml.g5.xlarge", 1)
    sdk = jobs._client.sdk
    description = sdk.describe_training_job(TrainingJobName=NAME)
    assert description["HyperParameters"] == {"objective": "encoder", "steps": "100"}
    assert description["CheckpointConfig"]["S3Uri"].endswith(f"{NAME}/checkpoints/")
    tags = sdk.list_tags(ResourceArn=description["TrainingJobArn"])["Tags"]
    assert tags == [{"Key": "shop", "Value": "demo"}]


def test_a_followed_job_is_told_from_its_first_step_to_its_end(
    jobs: SageMakerTrainingJobs, logs: Any, shop_data: Path
) -> None:
    jobs.upload_channel(NAME, "train", shop_data)
    jobs.start(options_of())
    write(logs, f"{NAME}/algo-1-1790000000", (0, "metrics: step=1 loss=2"), (9, "done"))
    step, *lines, end = jobs.follow(NAME)
    assert isinstance(step, StatusChange)
    assert step.status == "Starting"
    assert texts(lines) == ["metrics: step=1 loss=2", "done"]
    assert isinstance(end, TrainingJobState)
    assert end.status is TrainingJobStatus.COMPLETED


def test_an_empty_channel_is_found_before_machines_are_paid_for(
    jobs: SageMakerTrainingJobs,
) -> None:
    with pytest.raises(InvalidParameterError, match="nothing under s3://") as caught:
        jobs.start(options_of())
    assert caught.value.field == "channel train"
    with pytest.raises(TrainingJobNotFoundError):
        jobs.describe(NAME)


def test_an_unknown_job_is_named(jobs: SageMakerTrainingJobs) -> None:
    actions: list[Callable[[], object]] = [
        lambda: jobs.describe("nobody"),
        lambda: jobs.stop("nobody"),
        lambda: list(jobs.follow("nobody")),
    ]
    for action in actions:
        with pytest.raises(TrainingJobNotFoundError, match="'nobody'"):
            action()


@pytest.mark.parametrize(
    ("code", "says", "expected"),
    [
        ("ResourceInUse", "Training job names must be unique", "Choose another --name"),
        ("ResourceLimitExceeded", "limit 'ml.g5.xlarge' is 0", "Service Quotas"),
        ("ValidationException", "Could not assume role", "SHOPGUIDE_TRAINING_ROLE"),
    ],
)
def test_a_refused_job_says_what_to_change(
    jobs: SageMakerTrainingJobs, shop_data: Path, code: str, says: str, expected: str
) -> None:
    jobs.upload_channel(NAME, "train", shop_data)
    with Stubber(jobs._client.sdk) as stubber:
        stubber.add_client_error("create_training_job", code, says, http_status_code=400)
        with pytest.raises(ConfigurationError, match=expected) as caught:
            jobs.start(options_of())
    assert NAME in str(caught.value) or says in str(caught.value)


def description_of(status: str) -> dict[str, Any]:
    return {
        "TrainingJobName": NAME,
        "TrainingJobArn": f"arn:aws:sagemaker:eu-central-1:123456789012:training-job/{NAME}",
        "TrainingJobStatus": status,
        "SecondaryStatus": "Training" if status == "InProgress" else "Completed",
        "ModelArtifacts": {"S3ModelArtifacts": ""},
        "StoppingCondition": {"MaxRuntimeInSeconds": 60},
        "CreationTime": datetime(2026, 11, 22, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("secondary", "fix"),
    [
        ("MaxRuntimeExceeded", f"--max-hours, and go on with --resume {NAME}"),
        ("MaxWaitTimeExceeded", "No spot capacity"),
        ("Stopped", f"--resume {NAME}"),
    ],
)
def test_a_stopped_job_says_what_stopped_it(secondary: str, fix: str) -> None:
    state = state_of(description_of("Stopped") | {"SecondaryStatus": secondary})
    assert state.reason == secondary
    assert fix in state.fix


def test_a_failure_that_nobody_foresaw_still_points_somewhere() -> None:
    state = state_of(description_of("Failed") | {"FailureReason": "Something new."})
    with pytest.raises(TrainingJobFailedError, match=r"Something new\. docs/training-aws\.md"):
        state.check_completed()


def test_only_a_job_that_is_not_over_is_stopped(jobs: SageMakerTrainingJobs) -> None:
    with Stubber(jobs._client.sdk) as stubber:
        stubber.add_response("describe_training_job", description_of("InProgress"))
        stubber.add_response("stop_training_job", {}, {"TrainingJobName": NAME})
        jobs.stop(NAME)
        stubber.add_response("describe_training_job", description_of("Completed"))
        jobs.stop(NAME)
        stubber.assert_no_pending_responses()


# The log


@pytest.fixture
def logs(aws: None) -> Iterator[Any]:
    client = boto3.client("logs")
    client.create_log_group(logGroupName=LOG_GROUP)
    yield client
    client.close()


@pytest.fixture
def client(aws: None) -> Iterator[AwsClient]:
    made = AwsClient("logs", target="training jobs", error=TrainingJobsUnavailableError)
    yield made
    made.sdk.close()


def write(logs: Any, stream: str, *lines: tuple[int, str]) -> None:
    names = logs.describe_log_streams(logGroupName=LOG_GROUP)["logStreams"]
    if stream not in [entry["logStreamName"] for entry in names]:
        logs.create_log_stream(logGroupName=LOG_GROUP, logStreamName=stream)
    events = [{"timestamp": START_MS + at, "message": text} for at, text in lines]
    logs.put_log_events(logGroupName=LOG_GROUP, logStreamName=stream, logEvents=events)


def test_lines_of_all_hosts_come_once_and_in_order(logs: Any, client: AwsClient) -> None:
    log = TrainingJobLog(client, NAME)
    assert log.read() == []
    write(logs, f"{NAME}/algo-1-1790000000", (0, "a"), (20, "c"))
    write(logs, f"{NAME}/algo-2-1790000000", (10, "b"))
    write(logs, f"{NAME}-other/algo-1-1790000000", (5, "of another job"))
    lines = log.read()
    assert [(line.host, line.text) for line in lines] == [
        ("algo-1", "a"),
        ("algo-2", "b"),
        ("algo-1", "c"),
    ]
    assert lines[0].at == datetime.fromtimestamp(START_MS / 1000, UTC)
    assert log.read() == []
    write(logs, f"{NAME}/algo-1-1790000000", (30, "d"))
    write(logs, f"{NAME}/algo-1-1790000999", (40, "after a spot interruption"))
    assert [line.text for line in log.read()] == ["d", "after a spot interruption"]


def test_a_job_that_has_not_written_yet_has_no_lines(client: AwsClient) -> None:
    assert TrainingJobLog(client, NAME).read() == []


STREAMS = {"logStreams": [{"logStreamName": f"{NAME}/algo-1-1"}]}


def page(token: str, *events: tuple[int, str]) -> dict[str, Any]:
    entries = [{"timestamp": START_MS + at, "message": text} for at, text in events]
    return {"events": entries, "nextForwardToken": token}


def texts(lines: list[Any]) -> list[str]:
    return [line.text for line in lines]


def test_an_expired_bookmark_loses_and_repeats_nothing(client: AwsClient) -> None:
    log = TrainingJobLog(client, NAME)
    place = {"logGroupName": LOG_GROUP, "logStreamName": f"{NAME}/algo-1-1", "startFromHead": True}
    with Stubber(client.sdk) as stubber:
        stubber.add_response("describe_log_streams", STREAMS)
        stubber.add_response("get_log_events", page("t1", (0, "a"), (5, "b"), (5, "c")), place)
        stubber.add_response("get_log_events", page("t1"), {**place, "nextToken": "t1"})
        assert texts(log.read()) == ["a", "b", "c"]
        stubber.add_response("describe_log_streams", STREAMS)
        stubber.add_client_error("get_log_events", "InvalidParameterException")
        again = page("t2", (5, "b"), (5, "c"), (5, "d"), (6, "e"))
        since = {**place, "startTime": START_MS + 5}
        stubber.add_response("get_log_events", again, since)
        stubber.add_response("get_log_events", page("t2"), {**place, "nextToken": "t2"})
        assert texts(log.read()) == ["d", "e"]
        stubber.assert_no_pending_responses()


def test_a_broken_off_reading_goes_on_with_the_next(client: AwsClient) -> None:
    log = TrainingJobLog(client, NAME)
    with Stubber(client.sdk) as stubber:
        stubber.add_response("describe_log_streams", STREAMS)
        stubber.add_response("get_log_events", page("t1", (0, "a")))
        stubber.add_client_error("get_log_events", "ThrottlingException")
        with pytest.raises(TrainingJobsUnavailableError, match="overloaded"):
            log.read()
        stubber.add_response("describe_log_streams", STREAMS)
        stubber.add_response("get_log_events", page("t2", (1, "b")))
        stubber.add_response("get_log_events", page("t2"))
        assert texts(log.read()) == ["a", "b"]


def test_an_empty_page_in_the_middle_is_not_the_end(client: AwsClient) -> None:
    with Stubber(client.sdk) as stubber:
        stubber.add_response("describe_log_streams", {"logStreams": [], "nextToken": "more"})
        stubber.add_response("describe_log_streams", STREAMS)
        stubber.add_response("get_log_events", page("t1"))
        stubber.add_response("get_log_events", page("t2", (0, "a")))
        stubber.add_response("get_log_events", page("t2"))
        assert texts(TrainingJobLog(client, NAME).read()) == ["a"]
