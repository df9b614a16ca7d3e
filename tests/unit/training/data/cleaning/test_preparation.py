import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from infra.local.sample_shop.files import write_sample_shop
from tests.unit.training.data.shop_folder import NOW, Rows, prepared, products, write_shop
from training.data.__main__ import main
from training.data.cleaning.preparation import PreparedShop, prepare
from training.data.cleaning.splits import SplitShares, split_of
from training.data.reading.shop_tables import read_shop

HALVES = SplitShares(dev=0.25, test=0.25)


def _dropped(shop: PreparedShop) -> dict[tuple[str, str], int]:
    return {(table, reason): rows.count for table, reason, rows in shop.report.dropped}


def _values(table: pl.LazyFrame, column: str) -> list[object]:
    return table.collect()[column].to_list()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> PreparedShop:
    folder = tmp_path_factory.mktemp("sample")
    write_sample_shop(folder)
    return prepare(read_shop(folder), now=NOW)


def test_accounts_for_every_row_of_sample_shop(sample: PreparedShop) -> None:
    for name, table in sample.report.tables.items():
        assert table.read == table.kept + sample.report.dropped.count(name), name
        assert sum(table.splits.values()) == table.kept
    assert sample.report.tables["products"].languages == {"en": 312, "zh": 312}


def test_report_can_be_parsed_and_read(sample: PreparedShop) -> None:
    record = json.loads(sample.report.dumps())
    assert record["fingerprint"] == sample.data_fingerprint
    assert record["tables"]["qa"]["read"] == 1200
    text = sample.report.render()
    assert "qa: leaked_question: 23" in text
    assert "products on both sides: 0" in text
    assert all(len(line) < 160 for line in text.splitlines())


def test_puts_products_and_what_is_said_of_them_on_one_side(sample: PreparedShop) -> None:
    sides = pl.concat(
        table.select("group", "split") for table in (sample.products, sample.qa, sample.reviews)
    )
    assert sides.unique().group_by("group").len().collect()["len"].max() == 1


def test_a_product_is_on_one_side_for_ever() -> None:
    assert [split_of(f"product:P{n}", SplitShares()) for n in (1, 2, 6, 8)] == [
        "train",
        "train",
        "train",
        "train",
    ]
    sides = [split_of(f"product:P{n}", SplitShares()) for n in range(2_000)]
    assert 150 < sides.count("dev") < 250
    assert 150 < sides.count("test") < 250


def test_variants_are_on_one_side(tmp_path: Path) -> None:
    rows = [{**row, "item_group_id": f"G{n // 4}"} for n, row in enumerate(products(80))]
    shop = prepared(tmp_path, products=rows)
    table = shop.products.select("item_group_id", "split").unique().collect()
    assert table.height == 20


def test_splits_interactions_by_time(sample: PreparedShop) -> None:
    spans = (
        sample.interactions.group_by("split")
        .agg(first=pl.col("time").min(), last=pl.col("time").max())
        .collect()
    )
    of = {row["split"]: row for row in spans.iter_rows(named=True)}
    assert of["train"]["last"] < of["dev"]["first"]
    assert of["dev"]["last"] < of["test"]["first"]


