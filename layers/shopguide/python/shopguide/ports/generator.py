"""Port: chat prompt to text."""

from collections.abc import Sequence
from typing import Protocol

from shopguide.domain.bundle import BundleManifest
from shopguide.domain.generation import Generation, PromptMessage


class Generator(Protocol):
    """Chat prompt to text."""

    @property
    def bundle(self) -> BundleManifest:
        """The bundle it runs."""

    def generate(
        self, messages: Sequence[PromptMessage], *, max_tokens: int, time_budget_seconds: float
    ) -> Generation:
        """Greedy continuation of the prompt; stops at `max_tokens` or when the time is over.

        Raises:
            InvalidInputError: the prompt is longer than the model's context.
        """
