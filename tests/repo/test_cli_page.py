"""docs/cli.md describes every command and every option, and no others."""

import re
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import Any

import typer.main

from infra.local.cli import app
from infra.local.output import ExitCode

PAGE = (Path(__file__).parents[2] / "docs/cli.md").read_text(encoding="utf-8")


def _commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(_commands(typer.main.get_command(app)))


def _sections() -> dict[str, str]:
    """Text of each command's section, by the command without its argument."""
    parts = re.split(r"^### (.+)$", PAGE.split("\n## Routes")[0], flags=re.M)[1:]
    titles = (re.sub(r"( [A-Z]+)+$", "", title) for title in parts[::2])
    return dict(zip(titles, parts[1::2], strict=True))


def _options(command: Any) -> set[str]:
    flags = {flag for parameter in command.params for flag in parameter.opts}
    return {flag for flag in flags if flag.startswith("--")} - {"--help"}


def test_every_command_has_a_section() -> None:
    assert set(_sections()) == set(COMMANDS)


def test_every_option_stands_in_its_commands_section() -> None:
    for name, section in _sections().items():
        table = {
            flag
            for line in section.splitlines()
            if line.startswith(("| `", "What", "The", "Puts"))
            for flag in re.findall(r"`(--[a-z-]+)`", line)
        }
        assert table == _options(COMMANDS[name]), name


def test_every_exit_code_is_explained() -> None:
    codes: type[IntEnum] = ExitCode
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.M)}
    assert listed == {int(code) for code in codes}
