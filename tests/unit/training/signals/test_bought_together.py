"""What is bought together is no chance, and what is chance is not given."""

import random
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.unit.training.signals.generated_lake import NOW, write_lake
from tests.unit.training.signals.plain_signals import Told
from training.signals.database import open_database
from training.signals.interactions import make_interactions
from training.signals.settings import SignalSettings
from training.signals.together import NEVER, TogetherCounts, least_surprise, make_together

Given = dict[tuple[str, str], tuple[float, int]]


def made_of(folder: Path, baskets: list[list[str]], kind: str) -> tuple[TogetherCounts, Given]:
    """What is found in baskets of one shopper each."""
    told = [
        Told(f"{number}-{product}", f"s{number}", product, kind, _moment(number))
        for number, basket in enumerate(baskets)
        for product in basket
    ]
    settings = SignalSettings()
    with open_database() as database:
        make_interactions(database, write_lake(folder, told), settings, NOW)
        counts = make_together(database, settings)
        rows = database.rows(
            "SELECT one.product_id, two.product_id, lift, baskets FROM together"
            " JOIN products AS one ON one.product = together.product"
            " JOIN products AS two ON two.product = together.other ORDER BY together.product, place"
        )
        given = {(str(r[0]), str(r[1])): (float(str(r[2])), int(str(r[3]))) for r in rows}
    return counts, given


def _moment(number: int) -> int:
    return int((NOW - timedelta(minutes=number + 10)).timestamp()) * 1_000_000


def by_chance(count: int, seed: int) -> list[list[str]]:
    """Baskets of products that have nothing to do with each other, some of them popular."""
    chance = random.Random(seed)
    names = [f"p{number:02d}" for number in range(40)]
    shares = [1 / (number + 1) for number in range(40)]
    return [list(set(chance.choices(names, shares, k=4))) for _ in range(count)]


def test_pair_that_goes_together_is_found_among_popular_ones(tmp_path: Path) -> None:
    baskets = [*by_chance(600, 1), *([["手机", "手机壳"]] * 12)]
    counts, given = made_of(tmp_path / "lake", baskets, "purchase")
    lift, together = given["手机", "手机壳"]
    assert given["手机壳", "手机"] == (lift, together)
    assert (lift, together) == (pytest.approx(612 / 12), 12)
    assert counts.baskets == 612


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_baskets_filled_by_chance_give_hardly_any_pair(tmp_path: Path, seed: int) -> None:
    counts, _ = made_of(tmp_path / "lake", by_chance(1_500, seed), "purchase")
    assert counts.tested > 700
    assert counts.found <= 1


def test_carts_that_were_never_paid_need_more_to_be_believed(tmp_path: Path) -> None:
    baskets = [*by_chance(600, 1), *([["a", "b"]] * 3)]
    _, bought = made_of(tmp_path / "bought", baskets, "purchase")
    _, carried = made_of(tmp_path / "carried", baskets, "add_to_cart")
    assert ("a", "b") in bought
    assert ("a", "b") not in carried


def test_least_surprise_bounds_the_expected_share_of_chance() -> None:
    chance = np.random.default_rng(1)
    nothing = chance.standard_normal(20_000).clip(0) ** 2
    assert least_surprise(nothing, 20_000, 0.05) == NEVER or (
        (nothing >= least_surprise(nothing, 20_000, 0.05)).sum() <= 2
    )
    clear = np.concatenate([nothing, np.full(100, 60.0)])
    found = clear[clear >= least_surprise(clear, 20_100, 0.05)]
    assert 100 <= len(found) <= 115
