import numpy as np

from shopguide.domain.product import Product
from shopguide.text.product_terms import SATURATION, match_terms, product_vector, terms_fingerprint
from shopguide.text.terms import matchable, query_terms, term_id

LAPTOP = Product(
    "l1",
    "ThinkPad X1 Carbon 14 英寸 笔记本电脑",
    "A light notebook for travel.",
    "Lenovo",
    "Computers > Laptops",
    gtin="4006381333931",
    attributes={"memory": "16 GB", "keyboard": "German"},
)


def _value(product: Product, term: str) -> float:
    vector = product_vector(product)
    found = vector.values[vector.indices == term_id(term)]
    return float(found[0]) if len(found) else 0.0


def test_a_title_counts_more_than_a_brand_and_a_brand_more_than_an_attribute() -> None:
    assert _value(LAPTOP, "thinkpad") > _value(LAPTOP, "lenovo") > _value(LAPTOP, "german") > 0


def test_terms_of_every_field_are_there_and_each_once() -> None:
    for text in ("笔记本", "laptop", "notebook", "16gb", "4006381333931", "x1", "14寸"):
        assert any(_value(LAPTOP, term) for term in query_terms(text)), text
    vector = product_vector(LAPTOP)
    assert len(np.unique(vector.indices)) == len(vector.indices) == len(vector.values)


def test_repeating_a_word_saturates() -> None:
    values = [_value(Product("a", " ".join(["mug"] * n)), "mug") for n in (1, 50)]
    assert values[0] < values[1] < SATURATION + 1


def test_a_word_in_a_short_title_counts_more_than_in_a_long_one() -> None:
    long = "Case with stand, strap, lid and pockets for phone, tablet, cards and mug"
    assert _value(Product("a", "Mug"), "mug") > _value(Product("b", long), "mug")


def test_a_vector_depends_on_nothing_but_the_product() -> None:
    first, second = product_vector(LAPTOP), product_vector(LAPTOP)
    assert first.indices.tolist() == second.indices.tolist()
    assert first.values.tolist() == second.values.tolist()


def test_a_product_has_all_words_that_a_filter_asks_for() -> None:
    terms = set(match_terms(LAPTOP))
    for query in ("lenovo thinkpad", "笔记本电脑", "X1-Carbon".replace("-", " "), "laptops 16gb"):
        assert terms.issuperset(matchable(query_terms(query))), query
    assert "笔" not in terms
    assert "travel" not in terms


def test_the_fingerprint_changes_with_whatever_the_vector_is_made_of() -> None:
    other = Product("l1", LAPTOP.title, attributes={"memory": "32 GB"})
    assert terms_fingerprint(other) != terms_fingerprint(Product("l1", LAPTOP.title))
    assert terms_fingerprint(LAPTOP) == terms_fingerprint(LAPTOP)
