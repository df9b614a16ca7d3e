import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.config import Environment
from training.errors import TrainingInputError
from training.job.inputs import Hosts, read_channels, read_hosts, read_hyperparameters
from training.job.layout import Layout, find_layout, layout_under
from training.job.objectives import load_objective


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    found = layout_under(tmp_path)
    found.config_dir.mkdir(parents=True)
    found.data_dir.mkdir()
    return found


def configure(layout: Layout, name: str, document: Any) -> None:
    (layout.config_dir / name).write_text(json.dumps(document), "utf-8")


def test_container_layout_is_that_of_sagemaker() -> None:
    layout = find_layout(None, Environment(channels={}))
    assert layout.config_dir == Path("/opt/ml/input/config")
    assert layout.data_dir == Path("/opt/ml/input/data")
    assert layout.model_dir == Path("/opt/ml/model")
    assert layout.output_dir == Path("/opt/ml/output/data")
    assert layout.checkpoint_dir == Path("/opt/ml/checkpoints")
    assert layout.failure_file == Path("/opt/ml/output/failure")


def test_environment_moves_folders_unless_a_root_is_given(tmp_path: Path) -> None:
    moved = Environment(channels={"train": Path("/elsewhere")}, model_dir=Path("/m"))
    layout = find_layout(None, moved)
    assert layout.model_dir == Path("/m")
    assert read_channels(layout)["train"] == Path("/elsewhere")
    assert find_layout(tmp_path, moved) == layout_under(tmp_path)


def test_hyperparameters_of_sagemakers_sdk_read_like_those_of_the_command_line(
    layout: Layout,
) -> None:
    given = {"objective": '"encoder"', "steps": "30", "rate": '"0.1"', "sagemaker_program": "x"}
    configure(layout, "hyperparameters.json", given)
    assert read_hyperparameters(layout) == {"objective": "encoder", "steps": "30", "rate": "0.1"}


def test_without_files_there_are_no_hyperparameters_no_channels_and_one_host(
    tmp_path: Path,
) -> None:
    layout = layout_under(tmp_path)
    assert read_hyperparameters(layout) == {}
    assert read_channels(layout) == {}
    assert read_hosts(layout) == Hosts()


def test_channels_are_those_asked_for_and_those_that_lie_there(layout: Layout) -> None:
    configure(layout, "inputdataconfig.json", {"train": {"TrainingInputMode": "File"}})
    (layout.data_dir / "public").mkdir()
    folder = layout.data_dir
    assert read_channels(layout) == {"public": folder / "public", "train": folder / "train"}


def test_hosts_have_the_same_order_on_each(layout: Layout) -> None:
    both = {"hosts": ["algo-2", "algo-1"], "network_interface_name": "eth0"}
    configure(layout, "resourceconfig.json", both | {"current_host": "algo-2"})
    assert read_hosts(layout) == Hosts(["algo-1", "algo-2"], "algo-2", "eth0")
    assert read_hosts(layout).place == 1


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ({"TrainingInputMode": "Pipe"}, "is a pipe.*File or FastFile"),
        ({"S3DistributionType": "ShardedByS3Key"}, "only a part.*FullyReplicated"),
        ("File", "is not an object"),
    ],
)
def test_channel_that_cannot_be_read_as_a_folder_is_named(
    layout: Layout, channel: Any, said: str
) -> None:
    configure(layout, "inputdataconfig.json", {"train": channel})
    configure(layout, "resourceconfig.json", {"hosts": ["a", "b"], "current_host": "a"})
    with pytest.raises(TrainingInputError, match=said):
        read_channels(layout)


def test_host_that_is_not_among_the_hosts_is_told(layout: Layout) -> None:
    configure(layout, "resourceconfig.json", {"hosts": ["a"], "current_host": "b"})
    with pytest.raises(TrainingInputError, match="current_host is not one of hosts"):
        read_hosts(layout)


@given(content=st.binary(max_size=40))
def test_any_bytes_are_read_or_told(tmp_path_factory: Any, content: bytes) -> None:
    layout = layout_under(tmp_path_factory.getbasetemp() / "bytes")
    layout.config_dir.mkdir(parents=True, exist_ok=True)
    (layout.config_dir / "hyperparameters.json").write_bytes(content)
    with contextlib.suppress(TrainingInputError):
        read = read_hyperparameters(layout)
        assert all(isinstance(value, str) for value in read.values())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "names no objective.*encoder, "),
        ("encodr", "Did you mean encoder"),
        ("no_such_package.objective", "no module 'no_such_package'"),
        ("training.no_such_objective", r"no module 'training\.no_such_objective'"),
    ],
)
def test_objective_that_does_not_exist_is_told_with_those_that_do(name: str, said: str) -> None:
    with pytest.raises(TrainingInputError, match=said) as caught:
        load_objective({"objective": name})
    assert caught.value.field == "objective"


def test_objective_of_ones_own_is_named_by_its_module() -> None:
    assert load_objective({"objective": "tests.tiny_objective"}).SMALL == {"steps": 12}
