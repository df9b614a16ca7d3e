"""What is read out of the annotated queries: a floor below the figures, against a wrong turn."""

from pathlib import Path

import pytest

from training.evaluate.__main__ import OK, main
from training.evaluate.annotated_queries import read_annotated_queries, read_described_shop
from training.evaluate.constraints import (
    Reading,
    describe_failures,
    evaluate_constraints,
    read_queries,
)

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    queries = read_annotated_queries(DATA / "constraint_queries.jsonl")
    return read_queries(queries, read_described_shop(DATA / "constraint_shop.json"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_constraints_read_out_of_queries_are_meant_and_complete(
    readings: list[Reading], language: str
) -> None:
    those = [each.comparison for each in readings if each.annotated.language == language]
    right = sum(len(each.right) for each in those)
    wrong = sum(len(each.wrong) for each in those)
    missed = sum(len(each.missed) for each in those)
    assert right / (right + wrong) >= 0.99
    assert right / (right + missed) >= 0.98


def test_orders_wished_for_are_understood(readings: list[Reading]) -> None:
    assert sum(each.sorts_right for each in readings) / len(readings) >= 0.99


def test_failures_name_the_query_and_the_constraint(readings: list[Reading]) -> None:
    exact = sum(each.is_exact for each in readings)
    assert len(describe_failures(readings)) == len(readings) - exact


def test_the_command_lists_failures_and_holds_gates(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["constraints", "--failures", "--gate", "precision>=0.9"]) == OK
    assert "Gate precision>=0.9 holds" in capsys.readouterr().out


def test_a_report_has_every_kind_and_both_languages(tmp_path: Path) -> None:
    lines = (DATA / "constraint_queries.jsonl").read_text(encoding="utf-8").splitlines()
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(line for line in lines if "100元以下" in line), encoding="utf-8")
    report = evaluate_constraints(few, DATA / "constraint_shop.json")
    assert {"price", "category"} <= set(report.slices["kind"])
    assert list(report.slices["language"]) == ["zh"]
    assert report.metrics["precision"].count == report.sizes["queries"]
