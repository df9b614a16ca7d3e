"""Typed settings of an objective, read from hyperparameters that are all strings.

An objective subclasses `FitSettings` and adds fields of its own::

    @dataclass(frozen=True, kw_only=True)
    class EncoderSettings(FitSettings):
        temperature: float = 0.05

    settings = parse_settings(EncoderSettings, job.hyperparameters, small={"steps": 20})
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from difflib import get_close_matches
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from training.errors import TrainingInputError

Precision = Literal["auto", "float32", "bfloat16"]

RESERVED = ("objective", "size")
"""Hyperparameters that are about the job itself: which script, and at which size."""

_WORDS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


@dataclass(frozen=True, kw_only=True)
class FitSettings:
    """What the loop needs to know, whatever the objective.

    Attributes:
        steps: Optimizer steps of the whole run.
        batch_size: Examples a process, step and accumulation.
        learning_rate: Highest; reached after the warm-up, 0 at the end.
        warmup_share: Share of the steps over which the learning rate rises from 0, in [0, 1].
        weight_decay: Of AdamW, on matrices alone.
        accumulation: Batches whose gradients make one step.
        precision: Of matrix products; ``auto`` takes bfloat16 where this machine is faster with it.
        activation_checkpointing: Compute activations again on the way back; less memory, more time.
        save_every: Steps between two checkpoints.
        seed: Of data order, dropout and whatever else is random.
        max_gradient_norm: Longer gradients are scaled down to it; 0 leaves them.

    Raises:
        TrainingInputError: A value is out of its range.
    """

    steps: int
    batch_size: int
    learning_rate: float
    warmup_share: float = 0.1
    weight_decay: float = 0.01
    accumulation: int = 1
    precision: Precision = "auto"
    activation_checkpointing: bool = False
    save_every: int = 100
    seed: int = 17
    max_gradient_norm: float = 1.0

    def __post_init__(self) -> None:
        for name in ("steps", "batch_size", "accumulation", "save_every"):
            _require(getattr(self, name) >= 1, name, getattr(self, name), "at least 1")
        _require(self.learning_rate > 0, "learning_rate", self.learning_rate, "above 0")
        _require(0 <= self.warmup_share <= 1, "warmup_share", self.warmup_share, "in 0..1")
        for name in ("weight_decay", "seed", "max_gradient_norm"):
            _require(getattr(self, name) >= 0, name, getattr(self, name), "0 or more")


S = TypeVar("S")


def parse_settings(
    cls: type[S], hyperparameters: Mapping[str, str], *, small: Mapping[str, Any]
) -> S:
    """Settings of class `cls`: its defaults, then `small` where ``size=small``, then what is given.

    Args:
        cls: The objective's settings, a dataclass; its fields are the hyperparameters.
        hyperparameters: Names and values as the caller gave them, all strings.
        small: Values that let the objective run on a laptop in under a minute.

    Raises:
        TrainingInputError: A name is unknown, a value is of another type or out of range, or a
            value without a default is missing; `field` names the hyperparameter.
    """
    size = hyperparameters.get("size", "")
    if size not in ("", "small", "full"):
        raise TrainingInputError(
            f"The hyperparameter size is {size!r}.", fix="It may be small or full.", field="size"
        )
    types_of = get_type_hints(cls)
    known = {field.name: field for field in fields(cls)}
    values: dict[str, Any] = dict(small) if size == "small" else {}
    for name, text in hyperparameters.items():
        if name in RESERVED:
            continue
        if name not in known:
            raise _unknown(name, sorted([*known, *RESERVED]))
        values[name] = _read(name, text, types_of[name])
    missing = [name for name, field in known.items() if name not in values and _is_required(field)]
    if missing:
        raise TrainingInputError(
            f"These hyperparameters have no default and are not given: {', '.join(missing)}.",
            fix=f"Give them, e.g. `--set {missing[0]}=VALUE`, or take `--size small`.",
            field=missing[0],
        )
    return cls(**values)


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _unknown(name: str, known: list[str]) -> TrainingInputError:
    near = get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return TrainingInputError(
        f"There is no hyperparameter {name!r}.{hint}", fix=f"Known: {', '.join(known)}.", field=name
    )


def _read(name: str, text: str, wanted: Any) -> Any:
    """`text` as a value of the annotated type: bool, int, float, str, a Literal, or one or None."""
    if get_origin(wanted) in (Union, types.UnionType):
        if text.strip().lower() in ("", "none", "null"):
            return None
        wanted = next(part for part in get_args(wanted) if part is not type(None))
    if get_origin(wanted) is Literal:
        if text not in get_args(wanted):
            raise _wrong(name, text, "one of " + ", ".join(map(str, get_args(wanted))))
        return text
    if wanted is bool:
        if text.strip().lower() not in _WORDS:
            raise _wrong(name, text, "true or false")
        return _WORDS[text.strip().lower()]
    try:
        return wanted(text)
    except ValueError:
        kind = {int: "a whole number", float: "a number"}.get(wanted, wanted.__name__)
        raise _wrong(name, text, kind) from None


def _wrong(name: str, value: object, wanted: str) -> TrainingInputError:
    return TrainingInputError(
        f"The hyperparameter {name} is {value!r}.", fix=f"It must be {wanted}.", field=name
    )


def _require(holds: bool, name: str, value: object, wanted: str) -> None:
    if not holds:
        raise _wrong(name, value, wanted)