@pytest.mark.parametrize(
    ("table", "row", "reason"),
    [
        ("products", {"id": "", "title": "x"}, "missing_id"),
        ("products", {"id": "X", "title": ""}, "missing_title"),
        ("products", {"id": "X", "title": "<br>"}, "missing_title"),
        ("products", {"id": "X", "title": "***"}, "no_words_in_title"),
        ("products", {"id": "X", "title": "x" * 501}, "title_too_long"),
        ("products", {"id": "P1", "title": "Toaster"}, "duplicate_id"),
        (
            "products",
            {"id": "X", "title": "KETTLE, number 1!", "description": "It boils １ cups at once"},
            "near_duplicate",
        ),
        ("qa", {"product_id": "P1", "question": "", "answer": "x"}, "missing_question"),
        ("qa", {"product_id": "P1", "question": "?!", "answer": "x"}, "no_words_in_question"),
        ("qa", {"product_id": "P1", "question": "q1", "answer": "a1"}, "duplicate"),
        ("qa", {"product_id": "P1", "question": "Q1??", "answer": "a1"}, "near_duplicate"),
        ("reviews", {"product_id": "", "text": "fine", "rating": 3}, "missing_product_id"),
        ("reviews", {"product_id": "P1", "text": "fine", "rating": 6}, "rating_out_of_range"),
        ("reviews", {"product_id": "P1", "text": "fine", "rating": "nan"}, "rating_out_of_range"),
        ("reviews", {"product_id": "P1", "text": "x" * 10_001, "rating": 3}, "text_too_long"),
        ("queries", {"query": "q", "product_id": "P1", "rating": 4}, "rating_out_of_range"),
        ("queries", {"query": "x" * 201, "product_id": "P1", "rating": 3}, "query_too_long"),
        ("queries", {"query": "q", "product_id": "P1", "rating": ""}, "missing_rating"),
        ("queries", {"query": "kettle  NUMBER 1", "product_id": "P1", "rating": 3}, "equals_title"),
    ],
)
def test_drops_useless_row_and_says_why(
    tmp_path: Path, table: str, row: dict[str, object], reason: str
) -> None:
    good: dict[str, Rows] = {
        "products": products(9),
        "qa": [{"product_id": "P1", "question": f"q{n}", "answer": f"a{n}"} for n in range(9)],
        "reviews": [{"product_id": "P1", "text": f"good {n}", "rating": 5} for n in range(9)],
        "queries": [{"query": f"boiler {n}", "product_id": "P1", "rating": 3} for n in range(9)],
    }
    tables = {**good, table: [*good[table], row]}
    shop = prepared(tmp_path, SplitShares(0, 0), **tables)
    assert _dropped(shop) == {(table, reason): 1}
    assert shop.report.tables[table].kept == 9


def _event(shopper: str, product: str, minute: float, kind: str = "view_item") -> dict[str, object]:
    time = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(minutes=minute)
    return {
        "shopper_id": shopper,
        "product_id": product,
        "type": kind,
        "time": time.isoformat(),
    }


def test_drops_interactions_that_nobody_had(tmp_path: Path) -> None:
    robot = [_event("robot", f"P{n}", n / 20) for n in range(1_200)]
    people = [_event(f"s{n}", "P1", n) for n in range(1_000)]
    odd = [
        _event("s1", "P1", 1),
        _event("s1", "P2", 2, kind="teleport"),
        {**_event("s1", "P3", 3), "time": "2031-01-01"},
        {**_event("s1", "P4", 3), "time": "1970-01-01"},
    ]
    shop = prepared(tmp_path, interactions=[*robot, *people, *odd])
    assert _dropped(shop) == {
        ("interactions", "robot"): 1_200,
        ("interactions", "duplicate"): 1,
        ("interactions", "unknown_type"): 1,
        ("interactions", "in_the_future"): 1,
        ("interactions", "before_1995"): 1,
    }
    assert shop.report.tables["interactions"].splits == {"dev": 100, "test": 100, "train": 800}


def test_takes_out_html_and_control_characters(tmp_path: Path) -> None:
    row = {
        "id": "P1",
        "title": "Caf\u00e9\u200b R&amp;D",
        "description": "<style>p{x:1}</style><p>Two&nbsp;cups</p><p>5 < 6 &gt; 4</p><b>bo</b>ld",
    }
    shop = prepared(tmp_path, products=[row])
    table = shop.products.collect().row(0, named=True)
    assert table["title"] == "Café R&D"
    assert table["description"] == "Two cups 5 < 6 > 4 bold"
    assert {note.what for note in shop.report.notes} >= {
        "HTML taken out",
        "control characters taken out",
    }


def test_counts_reviews_of_a_near_duplicate_to_the_product_that_was_kept(tmp_path: Path) -> None:
    same = [{"id": name, "title": "Kettle", "description": "Boils"} for name in ("B", "A")]
    reviews = [{"product_id": "B", "text": "fine"}, {"product_id": "gone", "text": "well"}]
    shop = prepared(tmp_path, products=same, reviews=reviews)
    assert _values(shop.products, "id") == ["A"]
    assert sorted(map(str, _values(shop.reviews, "product_id"))) == ["A", "gone"]
    unknown = [note.rows for note in shop.report.notes if "unknown" in note.what]
    assert unknown == [1]


