"""The loop that every objective runs: examples and a model with a loss in, a trained model out."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import torch
from accelerate import PartialState
from torch import Tensor, nn
from transformers import PrinterCallback, TrainingArguments

from training.errors import (
    TrainingError,
    TrainingInputError,
    TrainingStoppedError,
    gpu_memory_error,
)
from training.loop.checkpoints import CheckpointFolder
from training.loop.job import Job
from training.loop.order import SeededCollate, StepOrder
from training.loop.precision import Chosen, choose_precision
from training.loop.resume import newest_whole, read_record, require_same
from training.loop.settings import FitSettings
from training.loop.stop import StopRequest
from training.loop.throughput import count_tokens, flops_per_token, peak_flops
from training.loop.trainer import StepSeeds, StepTrainer, StopAtSignal, agreed_maximum
from training.loop.watching import MetricLines, ProgressBar, tensorboard

T = TypeVar("T")

REPORT = "fit.json"
"""The last report of a job, in its output folder."""


@dataclass(frozen=True, slots=True)
class FitReport:
    """What a run did.

    Attributes:
        steps: Optimizer steps of the whole run, with those before a resume.
        first_loss: Of the first step.
        last_loss: Mean over the steps since the last but one line of metrics.
        seconds: Of this process' part of the run.
        tokens_per_second: Of all processes, without padding, in this part.
        flops_share: Share of the peak FLOP/s that this is; None where the peak is unknown.
        resumed_from: Step of the checkpoint that it went on from; 0: none.
    """

    steps: int
    first_loss: float
    last_loss: float
    seconds: float
    tokens_per_second: float
    flops_share: float | None
    resumed_from: int


def fit(
    job: Job,
    model: nn.Module,
    examples: Sequence[T],
    collate: Callable[[list[T]], dict[str, Tensor]],
    settings: FitSettings,
    *,
    tokens: Callable[[dict[str, Tensor]], int] | None = None,
) -> FitReport:
    """Train the parameters of `model` that require gradients, with AdamW; a linear warm-up, then
    a linear decay of the learning rate to 0.

    Resumes by itself from the newest whole checkpoint of the job, with the same result, bit by
    bit, as a run that was never interrupted. The model is left trained, on its device, in
    evaluation mode.

    Args:
        job: Where to save, and which process this is.
        model: ``model(**batch)`` returns a mapping with a scalar ``loss``, the mean of a batch.
        examples: Of the objective, at least one.
        collate: A list of examples -> keyword arguments of `model`. May be random: it runs under
            a seed of its own.
        settings: Steps, sizes and rates.
        tokens: Tokens of a batch, for the throughput; default: what its attention masks hold.

    Raises:
        TrainingInputError: There are no examples, or the checkpoints are damaged or of another run.
        TrainingError: The loss is not a number, or the GPU's memory ran out.
        TrainingStoppedError: A signal stopped it; a checkpoint was left.
    """
    _require_work(model, examples)
    device = PartialState(cpu=not torch.cuda.is_available()).device
    checkpoints = CheckpointFolder(job.checkpoint_dir)
    resumed = newest_whole(job, checkpoints)
    saved = None if resumed is None else read_record(checkpoints, resumed)
    precision = _precision(settings, saved, device)
    record = {
        **asdict(settings),
        "precision": precision,
        "processes": job.world_size,
        "examples": len(examples),
        "parameters": _parameters_key(model),
    }
    if saved is not None:
        require_same(saved, record)
    if settings.activation_checkpointing:
        _checkpoint_activations(model)
    with StopRequest() as stop:
        trainer = StepTrainer(
            checkpoints=checkpoints,
            record=json.dumps(record, indent=1),
            tokens=tokens or count_tokens,
            flops=_flops_share(model, device, job.world_size),
            model=model,
            args=_arguments(job, settings, precision),
            train_dataset=_in_order(examples, settings, job.world_size),
            data_collator=SeededCollate(collate, seed=settings.seed),
            callbacks=[
                StepSeeds(seed=settings.seed, rank=job.rank),
                StopAtSignal(stop),
                ProgressBar(),
                MetricLines(),
                tensorboard(job.output_dir / "tensorboard"),
            ],
        )
        trainer.remove_callback(PrinterCallback)
        report = _run(trainer, settings, stop, resumed)
    if job.is_main:
        (job.output_dir / REPORT).write_text(json.dumps(asdict(report), indent=1), "utf-8")
    return report


def _in_order(examples: Sequence[T], settings: FitSettings, processes: int) -> StepOrder[T]:
    per_step = settings.batch_size * settings.accumulation * processes
    return StepOrder(examples, per_step=per_step, steps=settings.steps, seed=settings.seed)


def _flops_share(model: nn.Module, device: torch.device, processes: int) -> float | None:
    """Share of the peak FLOP/s for each token a second."""
    peak = peak_flops(device)
    return None if peak is None else flops_per_token(model) / (peak * processes)


def _run(
    trainer: StepTrainer, settings: FitSettings, stop: StopRequest, resumed: int | None
) -> FitReport:
    path = None if resumed is None else str(trainer.checkpoints.path(resumed))
    trainer.meter.start()
    try:
        trainer.train(resume_from_checkpoint=path)
    except torch.OutOfMemoryError as error:
        raise gpu_memory_error(settings.batch_size) from error
    finally:
        # Takes away what wrapped `forward` in lower precision, for whoever uses the model next.
        trainer.accelerator.unwrap_model(trainer.model_wrapped, keep_fp32_wrapper=False).eval()
    step = trainer.state.global_step
    if step < settings.steps:
        raise TrainingStoppedError(
            f"Training was stopped by signal {stop.signal_number} after step {step} of "
            f"{settings.steps}; the checkpoint holds that step.",
            signal_number=stop.signal_number,
            fix="Start the job again with the same checkpoints, and it goes on from there.",
        )
    return _report(trainer, resumed or 0)


def _report(trainer: StepTrainer, resumed: int) -> FitReport:
    history: Sequence[Mapping[str, float]] = trainer.state.log_history
    losses = [entry["loss"] for entry in history if "loss" in entry]
    seconds = trainer.meter.seconds()
    mine = torch.tensor(trainer.meter.tokens / seconds, device=trainer.args.device)
    rate = float(trainer.accelerator.reduce(mine, reduction="sum"))
    return FitReport(
        steps=trainer.state.global_step,
        first_loss=losses[0],
        last_loss=losses[-1],
        seconds=seconds,
        tokens_per_second=rate,
        flops_share=None if trainer.flops is None else rate * trainer.flops,
        resumed_from=resumed,
    )


def _arguments(job: Job, settings: FitSettings, precision: Chosen) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(job.output_dir),
        max_steps=settings.steps,
        per_device_train_batch_size=settings.batch_size,
        gradient_accumulation_steps=settings.accumulation,
        learning_rate=settings.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=round(settings.warmup_share * settings.steps),
        weight_decay=settings.weight_decay,
        max_grad_norm=settings.max_gradient_norm,
        optim="adamw_torch",
        bf16=precision == "bfloat16",
        seed=settings.seed,
        use_cpu=not torch.cuda.is_available(),
        logging_steps=max(1, min(20, settings.steps // 20)),
        logging_first_step=True,
        logging_nan_inf_filter=False,
        save_strategy="steps",
        save_steps=settings.save_every,
        train_sampling_strategy="sequential",  # StepOrder has shuffled
        remove_unused_columns=False,
        # Gradients then keep the buckets of the first step. Otherwise these are laid out anew after
        # it, a resumed run sums the gradients of three or more processes in another order in its
        # first step than the run that it replaces, and floating point sums depend on their order.
        ddp_find_unused_parameters=True,
        report_to="none",
        disable_tqdm=True,
    )


def _precision(
    settings: FitSettings, saved: Mapping[str, Any] | None, device: torch.device
) -> Chosen:
    """The same in every process, and in a resumed run the same as before."""
    if settings.precision != "auto":
        return settings.precision
    if saved is not None:
        before: Chosen = saved["precision"]
        return before
    chosen = choose_precision(device)
    slow = agreed_maximum(chosen == "float32", device)
    return "float32" if slow else "bfloat16"


def _require_work(model: nn.Module, examples: Sequence[object]) -> None:
    if not examples:
        raise TrainingInputError(
            "There is nothing to train on: the prepared data holds no examples.",
            fix="The data report says what was dropped and why.",
            field="train",
        )
    if not any(parameter.requires_grad for parameter in model.parameters()):
        raise TrainingError("No parameter of the model requires a gradient.")


def _parameters_key(model: nn.Module) -> str:
    """Stands for which parameters are trained, and their shapes."""
    named = [
        (name, *value.shape) for name, value in model.named_parameters() if value.requires_grad
    ]
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()[:12]


def _checkpoint_activations(model: nn.Module) -> None:
    """Switch it on in the outermost parts that can do it; `model` may be a wrapper that cannot."""
    if hasattr(model, "activation_checkpointing_enable"):
        model.activation_checkpointing_enable({"use_reentrant": False})
        return
    for part in model.children():
        _checkpoint_activations(part)
