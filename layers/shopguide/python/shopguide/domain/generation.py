"""What a text generator is asked and what it returns."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PromptMessage:
    """One message of a chat prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Generation:
    """Generated text; `finish_reason` says whether it ended by itself, by length or by time."""

    text: str
    token_count: int
    finish_reason: Literal["stop", "length", "time"]
