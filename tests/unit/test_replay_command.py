"""`shopguide replay` tells what became of a search, and whether, by its exit code."""

import json

import pytest

from infra.local.commands.replay import tell_replay
from infra.local.output import ExitCode, Output
from shopguide.api.schemas.replay import ReplayResponse
from shopguide.search.replay import (
    MovedHit,
    ReplayReport,
    ReplayVerdict,
    ScoreChange,
    VersionChange,
)

IDENTICAL = ReplayReport(ReplayVerdict.IDENTICAL, ())
DIFFERENT = ReplayReport(
    ReplayVerdict.DIFFERENT,
    ("The catalogue is version 8 now; it was 7.",),
    (VersionChange("catalogue", "7", "8"),),
    (MovedHit("HP-[2]", 2, 1),),
    vanished=("CH-1",),
    appeared=("耳机-1",),
    scores=(ScoreChange("HP-1", 0.03125, 0.5),),
)


def document(report: ReplayReport) -> dict[str, object]:
    return ReplayResponse.of(report).model_dump(mode="json")


def test_identical_search_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell_replay(Output(as_json=False), document(IDENTICAL)) is ExitCode.OK
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("Identical")


def test_every_difference_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    code = tell_replay(Output(as_json=False), document(DIFFERENT))
    assert code == ExitCode.REPLAY_DIFFERS == 7
    assert capsys.readouterr().out.splitlines() == [
        "Different.",
        "The catalogue is version 8 now; it was 7.",
        "  HP-[2]: place 2 -> 1",
        "  CH-1: no longer there",
        "  耳机-1: new",
        "  HP-1: score 0.03125 -> 0.5",
    ]


def test_json_is_the_answer_of_the_api(capsys: pytest.CaptureFixture[str]) -> None:
    same_order = ReplayReport(ReplayVerdict.SAME_ORDER, ())
    assert tell_replay(Output(as_json=True), document(same_order)) is ExitCode.REPLAY_DIFFERS
    assert json.loads(capsys.readouterr().out) == document(same_order)
