"""What the linters need in order to hold the architecture."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVED = [
    file
    for folder in ("layers/shopguide/python", "functions", "infra")
    for file in sorted((ROOT / folder).rglob("*.py"))
]
MAX_LINES = 400


def test_all_six_dependency_rules_are_linted() -> None:
    names = re.findall(r"^name = (\d)", (ROOT / ".importlinter").read_text(), re.M)
    # The sixth, only config.py reads the environment, is a matter of names and held by ruff.
    assert {*names, "6"} == set("123456")
    assert '"os.environ".msg' in (ROOT / "pyproject.toml").read_text()


def test_only_config_is_excused_from_the_rule_about_the_environment() -> None:
    excused = {
        file.relative_to(ROOT).as_posix() for file in SERVED if "noqa: TID251" in file.read_text()
    }
    assert excused <= {"layers/shopguide/python/shopguide/config.py"}


def test_every_file_can_be_read_in_one_sitting() -> None:
    lines = {file.relative_to(ROOT): len(file.read_text().splitlines()) for file in SERVED}
    assert {file: count for file, count in lines.items() if count > MAX_LINES} == {}
