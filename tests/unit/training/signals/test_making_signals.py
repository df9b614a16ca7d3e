"""A version of the signals, from files to a folder: what a shop with odd data gets."""

import gzip
import json
import os
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.domain.recommending import Context
from shopguide.domain.segment import segments_of
from shopguide.domain.signal_files import MANIFEST
from tests.unit.training.signals.generated_lake import (
    NOW,
    lake_line,
    random_interactions,
    write_lake,
    write_part,
)
from tests.unit.training.signals.plain_signals import Told
from training.errors import TrainingInputError
from training.signals import batch
from training.signals.batch import MadeSignals, make_signals
from training.signals.database import open_database
from training.signals.interactions import make_interactions
from training.signals.settings import SignalSettings
from training.signals.version_folder import is_whole

SETTINGS = SignalSettings(factors=4, factor_rounds=3, together_support=1)
MOMENT = int(NOW.timestamp()) * 1_000_000

Lines = list[dict[str, object]]
Make = Callable[..., MadeSignals]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make the signals of interactions, with more lines as they are."""

    def made(told: Iterable[Told], *raw: str, settings: SignalSettings = SETTINGS) -> MadeSignals:
        lake = write_lake(tmp_path / f"lake-{random.random()}", told, *raw)
        return make_signals(lake, tmp_path / "out", settings, now=NOW)

    return made


def lines(made: MadeSignals, name: str) -> Lines:
    """The objects of a file of a version."""
    return [json.loads(line) for line in gzip.open(made.folder / name, "rt", encoding="utf-8")]


def view(shopper: str, product: str, number: int, **changes: object) -> Told:
    """A view, `number` seconds before the last moment."""
    told = Told(f"{shopper}-{product}-{number}", shopper, product, "view_item", MOMENT)
    return replace(told, moment=MOMENT - number * 1_000_000, **changes)


def test_version_lists_its_files_and_is_named_after_them(make: Make) -> None:
    made = make(random_interactions(1))
    assert made.folder.name == made.manifest["version"]
    assert is_whole(made.folder)
    files = made.manifest["files"]
    assert isinstance(files, dict)
    assert sorted([MANIFEST, *files]) == sorted(path.name for path in made.folder.iterdir())
    assert [path.name for path in made.folder.parent.iterdir()] == [made.folder.name]


def test_same_interactions_make_the_same_bytes_in_whatever_order_they_lie(
    tmp_path: Path, make: Make
) -> None:
    told = random_interactions(2)
    made = make(told)
    before = {path.name: path.read_bytes() for path in made.folder.iterdir()}
    random.Random(1).shuffle(told)
    lake = write_lake(tmp_path / "shuffled", reversed(told))
    later = NOW + timedelta(days=2)
    for threads in (1, 2):
        again = make_signals(lake, tmp_path / "again", SETTINGS, now=later, threads=threads)
        assert again.manifest["version"] == made.manifest["version"]
        for name in made.manifest["files"]:  # type: ignore[union-attr]
            assert (again.folder / str(name)).read_bytes() == before[str(name)]


def test_other_settings_make_another_version(make: Make) -> None:
    told = random_interactions(2)
    other = replace(SETTINGS, factor_alpha=3.0)
    assert make(told).manifest["version"] != make(told, settings=other).manifest["version"]


def test_empty_lake_makes_a_version_without_anything(make: Make) -> None:
    made = make([])
    assert made.manifest["interactions"] == 0
    assert lines(made, "neighbours.jsonl.gz") == []
    assert lines(made, "trending.jsonl.gz") == []
    assert np.load(made.folder / "factors.npz")["vectors"].shape == (0, 4)


def test_one_shopper_alone_has_neighbours_and_nobody_alike(make: Make) -> None:
    made = make([view("anna", "甲", 2), view("anna", "b", 1)])
    first, second = lines(made, "neighbours.jsonl.gz")
    assert (first["product_id"], first["count"], first["together"]) == ("b", 1, [])
    assert second["followed"] == [["b", 0.9]]
    assert first["followed"] == [["甲", pytest.approx(0.18)]]
    assert lines(made, "like-minded.jsonl.gz") == []


def test_one_product_alone_has_a_count_and_no_neighbours(make: Make) -> None:
    made = make([view(f"s{number}", "only", number) for number in range(5)])
    (only,) = lines(made, "neighbours.jsonl.gz")
    assert only == {"product_id": "only", "followed": [], "together": [], "count": 5}
    assert np.load(made.folder / "factors.npz")["ids"].tolist() == ["only"]


def test_broken_lines_are_counted_and_skipped(make: Make) -> None:
    told = [view("anna", "a", 2), view("anna", "b", 1)]
    whole = lake_line(told[0])
    impression = {"type": "impression", "shopper_id": "anna", "product_ids": ["a"]}
    made = make(
        told,
        '{"type": "interaction", "sho',
        "[1, 2]",
        "\x00\x01",
        json.dumps({**whole, "event_id": "x1", "occurred_at": "yesterday"}),
        json.dumps({**whole, "event_id": "x2", "kind": "stare"}),
        json.dumps({**whole, "event_id": "x3", "shopper_id": ""}),
        json.dumps({**whole, "event_id": "x4", "product_id": "p" * 100_000}),
        json.dumps({**whole, "event_id": "x5", "hour": "noon", "device": {"a": 1}}),
        json.dumps(impression),
    )
    assert made.manifest["interactions"] == 3
    left_out = made.manifest["left_out"]
    assert isinstance(left_out, dict)
    assert {why: count for why, count in left_out.items() if count} == {
        "broken": 3,
        "id_too_long": 1,
        "incomplete": 1,
        "no_time": 1,
        "unknown_kind": 1,
    }


@given(st.lists(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), max_size=8))
@hypothesis.settings(max_examples=15, deadline=None)
def test_no_bytes_in_a_lake_keep_others_from_counting(rubbish: list[bytes]) -> None:
    told = random_interactions(8, 12)
    whole = [json.dumps(lake_line(each)).encode() for each in told]
    with TemporaryDirectory() as folder, open_database() as database:
        path = Path(folder) / "lake.jsonl"
        path.write_bytes(b"".join(line + b"\n" for line in [*whole[:6], *rubbish, *whole[6:]]))
        counts = make_interactions(database, path, SETTINGS, NOW)
    assert counts.interactions == 12
    assert counts.read.interactions == 12


def test_interactions_of_the_future_and_of_long_ago_do_not_count(make: Make) -> None:
    told = [view("anna", "a", 0), view("anna", "b", -3_600), view("anna", "c", 401 * 86_400)]
    made = make(told)
    left_out = made.manifest["left_out"]
    assert isinstance(left_out, dict)
    assert (left_out["in_the_future"], left_out["expired"]) == (1, 1)
    assert [each["product_id"] for each in lines(made, "neighbours.jsonl.gz")] == ["a"]


def test_second_telling_of_an_event_changes_nothing(make: Make) -> None:
    told = random_interactions(3, 60)
    assert make([*told, *told]).manifest["version"] == make(told).manifest["version"]


def test_robot_moves_what_others_are_shown_no_more_than_its_last_interactions(make: Make) -> None:
    told = [view(f"s{number}", "good", number) for number in range(8)]
    robot = [view("robot", f"spam{number % 3}", number) for number in range(2_500)]
    made = make([*told, *robot], settings=replace(SETTINGS, robot_keeps=3))
    assert made.manifest["robots"] == 1
    counts = {each["product_id"]: each["count"] for each in lines(made, "neighbours.jsonl.gz")}
    assert counts == {"good": 8, "spam0": 1, "spam1": 1, "spam2": 1}
    everybody = lines(made, "trending.jsonl.gz")[0]
    assert everybody["products"][0] == "good"  # type: ignore[index]


def test_product_turned_down_is_neither_a_taste_nor_offered_again(make: Make) -> None:
    told = [view(who, product, 9) for who in ("anna", "ben") for product in ("a", "b")]
    told += [view("ben", "c", 5), view("ben", "d", 4)]
    told += [view("anna", "c", 1, kind="dismiss")]
    made = make(told)
    offered = {each["shopper_id"]: each["products"] for each in lines(made, "like-minded.jsonl.gz")}
    assert offered == {"anna": ["d"]}


def test_segments_are_named_as_requests_ask_for_them(make: Make) -> None:
    told = [view("s", "a", hour, hour=hour, device="mobile", country="DE") for hour in range(24)]
    asked = {name for hour in range(24) for name in segments_of(Context("mobile", hour, "DE"))}
    assert {each["segment"] for each in lines(make(told), "trending.jsonl.gz")} == asked


@pytest.mark.parametrize("name", ["interactions.csv", "interactions.parquet", "i.jsonl"])
def test_tables_make_what_the_lake_makes(tmp_path: Path, make: Make, name: str) -> None:
    told = random_interactions(4, 200)
    table = pl.DataFrame([lake_line(each) for each in told], infer_schema_length=None)
    path = tmp_path / name
    if name.endswith("csv"):
        table.write_csv(path)
    elif name.endswith("parquet"):
        table.with_columns(pl.col("occurred_at").str.to_datetime(time_zone="UTC")).write_parquet(
            path
        )
    else:
        path.write_text("".join(json.dumps(lake_line(each)) + "\n" for each in told), "utf-8")
    made = make_signals(path, tmp_path / "out", SETTINGS, now=NOW)
    assert made.manifest["version"] == make(told).manifest["version"]


def test_rows_that_do_not_fit_a_table_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "i.csv"
    rows = [f"s{number},p{number % 3},2026-05-0{number % 9 + 1}" for number in range(50)]
    path.write_text("\n".join(["shopper_id,product_id,occurred_at", *rows, "a,b,c,d,e,f"]) + "\n")
    made = make_signals(path, tmp_path / "out", SETTINGS, now=NOW)
    assert made.manifest["interactions"] == 50
    assert made.manifest["left_out"]["broken"] == 1  # type: ignore[index,call-overload]


def test_damaged_file_is_named_and_nothing_is_made(tmp_path: Path) -> None:
    lake = write_lake(tmp_path / "lake", random_interactions(5))
    damaged = lake / "day=2026-05-01" / "part-09.jsonl.gz"
    write_part(damaged, ["{}"] * 1000)
    damaged.write_bytes(damaged.read_bytes()[:30])
    with pytest.raises(TrainingInputError, match=r"part-09\.jsonl\.gz"):
        make_signals(lake, tmp_path / "out", SETTINGS, now=NOW)
    assert list((tmp_path / "out").iterdir()) == []


def test_lake_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TrainingInputError) as caught:
        make_signals(tmp_path / "none", tmp_path / "out", SETTINGS, now=NOW)
    assert caught.value.field == "lake"


def test_table_without_a_column_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "i.csv"
    path.write_text("shopper_id,occurred_at\na,2026-05-01\n")
    with pytest.raises(TrainingInputError) as caught:
        make_signals(path, tmp_path / "out", SETTINGS, now=NOW)
    assert caught.value.field == "product_id"


def test_batch_that_dies_leaves_no_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = write_lake(tmp_path / "lake", random_interactions(6, 60))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "make_factors", die)
    with pytest.raises(KeyboardInterrupt):
        make_signals(lake, tmp_path / "out", SETTINGS, now=NOW)
    assert list((tmp_path / "out").iterdir()) == []


def test_folder_of_a_batch_that_was_killed_goes_a_day_later(tmp_path: Path) -> None:
    killed, working = (tmp_path / "out" / f".unfinished-{name}" for name in ("old", "new"))
    for folder in (killed, working):
        (folder / "version").mkdir(parents=True)
    os.utime(killed, (0, 0))
    make_signals(write_lake(tmp_path / "lake", []), tmp_path / "out", SETTINGS, now=NOW)
    assert not killed.exists()
    assert working.exists()


def test_damaged_version_is_made_again(make: Make) -> None:
    told = random_interactions(7, 60)
    made = make(told)
    (made.folder / "trending.jsonl.gz").write_bytes(b"")
    assert not is_whole(made.folder)
    assert is_whole(make(told).folder)


def test_folding_a_history_in_finds_the_factors_of_its_shopper(make: Make) -> None:
    told = [view(f"s{n}", f"p{(n + step) % 12}", step) for n in range(12) for step in range(4)]
    made = make(told, settings=replace(SETTINGS, factors=6, factor_rounds=15))
    factors = np.load(made.folder / "factors.npz")
    vectors = factors["vectors"].astype(float)
    assert factors["gram"] == pytest.approx(vectors.T @ vectors, abs=1e-5)
    taken = [list(factors["ids"]).index(f"p{step}") for step in range(4)]
    mine = vectors[taken]
    confidence = float(factors["alpha"])
    normal = factors["gram"] + float(factors["regularization"]) * np.eye(6)
    normal = normal + (confidence - 1) * mine.T @ mine
    shopper = np.linalg.solve(normal, confidence * mine.sum(axis=0))
    assert set(np.argsort(-(vectors @ shopper))[:4]) == set(taken)
