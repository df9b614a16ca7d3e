"""What a person, a log and TensorBoard see of a run."""

import sys
from pathlib import Path
from typing import Any

from tqdm.auto import tqdm
from transformers import (
    ProgressCallback,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)

_METRICS = ("loss", "grad_norm", "learning_rate", "tokens_per_second", "flops_share")


class ProgressBar(ProgressCallback):
    """A bar on standard error with the last loss; rarely drawn where nobody watches."""

    def on_train_begin(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: Any,
    ) -> None:
        """Start the bar where a resumed run goes on."""
        watched = sys.stderr.isatty()
        self.current_step = state.global_step
        if state.is_world_process_zero:
            self.training_bar = tqdm(
                total=state.max_steps,
                initial=state.global_step,
                unit="step",
                file=sys.stderr,
                dynamic_ncols=watched,
                mininterval=0.1 if watched else 10,
            )

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        """Show the last loss beside the bar."""
        if self.training_bar is not None and logs and "loss" in logs:
            self.training_bar.set_postfix(loss=f"{logs['loss']:.4f}", refresh=False)


class MetricLines(TrainerCallback):
    """One line a log step on standard output, made to be read by regular expressions.

    ::

        metrics: step=20 loss=1.234500 learning_rate=0.0005 tokens_per_second=1234
    """

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        """Print what was logged; the summary at the end is the report's business."""
        if state.is_world_process_zero and logs and "loss" in logs:
            shown = [f"{name}={logs[name]:.6g}" for name in _METRICS if name in logs]
            print("metrics:", f"step={state.global_step}", *shown, flush=True)


def tensorboard(folder: Path) -> TrainerCallback:
    """Writes what is logged as TensorBoard events into `folder`; opens it at the first step."""
    from transformers.integrations import TensorBoardCallback

    class Events(TensorBoardCallback):
        def __init__(self) -> None:
            super().__init__()
            self.logging_dir = str(folder)

    return Events()
