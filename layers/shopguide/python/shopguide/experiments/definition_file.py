"""The definitions file: a JSON list of experiments, checked with a line for each problem."""

import json
from collections.abc import Sequence
from typing import cast

from shopguide.domain.file_problem import CheckedFile, FileProblem, Severity, checked_file
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.experiments.definition import (
    Experiment,
    Experiments,
    experiment_from_json,
    experiment_to_json,
)
from shopguide.experiments.definition_rules import experiment_problems
from shopguide.experiments.json_lines import Path, lines_of
from shopguide.experiments.problems import Found, Problem

MAX_FILE_BYTES = 1 << 20
MAX_EXPERIMENTS = 200
_MAX_DEPTH = 12


def check_definitions(content: bytes) -> CheckedFile[Experiments]:
    """What a file says, or everything that is wrong in it."""
    try:
        text = _decoded(content)
        document = json.loads(text, object_pairs_hook=_members, parse_constant=_no_constant)
    except _UnreadableError as error:
        return checked_file(None, [error.problem])
    except json.JSONDecodeError as error:
        reason = f"This is no JSON from here on: {error.msg}."
        return checked_file(None, [_problem(error.lineno, "", str(error.colno), reason, _FORM)])
    except (ValueError, RecursionError) as error:
        return checked_file(None, [_problem(1, "", "", f"{error}", _FORM)])
    found = list(_document_problems(document))
    lines = lines_of(text)
    told = [_at_line(each, lines, document) for each in found]
    if found:
        return checked_file(None, told)
    return checked_file(_read(cast("Sequence[JsonObject]", document)), told)


def definitions_to_bytes(experiments: Experiments) -> bytes:
    """A version as it is stored, in the form of the file."""
    rows = [experiment_to_json(each) for each in experiments.experiments]
    return json.dumps(rows, ensure_ascii=False, indent=2).encode()


def definitions_from_bytes(content: bytes) -> Experiments:
    """Read what `definitions_to_bytes` wrote.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is something else.
    """
    return _read(json.loads(content))


def _read(rows: Sequence[JsonObject]) -> Experiments:
    return Experiments.of([experiment_from_json(row) for row in rows])


def _document_problems(document: JsonValue) -> Sequence[Problem]:
    if not isinstance(document, list):
        return [Problem((), "The file is no list of experiments.", _FORM)]
    if len(document) > MAX_EXPERIMENTS:
        told = f"The file has {len(document)} experiments, more than {MAX_EXPERIMENTS}."
        return [Problem((), told, "Take out those that are over: the history keeps them.")]
    found = Found()
    for number, row in enumerate(document):
        experiment_problems(row, number, found)
    if not found.problems:
        _check_together([experiment_from_json(cast("JsonObject", row)) for row in document], found)
    return found.problems


def _check_together(experiments: Sequence[Experiment], found: Found) -> None:
    """Names stand once, and no two experiments pull at one member of the same requests."""
    for number, later in enumerate(experiments):
        for earlier in experiments[:number]:
            if earlier.name == later.name:
                found.add((number, "name"), f"The name {later.name!r} stands twice.", _NEW_NAME)
            elif both := _contested(earlier, later):
                found.add(
                    (number, "variants"),
                    f"{later.name!r} and {earlier.name!r} run on the scene {later.scene!r} at the"
                    f" same time, and both {both}.",
                    "Stop one of them, let one begin when the other ends, or make one experiment"
                    " of both.",
                )


def _contested(one: Experiment, other: Experiment) -> str:
    """What two experiments would both decide; empty where they can run side by side."""
    if one.scene != other.scene or not _overlap(one, other):
        return ""
    if one.interleave and other.interleave:
        return "interleave"
    members = sorted(one.overridden & other.overridden)
    return f"override {', '.join(members)}" if members else ""


def _overlap(one: Experiment, other: Experiment) -> bool:
    if one.status != "running" or other.status != "running":
        return False
    ends_first = one.ends is not None and other.starts is not None and one.ends <= other.starts
    begins_last = other.ends is not None and one.starts is not None and other.ends <= one.starts
    return not (ends_first or begins_last)


def _at_line(
    problem: Problem, lines: "dict[Path, int] | object", document: JsonValue
) -> FileProblem:
    """The problem at the line of its value, or of the nearest value around it."""
    known = cast("dict[Path, int]", lines)
    path = problem.path
    while path and path not in known:
        path = path[:-1]
    return _problem(
        known.get(path, 1), problem.place, _shown(document, problem.path), problem.reason,
        problem.fix,
    )  # fmt: skip


def _shown(document: JsonValue, path: Path) -> str:
    value = document
    for step in path:
        if isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        elif isinstance(value, dict) and step in value:
            value = value[str(step)]
        else:
            return ""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:79] + "…"


class _UnreadableError(Exception):
    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.problem = _problem(1, "", "", reason, fix)


def _decoded(content: bytes) -> str:
    if len(content) > MAX_FILE_BYTES:
        raise _UnreadableError(
            f"The file is longer than {MAX_FILE_BYTES:,} bytes.", "Take out what is over."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _UnreadableError("The file is not UTF-8.", "Save it as UTF-8.") from None


def _members(pairs: Sequence[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"The member {twice!r} stands twice in one object.")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number.")


def _problem(line: int, column: str, value: str, reason: str, fix: str) -> FileProblem:
    return FileProblem(Severity.ERROR, line, column, value, reason, fix)


_NEW_NAME = "Give it a name that no experiment ever had: who takes part is drawn from it."
_FORM = "docs/experiments.md has an example of the file."
