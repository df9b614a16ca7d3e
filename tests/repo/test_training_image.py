"""training/Dockerfile and docs/training.md agree with the code."""

import re
from dataclasses import fields
from pathlib import Path

from training.job.objectives import OBJECTIVES
from training.loop.settings import FitSettings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "training/Dockerfile").read_text("utf-8")
PAGE = (ROOT / "docs/training.md").read_text("utf-8")


def test_everything_that_the_image_copies_exists_and_is_not_ignored() -> None:
    lines = re.findall(r"^COPY (.+)$", DOCKERFILE, re.M)
    copied = {path for line in lines for path in line.split()[:-1]}
    kept = re.findall(r"^!(.+)$", (ROOT / "training/Dockerfile.dockerignore").read_text(), re.M)
    assert copied == set(kept)
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_pytorch_is_pinned_as_everywhere() -> None:
    (pin,) = re.findall(r"torch==[\d.]+", DOCKERFILE)
    assert f'"{pin}"' in (ROOT / "pyproject.toml").read_text()


def test_image_runs_a_python_that_the_project_supports_and_names_no_host() -> None:
    assert re.findall(r"^FROM (.+)$", DOCKERFILE, re.M) == ["python:3.11-slim"]
    assert "://" not in DOCKERFILE


def test_page_lists_every_setting_of_the_loop_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", PAGE, re.M))
    for setting in fields(FitSettings):
        default = str(getattr(FitSettings, setting.name, "of the objective"))
        assert rows[setting.name].strip("`").lower() == default.lower(), setting.name


def test_page_names_every_variable_that_training_reads() -> None:
    code = (ROOT / "training/config.py").read_text("utf-8")
    for name in set(re.findall(r'"(SM_[A-Z_]+|RANK|LOCAL_RANK|WORLD_SIZE)"', code)):
        assert f"`{name}" in PAGE, name


def test_command_page_names_every_objective() -> None:
    page = (ROOT / "docs/cli.md").read_text("utf-8")
    assert [name for name in OBJECTIVES if f"`{name}`" not in page] == []
