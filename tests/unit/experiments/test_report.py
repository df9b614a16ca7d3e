"""Reports from a lake of generated shoppers, and from lakes that have little to say."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.domain.interaction import ROBOT_EVENTS_A_DAY
from shopguide.domain.journal import lake_part
from shopguide.experiments.assignment import assigned
from shopguide.experiments.definition import Experiment, Metric, Variant
from shopguide.experiments.reporting.difference_plot import difference_plot
from shopguide.experiments.reporting.documents import report_document
from shopguide.experiments.reporting.lake_lines import LakeLines
from shopguide.experiments.reporting.report import ExperimentReport, experiment_report
from shopguide.experiments.reporting.verdict import Verdict, sentence

FIRST = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAYS = 10
EXPERIMENT = Experiment(
    "更多样", (Variant("A", 0.5), Variant("B", 0.5, {"diversity": 0.5})), "home"
)


def _line(line_type: str, shopper: str, at: datetime, **members: Any) -> dict[str, Any]:
    return {"type": line_type, "shopper_id": shopper, "occurred_at": at.isoformat(), **members}


def _exposure(shopper: str, variant: str, at: datetime) -> dict[str, Any]:
    return _line("exposure", shopper, at, experiment=EXPERIMENT.name, variant=variant)


def _visit(
    rng: np.random.Generator, shopper: str, at: datetime, click: float
) -> Iterator[dict[str, Any]]:
    ranking = f"{shopper}-{at:%d}"
    ids = [f"P-{place}" for place in range(5)]
    yield _line("impression", shopper, at, scene="home", ranking_id=ranking, product_ids=ids)
    for product in ids:
        if rng.random() < click:
            later = at + timedelta(minutes=1)
            seen = {"ranking_id": ranking, "product_id": product}
            yield _line("interaction", shopper, later, kind="view_item", **seen)
    if rng.random() < click / 2:
        paid = {"value": float(rng.integers(5, 50)), "currency": "USD", "product_id": ids[0]}
        yield _line("interaction", shopper, at + timedelta(minutes=9), kind="purchase", **paid)


def _lines(lift: float, shoppers: int = 2_000) -> Iterator[dict[str, Any]]:
    rng = np.random.default_rng(11)
    for number in range(shoppers):
        shopper = f"shopper-{number}"
        variant = assigned(EXPERIMENT, shopper).name
        begins = FIRST + timedelta(days=int(rng.integers(DAYS - 2)))
        click = 0.15 * (1 + lift * (variant == "B"))
        yield from _visit(rng, shopper, begins - timedelta(hours=2), 1.0)  # before: counts not
        yield _exposure(shopper, variant, begins)
        for visit in range(2):
            yield from _visit(rng, shopper, begins + timedelta(days=visit, minutes=1), click)


def _lake(lines: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> LakeLines:
    objects = InMemoryObjectStore()
    text = "".join(json.dumps(line) + "\n" for line in lines)
    objects.put(lake_part("2026-03-01", 0), gzip.compress(text.encode()))
    return LakeLines(objects, date(2026, 1, 1))


def _report(
    lines: Iterator[dict[str, Any]] | list[dict[str, Any]], experiment: Experiment = EXPERIMENT
) -> ExperimentReport:
    return experiment_report(_lake(lines), experiment, None, FIRST + timedelta(days=DAYS))


@pytest.fixture(scope="module")
def lifted() -> ExperimentReport:
    return _report(_lines(lift=0.3))


def test_a_lift_is_found_and_told_in_both_languages(lifted: ExperimentReport) -> None:
    assert lifted.verdicts == {"B": Verdict.BETTER}
    assert sentence(Verdict.BETTER, EXPERIMENT, "B", "zh") == "B 优于 A：点击率更高。"
    (clicks,) = (each for each in lifted.comparisons if each.metric is Metric.CLICK_RATE)
    assert clicks.difference.interval.low < 0.045 < clicks.difference.interval.high
    assert clicks.looks[-1].interval.low < clicks.difference.interval.low


def test_figures_are_those_of_what_happened_after_the_exposure(lifted: ExperimentReport) -> None:
    control = lifted.estimates["A"]
    assert control[Metric.CLICK_RATE].value == pytest.approx(0.15, abs=0.01)
    assert control[Metric.CONVERSION_RATE].value == pytest.approx(0.075, abs=0.02)
    assert control[Metric.REVENUE_PER_SESSION].value == pytest.approx(0.075 * 27, rel=0.3)
    assert lifted.currency == "USD"


def test_the_same_variant_twice_is_not_told_apart() -> None:
    report = _report(_lines(lift=0.0))
    assert report.verdicts == {"B": Verdict.KEEP_WAITING}
    assert report.sample_ratio_p_value > 0.001


def test_a_difference_too_small_to_matter_is_called_none() -> None:
    patient = Experiment(EXPERIMENT.name, EXPERIMENT.variants, "home", smallest_effect=0.5)
    assert _report(_lines(lift=0.0), patient).verdicts == {"B": Verdict.NO_DIFFERENCE}


def test_shares_that_are_off_forbid_any_conclusion() -> None:
    lines = [line for line in _lines(lift=0.3) if not _is_dropped(line)]
    assert _report(lines).verdicts == {"B": Verdict.SHARES_OFF}


def _is_dropped(line: dict[str, Any]) -> bool:
    return line.get("variant") == "B" and line["shopper_id"].endswith(("1", "2", "3"))


def test_an_empty_lake_says_so_and_nothing_else() -> None:
    report = _report([])
    assert report.verdicts == {"B": Verdict.NO_SHOPPERS}
    document = json.loads(json.dumps(report_document(report), allow_nan=False))
    assert document["variants"][0]["metrics"]["click_rate"]["low"] is None
    assert "too few shoppers" in difference_plot(report.comparisons[0], "A")


def test_what_is_done_after_the_end_does_not_count() -> None:
    later = FIRST + timedelta(days=DAYS, minutes=1)
    visits = _visit(np.random.default_rng(0), "s", later, 1.0)
    report = _report([_exposure("s", "A", FIRST), *visits])
    assert report.estimates["A"][Metric.CLICK_RATE].active == 0


def test_a_variant_that_nobody_was_given_is_named() -> None:
    few = [_exposure(f"s-{n}", "A", FIRST) for n in range(5)]
    assert _report(few).verdicts == {"B": Verdict.NO_SHOPPERS}


def test_shoppers_who_all_do_the_same_prove_nothing() -> None:
    lines = []
    for number in range(600):
        shopper = f"shopper-{number}"
        lines.append(_exposure(shopper, assigned(EXPERIMENT, shopper).name, FIRST))
        lines += _visit(np.random.default_rng(0), shopper, FIRST + timedelta(minutes=1), 1.0)
    report = _report([line for line in lines if line.get("kind") != "purchase"])
    assert report.verdicts == {"B": Verdict.KEEP_WAITING}


def test_robots_and_shoppers_who_saw_both_variants_are_left_out() -> None:
    robot = [_exposure("robot", "B", FIRST)] + [
        _line(
            "interaction", "robot", FIRST + timedelta(seconds=n), kind="view_item", product_id="P"
        )
        for n in range(ROBOT_EVENTS_A_DAY + 1)
    ]
    both = [_exposure("both", name, FIRST) for name in "AB"]
    report = _report([*robot, *both, _exposure("one", "A", FIRST)])
    assert (report.robots, report.moved, report.shoppers) == (1, 1, {"A": 1, "B": 0})


def test_damaged_files_and_lines_are_passed_over_and_counted() -> None:
    objects = InMemoryObjectStore()
    good = json.dumps(_exposure("s", "A", FIRST)).encode()
    objects.put(lake_part("2026-03-01", 0), gzip.compress(good + b"\n[1]\n{not json\n")[:-6])
    objects.put(lake_part("2026-03-01", 1), b"no gzip at all")
    odd = [{"type": "exposure"}, {"type": "exposure", "experiment": EXPERIMENT.name, "variant": 7}]
    text = "".join(json.dumps(each) + "\n" for each in odd).encode()
    objects.put(lake_part("2026-03-01", 2), gzip.compress(text))
    lines = LakeLines(objects, date(2026, 1, 1))
    report = experiment_report(lines, EXPERIMENT, None, FIRST)
    assert report.damaged >= 3
    assert report.shoppers["B"] == 0


def test_a_report_is_json_and_its_plot_svg(lifted: ExperimentReport) -> None:
    document = json.loads(json.dumps(report_document(lifted), allow_nan=False))
    assert next(each["day"] for each in document["comparisons"][0]["looks"]) == "2026-03-01"
    plot = difference_plot(lifted.comparisons[0], "A")
    assert plot.startswith("<svg")
    assert "polygon" in plot


def test_an_interleaving_finds_whose_products_are_taken() -> None:
    rng = np.random.default_rng(2)
    interleaved = Experiment(EXPERIMENT.name, EXPERIMENT.variants, "home", interleave=True)
    lines: list[dict[str, Any]] = []
    for number in range(600):
        shopper, ranking = f"s-{number}", f"r-{number}"
        teams = {"ranking_id": ranking, "teams": {"A": ["P-1", "P-3"], "B": ["P-2", "P-4"]}}
        lines.append({**_exposure(shopper, "interleaved", FIRST), **teams})
        taken = "P-2" if rng.random() < 0.65 else "P-1"
        click = {"kind": "view_item", "ranking_id": ranking, "product_id": taken}
        lines.append(_line("interaction", shopper, FIRST, **click))
        lines.append(_line("interaction", "somebody-else", FIRST, **{**click, "product_id": "P-1"}))
    found = _report(lines, interleaved)
    assert found.verdicts == {"B": Verdict.BETTER}
    assert found.interleaving is not None
    assert found.interleaving.preference.p_value < 0.001
    assert found.interleaving.preference.interval.value == pytest.approx(0.15, abs=0.05)
