from pathlib import Path

import pytest

from training.evaluate.errors import EvaluationInputError
from training.evaluate.judgements import Judgements, read_judgements
from training.evaluate.lexical import Bm25, lexical_tokens, word_count
from training.evaluate.search import fuse, measure


def judge(tmp_path: Path, *rows: str) -> Judgements:
    file = tmp_path / "queries.csv"
    file.write_text("\n".join(("query,product_id,rating", *rows)), encoding="utf-8")
    return read_judgements(file)


def test_figures_of_one_ranking_by_hand() -> None:
    judged = Judgements({"shoe": {"a": 2, "b": 1, "c": 0}}, 3)
    values = measure({"shoe": ["x", "b", "a"]}, judged)
    figures = {name: float(each[0]) for name, each in values.items()}
    ideal = 3 + 1 / 1.58496
    assert figures["ndcg@10"] == pytest.approx((1 / 1.58496 + 3 / 2) / ideal, abs=1e-4)
    assert figures["judged-ndcg@10"] == pytest.approx((1 + 3 / 1.58496) / ideal, abs=1e-4)
    assert figures["mrr@10"] == 0.5
    assert (figures["recall@1"], figures["recall@10"], figures["empty"]) == (0, 1, 0)


def test_empty_ranking_scores_nothing_and_is_counted() -> None:
    values = measure({"shoe": []}, Judgements({"shoe": {"a": 1, "b": 0}}, 2))
    assert values["empty"].tolist() == [1]
    assert not any(each[0] for name, each in values.items() if name != "empty")


def test_products_that_are_not_in_the_catalogue_do_not_count(tmp_path: Path) -> None:
    judged = judge(tmp_path, "shoe,p1,3", "shoe,gone,3", "kettle,gone,1", "hat,p1,0")
    within = judged.within({"p1", "p2"})
    assert within.ratings == {"shoe": {"p1": 3}}
    assert within.unknown_products == ["gone"]
    assert within.queries_left_out == 2  # the hat, which nothing is right for, and the kettle


def test_catalogue_without_any_rated_product_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EvaluationInputError, match="none of the products"):
        judge(tmp_path, "shoe,p1,3").within({"q1"})


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",p1,1", "line 2: query is empty"),
        ("shoe,,1", "line 2: product_id is empty"),
        ("shoe,p1,good", "line 2: rating is 'good'"),
        ("shoe,p1,100", "line 2: rating"),
        ("shoe,p1,0", "No rating"),
    ],
)
def test_wrong_ratings_are_named_by_line(tmp_path: Path, row: str, problem: str) -> None:
    with pytest.raises(EvaluationInputError, match=problem):
        judge(tmp_path, row)


def test_higher_one_of_two_ratings_counts(tmp_path: Path) -> None:
    assert judge(tmp_path, "shoe,p1,1", "shoe,p1,3", "shoe,p1,2").ratings == {"shoe": {"p1": 3}}


def test_fusion_prefers_what_both_rankings_have() -> None:
    assert fuse(["a", "b", "c"], ["c", "d"])[0] == "c"


def test_bm25_knows_plurals_and_chinese_characters() -> None:
    index = Bm25(["Running shoes, red", "a kettle", "不锈钢水壶 1.7升"])
    assert index.scores("shoe").argmax() == 0
    assert index.scores("水壶").argmax() == 2
    assert not index.scores("sofa").any()
    assert lexical_tokens("红水壶") == ["红", "水", "壶", "红水", "水壶"]


def test_two_chinese_characters_count_as_a_word() -> None:
    assert [word_count(text) for text in ("red shoes", "红色水壶", "iPhone 手机壳")] == [2, 2, 3]