def test_what_is_said_alike_of_two_near_duplicates_counts_once(tmp_path: Path) -> None:
    shop = prepared(
        tmp_path,
        products=[{"id": "A", "title": "Red kettle"}, {"id": "B", "title": "Red  kettle!"}],
        reviews=[{"product_id": name, "text": "It boils fast."} for name in "AB"],
        queries=[
            {"query": "kettle", "product_id": "A", "rating": 1},
            {"query": "kettle", "product_id": "B", "rating": 3},
        ],
    )
    assert shop.reviews.collect().height == 1
    (query,) = shop.queries.collect().to_dicts()
    assert (query["product_id"], query["rating"]) == ("A", 3)


def test_no_training_question_repeats_a_held_out_answer(tmp_path: Path) -> None:
    qa = [
        {"product_id": f"P{n}", "question": "How long is the warranty?", "answer": "Two years."}
        for n in range(40)
    ]
    shop = prepared(tmp_path, HALVES, products=products(40), qa=qa)
    assert "train" not in _values(shop.qa, "split")
    assert _dropped(shop)["qa", "leaked_question"] > 10


def test_no_training_query_is_about_a_held_out_product(tmp_path: Path) -> None:
    queries = [
        {"query": f"query {q}", "product_id": f"P{(q + n) % 40}", "rating": 3 - n}
        for q in range(40)
        for n in range(3)
    ]
    shop = prepared(tmp_path, HALVES, products=products(40), queries=queries)
    table = shop.queries.collect()
    assert table.select("query", "split").unique().height == table["query"].n_unique()
    held_out = {f"P{n}" for n in range(40) if split_of(f"product:P{n}", HALVES) != "train"}
    training = table.filter(pl.col("split") == "train")
    assert training.height > 10
    assert held_out.isdisjoint(training["product_id"])
    complete = table.filter(pl.col("split") != "train").group_by("query").len()
    assert complete["len"].unique().to_list() == [3]


def test_fingerprint_knows_content_but_no_order(tmp_path: Path) -> None:
    def fingerprint(name: str, rows: Rows) -> str:
        (tmp_path / name).mkdir()
        return prepared(tmp_path / name, products=rows).data_fingerprint

    rows: list[dict[str, object]] = [
        *products(30),
        {"id": "Z", "title": "kettle number 1", "description": "it boils 1 cups at once"},
    ]
    shuffled = random.Random(3).sample(rows, len(rows))
    changed = [*rows[:-2], {**rows[-2], "title": "Kettle number 29b"}, rows[-1]]
    first = fingerprint("first", rows)
    assert fingerprint("shuffled", shuffled) == first
    assert fingerprint("changed", changed) != first
    assert fingerprint("fewer", rows[1:]) != first


def test_later_file_counts_where_two_have_one_product(tmp_path: Path) -> None:
    for name, title in (("products-1", "Old"), ("products-2", "New"), ("products-2b", "Newest")):
        write_shop(tmp_path, **{name: [{"id": "P1", "title": title}]})
    assert _values(prepare(read_shop(tmp_path), now=NOW).products, "title") == ["Newest"]


def test_a_shop_of_useless_rows_is_empty_tables(tmp_path: Path) -> None:
    shop = prepared(tmp_path, products=[{"id": "P1", "title": "**"}])
    assert shop.report.tables["products"].kept == 0
    assert all(table.kept == 0 for table in shop.report.tables.values())
    assert len(shop.data_fingerprint) == 16


def test_command_prints_the_account_or_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_shop(tmp_path, products=products(3))
    assert main([str(tmp_path)]) == 0
    assert "products     3        0     3" in capsys.readouterr().out
    assert main([str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tables"]["products"]["kept"] == 3
    assert main([str(tmp_path / "nowhere")]) == 1
    assert "There is no folder" in capsys.readouterr().err
