from dataclasses import dataclass
from typing import Literal

import pytest

from training.errors import TrainingInputError
from training.loop.settings import FitSettings, parse_settings


@dataclass(frozen=True, kw_only=True)
class ExampleSettings(FitSettings):
    batch_size: int = 8
    learning_rate: float = 1e-3
    pooling: Literal["mean", "cls"] = "mean"
    adapter: str | None = "own"
    limit: int | None = None


SMALL = {"steps": 5, "batch_size": 2}


def test_strings_become_the_types_that_the_fields_say() -> None:
    given = {
        "objective": "encoder",
        "steps": "30",
        "learning_rate": "2e-5",
        "activation_checkpointing": "True",
        "pooling": "cls",
        "adapter": "none",
        "limit": "9",
    }
    settings = parse_settings(ExampleSettings, given, small=SMALL)
    assert settings == ExampleSettings(
        steps=30,
        learning_rate=2e-5,
        activation_checkpointing=True,
        pooling="cls",
        adapter=None,
        limit=9,
    )


def test_small_values_come_first_and_given_ones_win() -> None:
    settings = parse_settings(ExampleSettings, {"size": "small", "batch_size": "3"}, small=SMALL)
    assert (settings.steps, settings.batch_size) == (5, 3)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("stpes", "3", "Did you mean steps?"),
        ("steps", "many", "a whole number"),
        ("steps", "0", "at least 1"),
        ("learning_rate", "fast", "a number"),
        ("learning_rate", "0", "above 0"),
        ("learning_rate", "nan", "above 0"),
        ("warmup_share", "1.5", "in 0..1"),
        ("activation_checkpointing", "maybe", "true or false"),
        ("pooling", "max", "one of mean, cls"),
        ("precision", "float16", "one of auto, float32, bfloat16"),
        ("size", "tiny", "small or full"),
    ],
)
def test_wrong_hyperparameter_is_named_with_what_it_may_be(
    name: str, value: str, said: str
) -> None:
    with pytest.raises(TrainingInputError, match=said) as caught:
        parse_settings(ExampleSettings, {"steps": "3", name: value}, small=SMALL)
    assert caught.value.field == name


def test_unknown_hyperparameter_lists_those_that_exist() -> None:
    with pytest.raises(TrainingInputError, match=r"Known: .*learning_rate.*size"):
        parse_settings(ExampleSettings, {"steps": "3", "temperature": "1"}, small=SMALL)


def test_value_without_default_must_be_given() -> None:
    with pytest.raises(TrainingInputError, match="no default and are not given: steps"):
        parse_settings(ExampleSettings, {}, small=SMALL)
