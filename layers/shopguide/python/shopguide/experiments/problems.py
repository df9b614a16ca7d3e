"""Problems of a document, each at the path of its value."""

from dataclasses import dataclass, field

from shopguide.experiments.json_lines import Path, path_text


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the value at a path, and what to write instead."""

    path: Path
    reason: str
    fix: str

    @property
    def place(self) -> str:
        """The path as people read it."""
        return path_text(self.path)


@dataclass(slots=True)
class Found:
    """Collects problems, in the order in which they are found."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, path: Path, reason: str, fix: str) -> None:
        """One more problem."""
        self.problems.append(Problem(path, reason, fix))
