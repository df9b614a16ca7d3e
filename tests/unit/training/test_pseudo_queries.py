import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from infra.local.sample_shop.files import write_sample_shop
from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.config import Settings, default_models_folder
from shopguide.domain.bundle import BundleKind
from shopguide.domain.indexed import Matrix
from shopguide.domain.product import Product
from shopguide.text.words import content_words
from tests.contract.tiny_bundles import tiny_encoder_bundle
from tests.unit.training.data.shop_folder import NOW
from training.data.cleaning.preparation import prepare
from training.data.queries.round_trip import RoundTrip
from training.data.queries.title_phrases import TitlePhrases
from training.data.reading.shop_tables import read_shop
from training.errors import TrainingInputError
from training.loop.job import Job
from training.objectives.pseudo_queries import (
    PseudoQuerySettings,
    is_like_title,
    kept_queries,
    kept_questions,
    run,
)

PRODUCTS = [
    Product("P1", "Orange Laptop Backpack", product_type="Backpacks", attributes={"a": "orange"}),
    Product("P2", "Blue Laptop Backpack", product_type="Backpacks", attributes={"a": "blue"}),
    Product("P3", "Steel Kettle", product_type="Kettles", attributes={"b": "steel"}),
]


class WordEncoder:
    """Texts are near each other as far as they share words."""

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        vectors = np.zeros((len(texts), 4096), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in content_words(text):
                vectors[row, int.from_bytes(word.encode(), "big") % 4093] += 1
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1)


def test_rank_of_a_source_counts_those_before_it() -> None:
    texts = ["red kettle", "blue kettle", "kettle", "fan"]
    trip = RoundTrip(WordEncoder(), texts)
    assert trip.ranks(["blue kettle"] * 3, [1, 2, 3]).tolist() == [1, 2, 4]
    assert trip.ranks(["blue kettle"], [2], among=[[0, 2, 3]]).tolist() == [1]


class ForgetfulEncoder(WordEncoder):
    """Does not know colours in queries, so it cannot tell one backpack from another by them."""

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self.encode_passages([text.replace("orange", "blue") for text in texts])


def test_keeps_queries_that_find_their_own_product() -> None:
    settings = PseudoQuerySettings(queries_per_product=10, top_k=1)
    kept, tally = kept_queries(PRODUCTS, TitlePhrases([]), WordEncoder(), settings)
    assert any(query.text.startswith("orange") for query in kept)
    assert tally.made.total() == sum(tally.outcomes.values())
    assert tally.kept.total() == len(kept)


def test_leaves_out_queries_that_find_another_product_first() -> None:
    settings = PseudoQuerySettings(queries_per_product=10, top_k=1)
    kept, tally = kept_queries(PRODUCTS, TitlePhrases([]), ForgetfulEncoder(), settings)
    assert not any(query.text.startswith("orange") for query in kept)
    assert tally.outcomes["not_found"] > 0


def test_equal_seeds_keep_equal_queries_whatever_stands_beside_them() -> None:
    settings = PseudoQuerySettings(queries_per_product=2)
    all_of_them, _ = kept_queries(PRODUCTS, TitlePhrases([]), WordEncoder(), settings)
    alone, _ = kept_queries(PRODUCTS[:1], TitlePhrases([]), WordEncoder(), settings)
    assert [query.text for query in all_of_them if query.product == 0] == [
        query.text for query in alone
    ]


def test_questions_bring_the_passage_that_answers_them() -> None:
    product = Product("P1", "Kettle", attributes={"boil time": "3 min", "cord length": "70 cm"})
    kept, _ = kept_questions([product], WordEncoder(), PseudoQuerySettings(question_top_k=1))
    assert {question.answer for question in kept} == {"Boil time: 3 min.", "Cord length: 70 cm."}
    none, tally = kept_questions([product], WordEncoder(), PseudoQuerySettings(question_products=0))
    assert (none, tally.made.total()) == ([], 0)


@pytest.mark.parametrize(
    ("query", "title", "same"),
    [
        ("orange laptop backpack", "Orange Laptop Backpack", True),
        ("backpack orange laptop", "Orange Laptop Backpack", True),
        ("orange backpack", "Orange Laptop Backpack", False),
        ("机械键盘 红轴", "机械键盘 红轴", True),
        ("机械键盘 红轴", "栖木 夜航 机械键盘 红轴 87键 有线", False),
    ],
)
def test_a_query_is_not_the_title_again(query: str, title: str, same: bool) -> None:
    assert is_like_title(query, title) is same


def _job(tmp_path: Path, **channels: Path) -> Job:
    return Job(channels, tmp_path, tmp_path, tmp_path, {})


def test_names_the_missing_encoder(tmp_path: Path) -> None:
    with pytest.raises(TrainingInputError, match="no channel 'encoder'"):
        run(_job(tmp_path), PseudoQuerySettings())


def test_refuses_a_shop_without_products(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "qa.csv").write_text("question,answer\nHow?,So.\n")
    encoder = tiny_encoder_bundle(tmp_path)
    with pytest.raises(TrainingInputError, match="no products"):
        run(_job(tmp_path, train=shop, encoder=encoder), PseudoQuerySettings())


@pytest.mark.models
def test_writes_files_that_the_shop_reads(tmp_path: Path) -> None:
    encoder = find_bundle(default_models_folder(), BundleKind.ENCODER, Settings().encoder)
    shop = tmp_path / "shop"
    write_sample_shop(shop)
    settings = PseudoQuerySettings(products=60, queries_per_product=3, question_products=6)
    run(_job(tmp_path, train=shop, encoder=encoder), settings)
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    with (tmp_path / "queries-pseudo.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == metrics["queries"]["outcomes"]["kept"] > 50
    for name in ("queries-pseudo.csv", "qa-pseudo.csv"):
        (tmp_path / name).rename(shop / name)
    tables = prepare(read_shop(shop), now=NOW).report.tables
    assert tables["queries"].read == len(rows)
    assert tables["qa"].read == 1200 + metrics["questions"]["outcomes"]["kept"]
