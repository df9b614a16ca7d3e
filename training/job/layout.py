"""Where a training container finds and leaves things.

::

    /opt/ml                        or any other root
    ├── input/config/              hyperparameters.json resourceconfig.json inputdataconfig.json
    ├── input/data/<channel>/      the data
    ├── checkpoints/               survive the container
    ├── model/                     the result
    └── output/
        ├── data/                  TensorBoard, reports
        └── failure                why it failed

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from training.config import Environment

CONTAINER_ROOT = Path("/opt/ml")


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of one job.

    Attributes:
        config_dir: The three JSON files of the request.
        data_dir: A folder a channel.
        model_dir: The result.
        output_dir: TensorBoard and reports.
        checkpoint_dir: Whole checkpoints.
        failure_file: One sentence, then a traceback.
        channels: Folders of channels that lie elsewhere.
    """

    config_dir: Path
    data_dir: Path
    model_dir: Path
    output_dir: Path
    checkpoint_dir: Path
    failure_file: Path
    channels: Mapping[str, Path] = field(default_factory=dict)


def layout_under(root: Path) -> Layout:
    """The container's layout below another root."""
    return Layout(
        config_dir=root / "input" / "config",
        data_dir=root / "input" / "data",
        model_dir=root / "model",
        output_dir=root / "output" / "data",
        checkpoint_dir=root / "checkpoints",
        failure_file=root / "output" / "failure",
    )


def find_layout(root: Path | None, environment: Environment) -> Layout:
    """The layout below `root`; without one that of the container, as its environment moves it."""
    if root is not None:
        return layout_under(root)
    fixed = layout_under(CONTAINER_ROOT)
    return Layout(
        config_dir=fixed.config_dir,
        data_dir=fixed.data_dir,
        model_dir=environment.model_dir or fixed.model_dir,
        output_dir=environment.output_dir or fixed.output_dir,
        checkpoint_dir=fixed.checkpoint_dir,
        failure_file=fixed.failure_file,
        channels=environment.channels,
    )
