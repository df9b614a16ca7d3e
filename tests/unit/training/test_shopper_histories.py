"""Histories out of the lake: what counts as a step, and what as the next product."""

import json
from pathlib import Path

import numpy as np

from training.data.lake import SHOPPER_INTERACTIONS, open_lake
from training.objectives.product_table import ProductTable
from training.objectives.shopper_histories import Histories, read_histories

PRICES = np.array([10, np.nan, 30], np.float32)
PRODUCTS = ProductTable(
    ["a", "b", "c"], [""] * 3, PRICES, PRICES, PRICES, categories=[""] * 3, brands=[""] * 3
)


def histories_of(folder: Path, *events: tuple[str, str, str, int]) -> Histories:
    lines = [
        {
            "event_id": f"e{number}",
            "shopper_id": shopper,
            "kind": kind,
            "product_id": product,
            "occurred_at": f"2026-01-{day:02d}T00:00:00Z",
        }
        for number, (shopper, kind, product, day) in enumerate(events)
    ]
    (folder / "events.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    with open_lake(folder) as lake:
        return read_histories(lake, PRODUCTS)


def test_looking_and_then_buying_is_one_step_with_the_weightiest_action(tmp_path: Path) -> None:
    events = [("x", "purchase", "a", 3), ("x", "view_item", "a", 1), ("x", "view_item", "b", 9)]
    (steps,) = histories_of(tmp_path, *events).before(np.inf)
    assert (list(steps.items), list(steps.actions)) == ([0, 1], [4, 0])
    assert list(steps.ages_days) == [6, 0]
    np.testing.assert_allclose(steps.log_prices, [np.log(10), np.nan], rtol=1e-6)


def test_dismissals_and_unknown_products_are_no_steps(tmp_path: Path) -> None:
    events = [("x", "dismiss", "a", 1), ("x", "view_item", "gone", 2), ("x", "view_item", "c", 3)]
    (steps,) = histories_of(tmp_path, *events).before(np.inf)
    assert list(steps.items) == [2]


def test_shoppers_are_kept_apart(tmp_path: Path) -> None:
    events = [("x", "view_item", "a", 1), ("y", "view_item", "a", 2), ("x", "view_item", "b", 3)]
    found = histories_of(tmp_path, *events).before(np.inf)
    assert [list(steps.items) for steps in found] == [[0, 1], [0]]


def test_of_a_robot_only_its_last_interactions_count(tmp_path: Path) -> None:
    days = range(1, 28)
    people = [(f"s{day}", "view_item", "c", day) for day in days for _ in range(100)]
    robot = [("robot", "view_item", "ab"[step % 2], 28) for step in range(20_000)]
    histories = histories_of(tmp_path, *people, *robot)
    assert np.bincount(histories.items, minlength=3)[:2].sum() <= SHOPPER_INTERACTIONS


def test_the_next_product_is_the_first_new_one_after_the_border(tmp_path: Path) -> None:
    days = [("a", 1), ("b", 2), ("a", 12), ("c", 14)]
    histories = histories_of(tmp_path, *[("x", "view_item", each, day) for each, day in days])
    border = float(histories.moments[2])
    (asked,) = histories.next_after(border, most=10)
    assert (list(asked.history.items), asked.target) == ([0, 1], 2)
    assert list(asked.history.ages_days) == [1, 12]
    assert [list(each.items) for each in histories.before(border)] == [[0, 1]]


def test_a_lake_without_known_products_has_no_histories(tmp_path: Path) -> None:
    found = histories_of(tmp_path, ("x", "view_item", "gone", 1))
    assert (len(found), found.before(np.inf), found.moment_at(0.9)) == (0, [], 0.0)
