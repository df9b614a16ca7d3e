"""transformers' Trainer, made to resume bit by bit and to stop rather than spoil what it has.

What its own resuming lacks: it saves the random state at the end of a step, but batches are fetched
before that point, so a collate function that draws random numbers draws others after a resume; it
writes checkpoints in place; it replaces a loss that is not a number by the mean of those before.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import (
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
    set_seed,
)

from training.errors import TrainingError
from training.loop.checkpoints import CheckpointFolder
from training.loop.order import fold
from training.loop.stop import StopRequest
from training.loop.throughput import Meter

_WEIGHTS = "model.safetensors"
RECORD = "run.json"


class StepTrainer(Trainer):
    """One objective's training, step by step.

    Args:
        checkpoints: Where to save and from where to resume.
        record: JSON text of what a checkpoint belongs to; saved with it.
        tokens: Counts the tokens of a batch.
        flops: Share of the peak FLOP/s for each token a second of all processes; None: unknown.
        arguments: Of `transformers.Trainer`.
    """

    def __init__(
        self,
        *,
        checkpoints: CheckpointFolder,
        record: str,
        tokens: Callable[[dict[str, Tensor]], int],
        flops: float | None,
        **arguments: Any,
    ) -> None:
        super().__init__(**arguments)
        # A mean a batch, then a mean over the batches of a step, whatever the model's signature.
        self.model_accepts_loss_kwargs = False
        self.checkpoints = checkpoints
        self.record = record
        self.tokens = tokens
        self.flops = flops
        self.meter = Meter()

    def training_step(
        self, model: nn.Module, inputs: dict[str, Any], num_items_in_batch: Any = None
    ) -> Tensor:
        """Forward and back; stops before a loss that is not a number reaches the parameters."""
        self.meter.tokens += self.tokens(inputs)
        loss = super().training_step(model, inputs, num_items_in_batch)
        if not torch.isfinite(loss):
            raise TrainingError(
                f"The loss became {loss.item()} at step {self.state.global_step + 1}.",
                fix="Begin anew with a lower learning_rate, a higher warmup_share or "
                "precision=float32; the last checkpoint was left as it was.",
            )
        return loss

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Add the throughput of all processes to what is logged."""
        rate = torch.tensor(self.meter.since_last(), device=self.args.device)
        total = float(self.accelerator.reduce(rate, reduction="sum"))
        logs["tokens_per_second"] = total
        if self.flops is not None:
            logs["flops_share"] = total * self.flops
        super().log(logs, start_time)

    def _save_checkpoint(self, model: nn.Module, trial: Any) -> None:
        """Each machine keeps a whole checkpoint, so that each can resume from its own disk.

        All write the same bytes: where checkpoints are copied to one place, as SageMaker does, the
        files of two machines may mix there.
        """
        if self.is_local_process_zero():
            with self.checkpoints.writing(self.state.global_step) as folder:
                tensors = trained_state(self.model).items()
                save_file({name: value.contiguous() for name, value in tensors}, folder / _WEIGHTS)
                torch.save(self.optimizer.state_dict(), folder / "optimizer.pt")
                torch.save(self.lr_scheduler.state_dict(), folder / "scheduler.pt")
                state = replace(self.state, is_world_process_zero=True)
                state.save_to_json(str(folder / "trainer_state.json"))
                (folder / RECORD).write_text(self.record, "utf-8")
        self.accelerator.wait_for_everyone()

    def _load_from_checkpoint(
        self, resume_from_checkpoint: str, model: nn.Module | None = None
    ) -> None:
        saved = load_file(Path(resume_from_checkpoint) / _WEIGHTS)
        with torch.no_grad():
            for name, value in trained_state(model or self.model).items():
                value.copy_(saved[name])

    def _load_rng_state(self, checkpoint: str | None) -> None:
        """Nothing to load: `StepSeeds` and `SeededCollate` need no state."""


class StepSeeds(TrainerCallback):
    """Seeds every step by its number and the process' rank, so that a resumed step is the same."""

    def __init__(self, *, seed: int, rank: int) -> None:
        self.seed = seed
        self.rank = rank

    def on_step_begin(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: Any,
    ) -> None:
        """Another dropout in each step and in each process."""
        set_seed(fold(self.seed, state.global_step, self.rank))


class StopAtSignal(TrainerCallback):
    """Ends the run with a checkpoint once a process was told to stop, at the same step in all."""

    def __init__(self, stop: StopRequest) -> None:
        self.stop = stop

    def on_step_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: Any,
    ) -> None:
        """Agree on it, because a signal reaches the processes at different moments."""
        number = agreed_maximum(self.stop.signal_number, args.device)
        self.stop.signal_number = number
        if number:
            control.should_training_stop = True
        # Losses are logged at every checkpoint, so that a resumed run averages the same steps.
        control.should_save |= control.should_training_stop
        control.should_log |= control.should_save


def agreed_maximum(number: int, device: torch.device) -> int:
    """The largest of what the processes of the job say."""
    if not torch.distributed.is_initialized():
        return number
    shared = torch.tensor(number, device=device)
    torch.distributed.all_reduce(shared, op=torch.distributed.ReduceOp.MAX)
    return int(shared)


def trained_state(model: nn.Module) -> Mapping[str, Tensor]:
    """What training changes: parameters that require gradients, and buffers that are kept."""
    kept = model.state_dict(keep_vars=True)
    buffers = {name: value for name, value in model.named_buffers() if name in kept}
    trained = {name: value for name, value in model.named_parameters() if value.requires_grad}
    return {name: value.detach() for name, value in (trained | buffers).items()}
