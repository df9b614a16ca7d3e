"""The request of a training job, against SageMaker's own description of it."""

import re
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from shopguide.adapters.sagemaker.request import METRICS, training_job_request
from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.training_job import TrainingJobOptions, TrainingJobStatus


def options_of(**changes: Any) -> TrainingJobOptions:
    values: dict[str, Any] = {
        "name": "shopguide-encoder-20261122-040000",
        "image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shopguide-training:1",
        "role": "arn:aws:iam::123456789012:role/shopguide-training",
        "channels": {"train": "s3://shop-training/data/shop", "public": "s3://shop-training/p/"},
        "hyperparameters": {"objective": "encoder"},
        "output_uri": "s3://shop-training/training/",
        "checkpoint_uri": "s3://shop-training/training/x/checkpoints/",
        "instance_type": "ml.g5.xlarge",
    }
    return TrainingJobOptions(**values | changes)


@pytest.fixture(scope="module")
def shape() -> Any:
    model = botocore.session.get_session().get_service_model("sagemaker")
    return model.operation_model("CreateTrainingJob").input_shape


def problems(shape: Any, value: Any) -> list[str]:
    """What botocore checks (names, types, what is required), and the limits it leaves to AWS."""
    report = ParamValidator().validate(value, shape).generate_report()
    return [report] * bool(report) + over_limits(shape, value, shape.name)


def over_limits(shape: Any, value: Any, name: str) -> list[str]:
    if shape.type_name == "structure":
        parts = [(shape.members[key], member, key) for key, member in value.items()]
    elif shape.type_name == "list":
        parts = [(shape.member, member, "[]") for member in value]
    elif shape.type_name == "map":
        parts = [(shape.key, key, "key") for key in value]
        parts += [(shape.value, member, key) for key, member in value.items()]
    else:
        parts = []
    found = [text for part, of, key in parts for text in over_limits(part, of, f"{name}.{key}")]
    return found + own_limits(shape, value, name)


def own_limits(shape: Any, value: Any, name: str) -> list[str]:
    limits = shape.metadata
    # Classes of characters such as \p{L} are Java's, not Python's.
    pattern = limits.get("pattern", "")
    size = len(value) if hasattr(value, "__len__") else value
    return [
        f"{name} is {value!r}: {limit}"
        for limit, broken in {
            "enum": value not in limits.get("enum", [value]),
            "pattern": pattern and "\\p{" not in pattern and not re.fullmatch(pattern, value),
            "max": size > limits.get("max", size),
            "min": size < limits.get("min", size),
        }.items()
        if broken
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"spot": False, "network_isolation": True},
        {"instance_type": "ml.p4d.24xlarge", "instance_count": 4, "tags": {"shop": "示例"}},
        {"kms_key": "arn:aws:kms:eu-central-1:123456789012:key/1234"},
        {"subnets": ("subnet-0a1b2c3d",), "security_groups": ("sg-0a1b2c3d",)},
    ],
    ids=["spot", "on demand", "several machines", "own key", "private network"],
)
def test_request_is_one_that_sagemaker_takes(shape: Any, changes: dict[str, Any]) -> None:
    assert problems(shape, training_job_request(options_of(**changes))) == []


def test_spot_training_waits_and_keeps_checkpoints() -> None:
    request = training_job_request(options_of(max_run_seconds=60, max_wait_seconds=120))
    assert request["EnableManagedSpotTraining"] is True
    assert request["StoppingCondition"] == {
        "MaxRuntimeInSeconds": 60,
        "MaxWaitTimeInSeconds": 120,
    }
    assert request["CheckpointConfig"] == {
        "S3Uri": "s3://shop-training/training/x/checkpoints/",
        "LocalPath": "/opt/ml/checkpoints",
    }


def test_on_demand_training_has_no_waiting_time_but_still_keeps_checkpoints() -> None:
    request = training_job_request(options_of(spot=False, max_wait_seconds=0))
    assert "MaxWaitTimeInSeconds" not in request["StoppingCondition"]
    assert "S3Uri" in request["CheckpointConfig"]


def test_a_channel_takes_in_no_neighbour_whose_name_begins_the_same() -> None:
    channels = training_job_request(options_of())["InputDataConfig"]
    sources = [channel["DataSource"]["S3DataSource"]["S3Uri"] for channel in channels]
    assert [channel["ChannelName"] for channel in channels] == ["train", "public"]
    assert sources == ["s3://shop-training/data/shop/", "s3://shop-training/p/"]


def test_machines_that_train_together_speak_in_private() -> None:
    both = [
        training_job_request(options_of(instance_count=count))[
            "EnableInterContainerTrafficEncryption"
        ]
        for count in (1, 2)
    ]
    assert both == [False, True]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "under_score"}, "name"),
        ({"name": "x" * 64}, "name"),
        ({"channels": {}}, "data"),
        ({"channels": {"train": "/home/shop"}}, "channel train"),
        ({"channels": {"a b": "s3://shop-training/a"}}, "channel"),
        ({"output_uri": "shop-training"}, "output"),
        ({"checkpoint_uri": ""}, "checkpoints"),
        ({"instance_type": "g5.xlarge"}, "instance-type"),
        ({"instance_count": 0}, "instance-count"),
        ({"max_run_seconds": 10, "max_wait_seconds": 9}, "max-wait-hours"),
        ({"subnets": ("subnet-1",)}, "subnets"),
        ({"security_groups": ("sg-1",)}, "subnets"),
        ({"tags": {"aws:owner": "me"}}, "tag"),
    ],
)
def test_what_sagemaker_would_refuse_is_named_before_it_is_asked(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        training_job_request(options_of(**changes))
    assert caught.value.field == field
    assert caught.value.fix


def test_metrics_are_read_from_the_line_that_the_loop_writes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from transformers import TrainerControl, TrainerState, TrainingArguments

    from training.loop.watching import MetricLines

    logged = {
        "loss": 4.21e-05,
        "grad_norm": 5.5,
        "learning_rate": 3e-4,
        "tokens_per_second": 8125.5,
        "flops_share": 0.31,
    }
    state = TrainerState(global_step=120, is_world_process_zero=True)
    MetricLines().on_log(TrainingArguments(use_cpu=True), state, TrainerControl(), logged)
    line = capsys.readouterr().out
    found = {name: re.search(regex, line) for name, regex in METRICS.items()}
    values = {name: float(match[1]) for name, match in found.items() if match}
    assert values == {
        "train:step": 120,
        "train:loss": 4.21e-05,
        "train:tokens_per_second": 8125.5,
        "train:flops_share": 0.31,
    }


def test_metrics_of_other_lines_are_left_alone() -> None:
    for line in ("loss=0.1", "metrics: validation_loss=0.1 losses=3"):
        assert not re.search(METRICS["train:loss"], line)


def test_every_status_that_sagemaker_can_tell_has_a_name_here() -> None:
    model = botocore.session.get_session().get_service_model("sagemaker")
    told: Any = model.shape_for("TrainingJobStatus")
    assert set(told.enum) == {status.value for status in TrainingJobStatus}
