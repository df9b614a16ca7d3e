"""Which list an interaction answers, and what was known when the list was shown."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.data.lake import open_lake
from training.errors import TrainingInputError
from training.objectives.click_lists import Interacted, Past, ShownList, read_lists
from training.objectives.click_signals import EarlierSignals, read_signals
from training.objectives.product_table import ProductTable


def at(minute: int) -> str:
    return f"2026-03-01T{10 + minute // 60}:{minute % 60:02d}:00Z"


def impression(event_id: str, products: str, minute: int = 0, ranking_id: str = "r") -> Any:
    return {
        "type": "impression",
        "event_id": event_id,
        "shopper_id": "ana",
        "occurred_at": at(minute),
        "product_ids": products.split(),
        "ranking_id": ranking_id,
    }


def interaction(product: str, minute: int, kind: str = "view_item", ranking_id: str = "") -> Any:
    return {
        "type": "interaction",
        "event_id": f"{product}-{minute}-{kind}",
        "shopper_id": "ana",
        "occurred_at": at(minute),
        "kind": kind,
        "product_id": product,
        "ranking_id": ranking_id,
    }


def lists_of(folder: Path, *events: Any, most: int = 100) -> list[ShownList]:
    (folder / "part-00.jsonl").write_text("".join(f"{json.dumps(event)}\n" for event in events))
    with open_lake(folder) as lake:
        return read_lists(lake, most)


def test_answers_of_the_same_ranking_count_however_late(tmp_path: Path) -> None:
    (shown,) = lists_of(tmp_path, impression("e", "a b"), interaction("b", 300, ranking_id="r"))
    assert (shown.product_ids, shown.clicked) == (["a", "b"], [False, True])


def test_answers_of_another_ranking_do_not_count(tmp_path: Path) -> None:
    (shown,) = lists_of(tmp_path, impression("e", "a"), interaction("a", 1, ranking_id="other"))
    assert shown.clicked == [False]


def test_without_a_ranking_the_last_list_is_answered_and_only_for_half_an_hour(
    tmp_path: Path,
) -> None:
    events = [impression("e", "a b", 0, ""), impression("f", "a b", 5, "")]
    answers = [interaction("a", 20), interaction("b", 40)]
    first, second = lists_of(tmp_path, *events, *answers)
    assert (first.clicked, second.clicked) == ([False, False], [True, False])


def test_a_list_reported_in_parts_and_twice_is_one_list(tmp_path: Path) -> None:
    events = [impression("e", "a b", 0), impression("f", "b c", 1), impression("e", "a b", 2)]
    (shown,) = lists_of(tmp_path, *events, interaction("c", 2, ranking_id="r"))
    assert (shown.product_ids, shown.clicked) == (["a", "b", "c"], [False, False, True])


def test_a_dismissal_is_no_click_and_a_purchase_needs_no_ranking(tmp_path: Path) -> None:
    events = [interaction("a", 1, "dismiss", "r"), interaction("b", 200, "purchase")]
    (shown,) = lists_of(tmp_path, impression("e", "a b"), *events)
    assert (shown.clicked, shown.bought) == ([False, False], [False, True])


def test_what_came_before_a_list_answers_nothing(tmp_path: Path) -> None:
    (shown,) = lists_of(tmp_path, impression("e", "a", 10), interaction("a", 5, ranking_id="r"))
    assert shown.clicked == [False]


def test_only_the_newest_lists_are_read(tmp_path: Path) -> None:
    events = [impression(f"e{number}", "a", number, f"r{number}") for number in range(5)]
    assert len(lists_of(tmp_path, *events, most=2)) == 2


def test_an_empty_lake_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(TrainingInputError, match="holds no"), open_lake(tmp_path):
        pass


def test_broken_lines_and_those_of_nobody_leave_the_others(tmp_path: Path) -> None:
    broken = '{"type": "impression", "product_ids": "a", "shop'
    (tmp_path / "part-01.jsonl").write_text(f"{broken}\n[]\n")
    nobody = {**interaction("a", 1), "shopper_id": ""}
    (shown,) = lists_of(tmp_path, impression("e", "a b"), nobody, interaction("b", 2))
    assert shown.clicked == [False, True]


def test_times_are_utc_unless_they_say_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    times = ["2026-03-01T12:00:00", "2026-03-01T20:00:00+08:00", "2026-03-01T12:00:00Z"]
    events = [{**impression(at, "a", ranking_id=at), "occurred_at": at} for at in times]
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
    assert [each.shown_at for each in lists_of(tmp_path, *events)] == [noon] * 3


def test_lists_that_the_signals_may_know_of_are_left_out(tmp_path: Path) -> None:
    times = {"made_at": "2026-03-04T00:00:00Z", "last_interaction_at": "2026-03-04T00:03:00Z"}
    (tmp_path / "signals.json").write_text(json.dumps(times))
    with gzip.open(tmp_path / "neighbours.jsonl.gz", "wt") as stream:
        stream.write(json.dumps({"product_id": "a", "followed": [["b", 2.0]]}) + "\n")
    found = read_signals(tmp_path)
    assert found.known_until == datetime(2026, 3, 4, 0, 3, tzinfo=UTC).timestamp()
    assert list(found.followed_scores({"a": 1.0}, ["b", "a"])) == [1.0, 0.0]


def test_a_folder_without_signals_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingInputError, match="holds no version of the signals"):
        read_signals(tmp_path)


def test_followed_scores_are_relative_to_the_best_candidate_outside_the_history() -> None:
    signals = EarlierSignals(0.0, {"a": [("b", 2.0), ("c", 1.0)], "b": [("c", 1.0), ("d", 0.5)]})
    found = signals.followed_scores({"a": 1.0, "b": 5.0}, ["c", "d", "x"])
    best = 0.8 * 1.0 + 5.0 * 1.0
    np.testing.assert_allclose(found, [1.0, 5.0 * 0.5 / best, 0.0], rtol=1e-6)


def test_a_history_has_each_product_once_with_the_weightiest_thing_done() -> None:
    nothing = np.zeros(2, dtype=np.float32)
    products = ProductTable(["a", "b"], ["", ""], nothing, nothing, nothing, ["", ""], ["", ""])
    told = [("a", 3.0), ("b", 1.0), ("a", 1.0), ("gone", 5.0), ("b", 5.0)]
    past = Past([Interacted(n, "ana", *each) for n, each in enumerate(told)], products)
    assert list(past.history("ana", 3).items()) == [(1, 1.0), (0, 3.0)]
    assert list(past.history("ana", 9).items()) == [(0, 3.0), (1, 5.0)]
