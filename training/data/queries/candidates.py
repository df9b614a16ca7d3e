"""Texts that were made up to train on, and the account of what became of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shopguide.text.language import Language

SAMPLES = 20
"""Texts of each sort that an account shows."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that was made: from which product (its position), by which template."""

    product: int
    text: str
    template: str
    language: Language
    answer: str = ""


@dataclass(slots=True)
class Tally:
    """What was made of one sort, and what became of it, by language and template."""

    made: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept: Counter[tuple[str, str]] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def count(self, candidate: Candidate, outcome: str) -> None:
        """Enter one; ``kept`` is the good outcome."""
        key = (candidate.language, candidate.template)
        self.made[key] += 1
        self.kept[key] += outcome == "kept"
        self.outcomes[outcome] += 1

    def to_json(self, kept: Sequence[Candidate]) -> dict[str, Any]:
        """Counts, and a few of the texts that were kept."""
        templates = [
            {"language": language, "template": template, "made": made, "kept": self.kept[key]}
            for key, made in sorted(self.made.items())
            for language, template in [key]
        ]
        samples = [candidate.text for candidate in kept[:: max(1, len(kept) // SAMPLES)]]
        return {
            "made": self.made.total(),
            "outcomes": dict(self.outcomes),
            "templates": templates,
            "samples": samples[:SAMPLES],
        }
