"""Settings of the batch, and its command line."""

import json
from pathlib import Path

import pytest

from tests.unit.training.signals.generated_lake import random_interactions, write_lake
from training.errors import TrainingInputError
from training.signals.__main__ import main
from training.signals.settings import SignalSettings
from training.signals.settings_json import settings_from_json, settings_to_json


def test_settings_are_read_as_they_are_written() -> None:
    assert settings_from_json(settings_to_json(SignalSettings())) == SignalSettings()
    told = {"factors": 32, "followed": {"reach": 5}, "kind_weights": {"purchase": 9}}
    changed = settings_from_json(told)
    assert (changed.factors, changed.followed.reach) == (32, 5)
    assert changed.kind_weights["purchase"] == 9.0
    assert settings_from_json(settings_to_json(changed)) == changed


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"factor": 32}, "factor"),
        ({"factors": 32.5}, "factors"),
        ({"factors": True}, "factors"),
        ({"followed": {"reach": 0}}, "reach"),
        ({"followed": 3}, "followed"),
        ({"cart_weight": float("nan")}, "cart_weight"),
        ({"kind_weights": {"stare": 1}}, "stare"),
        ({"trend_half_life_days": -1}, "trend_half_life_days"),
    ],
)
def test_wrong_setting_is_named(told: dict[str, object], field: str) -> None:
    with pytest.raises(TrainingInputError) as caught:
        settings_from_json(told)  # type: ignore[arg-type]
    assert caught.value.field == field


def test_command_tells_stages_and_prints_the_manifest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lake = write_lake(tmp_path / "lake", random_interactions(1, 60))
    (tmp_path / "settings.json").write_text('{"factors": 4}')
    (tmp_path / "weights.json").write_text('{"weights": {"followed": 1.0}}')
    options = ["--lake", str(lake), "--out", str(tmp_path / "out"), "--progress", "--json"]
    more = ["--settings", str(tmp_path / "settings.json"), "--also", str(tmp_path / "weights.json")]
    assert main([*options, *more, "--recommender", "abc", "--now", "2026-06-01T12:00:00Z"]) == 0
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert told["recommender"] == "abc"
    assert (Path(told["folder"]) / "weights.json").is_file()
    assert told["folder"].endswith(told["version"])
    assert [line.split()[0] for line in printed.err.splitlines()] == [
        f"{n}/9" for n in range(1, 10)
    ]


def test_command_prints_sentences_for_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lake", str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    assert "0 interactions of 0 shoppers with 0 products" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--memory", "plenty"], ["--threads", "0"]])
def test_command_refuses_what_the_database_cannot_work_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: list[str]
) -> None:
    assert main(["--lake", str(tmp_path), "--out", str(tmp_path / "out"), *wrong]) == 65
    assert "Write memory as" in capsys.readouterr().err


def test_command_that_runs_out_of_memory_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lake = write_lake(tmp_path / "lake", random_interactions(1, 600))
    arguments = ["--lake", str(lake), "--out", str(tmp_path / "out"), "--memory", "1MB"]
    assert main(arguments) == 65
    assert "--memory" in capsys.readouterr().err
    assert list((tmp_path / "out").iterdir()) == []


def test_command_tells_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--lake", str(tmp_path / "none"), "--out", str(tmp_path / "out"), "--json"]
    assert main(arguments) == 65
    printed = capsys.readouterr()
    assert json.loads(printed.out)["field"] == "lake"
    assert "Name a folder" in printed.err
