"""The SQL of the batch says what the same signals in plain Python say."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.training.signals import plain_signals as plain
from tests.unit.training.signals.generated_lake import NOW, random_interactions, write_lake
from training.signals.batch import make_histories
from training.signals.database import SignalDatabase, open_database
from training.signals.followed import make_followed
from training.signals.interactions import InteractionCounts, make_interactions
from training.signals.like_minded import make_like_minded
from training.signals.settings import FollowedSettings, SignalSettings
from training.signals.together import make_together
from training.signals.trending import make_trending

SETTINGS = SignalSettings(
    robot_all=40,
    robot_keeps=25,
    longest=15,
    followed=FollowedSettings(reach=6, half_life_days=30.0, best=12),
    basket_gap_minutes=240,
    basket_products=4,
    together_support=1,
    active_days=60,
    taste=8,
    taste_shoppers=6,
    like_minded=5,
    like_minded_best=7,
)
"""All cuts are so low that the data go over them."""


class Batch:
    """A batch as far as its interactions, and the same in plain Python."""

    def __init__(self, database: SignalDatabase, folder: Path, seed: int) -> None:
        told = random_interactions(seed)
        again = [replace(each, moment=each.moment + 1) for each in told[::10]]
        self.database = database
        write_lake(folder, [*told, *again])
        self.counts: InteractionCounts = make_interactions(database, folder, SETTINGS, NOW)
        make_histories(database, SETTINGS, self.counts.as_of)
        self.histories = plain.histories([*told, *again], SETTINGS)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query, in which numbers can be joined to ids."""
        return list(self.database.rows(query))


@pytest.fixture(params=[1, 2])
def batch(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Batch]:
    with open_database() as database:
        yield Batch(database, tmp_path / "lake", request.param)


def test_interactions_are_told_once_and_robots_keep_their_last(batch: Batch) -> None:
    kept = [each for own in batch.histories.values() for each in own]
    rows = batch.rows(
        "SELECT shopper_id, product_id, kind, moment FROM interactions"
        " JOIN shoppers USING (shopper) JOIN products USING (product)"
    )
    expected = sorted((it.shopper, it.product, it.kind, it.moment) for it in kept)
    assert sorted(rows) == expected  # type: ignore[type-var]
    assert batch.counts.duplicates == 60
    capped = [own for own in batch.histories.values() if len(own) == SETTINGS.robot_keeps]
    assert 1 <= batch.counts.robots <= len(capped)
    assert batch.counts.of_robots == 600 - len(kept)


def test_steps_are_the_last_stays_of_each_history(batch: Batch) -> None:
    found: dict[str, list[tuple[str, float]]] = {}
    for shopper, product, strength in batch.rows(
        "SELECT shopper_id, product_id, strength FROM steps JOIN shoppers USING (shopper)"
        " JOIN products USING (product) ORDER BY shopper, step"
    ):
        found.setdefault(str(shopper), []).append((str(product), float(str(strength))))
    expected = plain.steps(batch.histories, SETTINGS, batch.counts.as_of)
    assert found.keys() == expected.keys()
    for shopper, path in found.items():
        assert [it for it, _ in path] == [it for it, _ in expected[shopper]]
        strengths = [strength for _, strength in expected[shopper]]
        assert [strength for _, strength in path] == pytest.approx(strengths)


def test_what_followed_is_what_followed_in_plain_python(batch: Batch) -> None:
    make_followed(batch.database, SETTINGS.followed)
    paths = plain.steps(batch.histories, SETTINGS, batch.counts.as_of)
    found = _lists(batch, "followed", "weight")
    _assert_same(found, plain.followed(paths, SETTINGS))


def test_lift_and_surprise_of_baskets_are_those_in_plain_python(batch: Batch) -> None:
    make_together(batch.database, replace(SETTINGS, together_error=0.5))
    rows = batch.rows(
        "SELECT one.product_id, two.product_id, lift, baskets, surprise FROM associations"
        " JOIN products AS one ON one.product = associations.one"
        " JOIN products AS two ON two.product = associations.two"
    )
    expected = plain.associations(batch.histories, SETTINGS)
    assert len(rows) > 50
    assert {(str(one), str(two)) for one, two, *_ in rows} == expected.keys()
    for one, two, *figures in rows:
        assert tuple(figures) == pytest.approx(expected[str(one), str(two)])


def test_like_minded_products_are_those_in_plain_python(batch: Batch) -> None:
    make_like_minded(batch.database, SETTINGS, batch.counts.as_of)
    found: dict[str, list[tuple[str, float]]] = {}
    for shopper, product, score in batch.rows(
        "SELECT shopper_id, product_id, score FROM like_minded JOIN shoppers USING (shopper)"
        " JOIN products USING (product) ORDER BY shopper, place"
    ):
        found.setdefault(str(shopper), []).append((str(product), float(str(score))))
    _assert_same(found, plain.like_minded(batch.histories, SETTINGS, batch.counts.as_of))


def test_trends_are_those_in_plain_python(batch: Batch) -> None:
    make_trending(batch.database, SETTINGS, batch.counts.as_of)
    expected = plain.trends(batch.histories, SETTINGS, batch.counts.as_of)
    rows = batch.rows(
        "SELECT segment, product_id, score, visits, segment_visits FROM trending"
        " JOIN products USING (product)"
    )
    assert {str(segment) for segment, *_ in rows} == expected.keys()
    assert len(rows) == sum(len(products) for products in expected.values())
    for segment, product, score, visits, of_all in rows:
        there = expected[str(segment)]
        assert (score, visits) == pytest.approx(there[str(product)], abs=1e-4)
        assert of_all == sum(count for _, count in there.values())


def _lists(batch: Batch, table: str, score: str) -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for product, other, weight in batch.rows(
        f"SELECT mine.product_id, theirs.product_id, {score} FROM {table}"
        f" JOIN products AS mine ON mine.product = {table}.product"
        f" JOIN products AS theirs ON theirs.product = {table}.other"
        f" ORDER BY {table}.product, place"
    ):
        found.setdefault(str(product), []).append((str(other), float(str(weight))))
    return found


def _assert_same(
    found: dict[str, list[tuple[str, float]]], expected: dict[str, list[tuple[str, float]]]
) -> None:
    assert found.keys() == expected.keys()
    assert found
    for name, listed in found.items():
        assert [it for it, _ in listed] == [it for it, _ in expected[name]], name
        scores = [score for _, score in expected[name]]
        assert [score for _, score in listed] == pytest.approx(scores, abs=1e-6)
