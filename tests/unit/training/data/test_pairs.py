from pathlib import Path

import pytest

from infra.local.sample_shop.files import write_sample_shop
from shopguide.domain.product import Product
from shopguide.text.language import detect_language
from shopguide.text.product_text import product_text
from tests.unit.training.data.shop_folder import NOW, prepared, products
from training.data.cleaning.preparation import PreparedShop, prepare
from training.data.cleaning.splits import SplitShares
from training.data.evidence import evidence_for
from training.data.pairs import (
    language_model_texts,
    query_product_pairs,
    question_evidence_pairs,
    rated_reviews,
    title_description_pairs,
)
from training.data.reading.shop_tables import read_shop
from training.data.translations import halves_of, zh_en_pairs

ALL_TRAIN = SplitShares(0, 0)
KETTLE = {
    "id": "P1",
    "title": "Boilo Kettle",
    "description": "It boils two litres of water in three minutes.",
    "brand": "Boilo",
    "product_type": "Kitchen > Kettles",
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> PreparedShop:
    folder = tmp_path_factory.mktemp("sample")
    write_sample_shop(folder)
    return prepare(read_shop(folder), now=NOW)


def test_title_finds_rest_of_the_text_that_is_embedded(tmp_path: Path) -> None:
    shop = prepared(tmp_path, ALL_TRAIN, products=[KETTLE])
    [pair] = title_description_pairs(shop)
    product = Product("P1", "Boilo Kettle", KETTLE["description"], "Boilo", KETTLE["product_type"])
    assert pair.query == "Boilo Kettle"
    assert pair.text == "Boilo. Kettles. It boils two litres of water in three minutes."
    assert product_text(product).endswith("Kettles. It boils two litres of water in three minutes.")


def test_graded_pair_has_the_embedded_text_of_its_product(tmp_path: Path) -> None:
    queries = [
        {"query": "water boiler", "product_id": "P1", "rating": 2},
        {"query": "water boiler", "product_id": "unknown", "rating": 1},
    ]
    shop = prepared(tmp_path, ALL_TRAIN, products=[KETTLE], queries=queries)
    [pair] = query_product_pairs(shop)
    assert (pair.query, pair.grade, pair.product_id) == ("water boiler", 2.0, "P1")
    assert pair.text.startswith("Boilo Kettle. Kettles. It boils")


def test_question_finds_its_answer_and_the_passage_that_says_the_same(tmp_path: Path) -> None:
    qa = [
        {
            "product_id": "P1",
            "question": "Is it fast?",
            "answer": "Yes, it boils two litres in three minutes.",
        },
        {"product_id": "", "question": "Do you deliver?", "answer": "Yes, everywhere."},
    ]
    shop = prepared(tmp_path, ALL_TRAIN, products=[KETTLE], qa=qa)
    assert {(pair.query, pair.text) for pair in question_evidence_pairs(shop)} == {
        ("Is it fast?", "Yes, it boils two litres in three minutes."),
        ("Is it fast?", "It boils two litres of water in three minutes."),
        ("Do you deliver?", "Yes, everywhere."),
    }


def test_no_passage_is_evidence_for_what_the_record_does_not_say() -> None:
    product = Product("P1", "Kettle", "It boils two litres of water in three minutes.")
    assert evidence_for("The cord is 70 cm long.", product) is None
    assert evidence_for("Yes.", product) is None


def test_pairs_of_sample_shop_are_in_both_languages(sample: PreparedShop) -> None:
    for pairs in (title_description_pairs(sample), question_evidence_pairs(sample)):
        languages = [pair.language for pair in pairs]
        assert min(languages.count("zh"), languages.count("en")) > len(pairs) / 3
    assert len(rated_reviews(sample)) > 3_000
    assert {review.rating for review in rated_reviews(sample)} == {1, 2, 3, 4, 5}


def test_no_pair_of_train_is_about_a_held_out_product(sample: PreparedShop) -> None:
    train = {pair.group for pair in title_description_pairs(sample)}
    for split in ("dev", "test"):
        held_out = {pair.group for pair in title_description_pairs(sample, split)}
        assert held_out
        assert train.isdisjoint(held_out)


def test_limit_takes_the_same_sample_every_time(sample: PreparedShop) -> None:
    few = title_description_pairs(sample, limit=100)
    assert 60 < len(few) < 140
    assert few == title_description_pairs(sample, limit=100)
    assert set(few) < set(title_description_pairs(sample))


def test_everything_that_is_said_can_be_read_for_language_modelling(sample: PreparedShop) -> None:
    texts = list(language_model_texts(sample))
    kept = sample.report.tables
    tables = ("products", "reviews", "qa", "articles")
    assert len(texts) == sum(kept[table].splits["train"] for table in tables)
    assert all(texts)


def test_products_listed_in_both_languages_are_translations(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"id": "A", "title": "无线降噪头戴式耳机", "gtin": "471"},
        {"id": "B", "title": "Wireless noise cancelling headphones", "gtin": "471"},
        {"id": "C", "title": "索尼 WH-1000XM5 头戴式耳机"},
        {"id": "D", "title": "Sony WH-1000XM5 Headphones"},
        *products(3),
    ]
    pairs = zh_en_pairs(prepared(tmp_path, ALL_TRAIN, products=rows))
    assert {(pair.query, pair.text) for pair in pairs} == {
        ("无线降噪头戴式耳机", "Wireless noise cancelling headphones"),
        ("Wireless noise cancelling headphones", "无线降噪头戴式耳机"),
        ("索尼 WH-1000XM5 头戴式耳机", "Sony WH-1000XM5 Headphones"),
        ("Sony WH-1000XM5 Headphones", "索尼 WH-1000XM5 头戴式耳机"),
    }
    assert all(pair.language == detect_language(pair.query) for pair in pairs)


@pytest.mark.parametrize(
    ("title", "halves"),
    [
        (
            "蓝牙音箱 Portable Bluetooth Speaker for Travel 便携",
            ("蓝牙音箱 便携", "Portable Bluetooth Speaker for Travel"),
        ),
        ("Nuvio Power Max 充电宝 大容量", None),
        ("机械键盘 红轴 RGB USB", None),
        ("Wireless headphones with long battery", None),
    ],
)
def test_bilingual_title_is_cut_into_its_languages(
    title: str, halves: tuple[str, str] | None
) -> None:
    assert halves_of(title) == halves


def test_equal_files_give_equal_pairs_in_equal_order(sample: PreparedShop, tmp_path: Path) -> None:
    write_sample_shop(tmp_path)
    again = prepare(read_shop(tmp_path), now=NOW)
    assert title_description_pairs(again) == title_description_pairs(sample)
    assert question_evidence_pairs(again) == question_evidence_pairs(sample)
    assert rated_reviews(again) == rated_reviews(sample)
    assert list(language_model_texts(again)) == list(language_model_texts(sample))


def test_pairs_keep_the_order_of_the_file(tmp_path: Path) -> None:
    rows = [*products(3_000), {**products(1)[0], "id": "again"}]
    shop = prepared(tmp_path, ALL_TRAIN, products=rows)
    titles = [pair.query for pair in title_description_pairs(shop)]
    assert titles == [row["title"] for row in rows[:3_000]]
