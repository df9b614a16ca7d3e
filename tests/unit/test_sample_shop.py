import csv
import hashlib
import io
import json
from collections import Counter
from datetime import date
from itertools import pairwise, permutations
from pathlib import Path
from statistics import mean

import pytest

from infra.local.sample_shop.baskets import companions
from infra.local.sample_shop.broken import BROKEN
from infra.local.sample_shop.catalogue import sample_products
from infra.local.sample_shop.dice import Dice
from infra.local.sample_shop.files import FILES, LAST_DAY, write_sample_shop
from infra.local.sample_shop.grammar import expand
from infra.local.sample_shop.questions import sample_questions
from infra.local.sample_shop.reviews import sample_reviews
from infra.local.sample_shop.shoppers import sample_interactions, shopper
from infra.local.sample_shop.vocabulary import Category, load_vocabulary
from shopguide.domain.interaction import InteractionKind
from shopguide.domain.money import Money
from shopguide.text.language import detect_language
from shopguide.text.price_text import read_price

SHA256_OF_ALL_FILES = "f9b188843f9abaa133ca7bede08d5c166efc762a43605be14f3c05dc09389e45"

PRODUCTS = {product.product_id: product for product in sample_products()}


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(FILES[name](LAST_DAY))))


def _money(text: str) -> Money | None:
    return read_price(text).money


def test_same_bytes_every_time(tmp_path: Path) -> None:
    digest = hashlib.sha256()
    for path in write_sample_shop(tmp_path):
        digest.update(path.read_bytes())
    assert digest.hexdigest() == SHA256_OF_ALL_FILES, "change the pin only on purpose"


def test_last_day_moves_dates_and_nothing_else() -> None:
    later = FILES["qa.csv"](date(2027, 3, 1))
    bare = [{**row, "date": ""} for row in csv.DictReader(io.StringIO(later))]
    assert bare == [{**row, "date": ""} for row in _rows("qa.csv")]


def test_products_fill_twelve_categories_in_both_languages() -> None:
    rows = _rows("products.csv")
    assert len(rows) >= 600
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({row["title"] for row in rows}) == len(rows)
    assert len(load_vocabulary().categories) == 12
    languages = Counter(detect_language(row["title"] + row["description"]) for row in rows)
    assert languages["zh"] == languages["en"]
    for row in rows:
        price, sale_price = _money(row["price"]), _money(row["sale_price"])
        assert price
        assert price.currency == "CNY"
        assert not sale_price or sale_price.amount < price.amount
        assert len(json.loads(row["attributes"])) >= 4


def test_what_is_worn_has_a_gender_and_variants_in_different_sizes() -> None:
    worn = [product for product in PRODUCTS.values() if product.category.sizes]
    assert {product.category.key for product in worn} == {"rain_jackets", "running_shoes"}
    assert all(product.size in product.category.sizes[product.gender] for product in worn)
    groups = Counter((product.group_id, product.gender) for product in worn)
    assert set(groups.values()) == {2}
    assert len({(product.group_id, product.size) for product in worn}) == len(worn)
    others = PRODUCTS.keys() - {product.product_id for product in worn}
    assert {(PRODUCTS[one].gender, PRODUCTS[one].size) for one in others} == {("", "")}


def test_gtins_have_right_check_digits() -> None:
    for row in _rows("products.csv"):
        digits = [int(digit) for digit in row["gtin"]]
        assert len(digits) == 13
        assert sum(d * (3 if n % 2 else 1) for n, d in enumerate(digits)) % 10 == 0


def test_answers_agree_with_the_record() -> None:
    pairs = list(sample_questions(LAST_DAY))
    assert len(pairs) == 1200
    assert len({(pair.product_id, pair.question) for pair in pairs}) == 1200
    for pair in pairs:
        product = PRODUCTS[pair.product_id]
        value = product.values[pair.attribute]
        answer = pair.answer.casefold()
        said = (value.text(product.language), value.more(product.language))
        assert any(words and words.casefold() in answer for words in said), pair


def test_ratings_follow_quality() -> None:
    reviews = list(sample_reviews(LAST_DAY))
    assert len(reviews) == 4000
    assert {review.rating for review in reviews} == {1, 2, 3, 4, 5}
    assert len({review.text for review in reviews}) > 3700
    by_quality = sorted(reviews, key=lambda review: PRODUCTS[review.product_id].quality)
    third = len(reviews) // 3
    worst, best = by_quality[:third], by_quality[-third:]
    assert mean(r.rating for r in best) - mean(r.rating for r in worst) > 0.7


def test_interactions_are_in_order_and_complete() -> None:
    events = sample_interactions(LAST_DAY)
    assert len(events) == 20_000
    assert all(one.occurred_at <= other.occurred_at for one, other in pairwise(events))
    assert len({event.shopper_id for event in events}) >= 1400
    assert {event.product_id for event in events} <= PRODUCTS.keys()


def test_interactions_have_tastes_to_learn() -> None:
    in_favourites, in_language = [], []
    for event in sample_interactions(LAST_DAY):
        person = shopper(int(event.shopper_id.removeprefix("shopper-")))
        product = PRODUCTS[event.product_id]
        in_favourites.append(product.category in person.categories)
        in_language.append(product.language == person.language)
    assert mean(in_favourites) > 0.5, "chance alone gives about 0.2"
    assert mean(in_language) > 0.75


def test_what_is_bought_together_goes_together() -> None:
    bought = Counter[tuple[str, str]]()
    baskets: dict[tuple[str, date], set[str]] = {}
    for event in sample_interactions(LAST_DAY):
        if event.kind is InteractionKind.PURCHASE:
            baskets.setdefault((event.shopper_id, event.occurred_at.date()), set()).add(
                event.product_id
            )
    for basket in baskets.values():
        bought.update(permutations(sorted(basket), 2))
    often = [pair for pair, count in bought.items() if count >= 4]
    assert len(often) > 20
    matching = [
        second in {each.product_id for each in companions(PRODUCTS[first])}
        or first in {each.product_id for each in companions(PRODUCTS[second])}
        for first, second in often
    ]
    assert mean(matching) > 0.9


def test_purchases_have_values_and_events_a_context() -> None:
    for line in FILES["interactions.jsonl"](LAST_DAY).splitlines()[:2000]:
        event = json.loads(line)
        assert ("value" in event) == (event["event_name"] == "purchase")
        assert event["context"].keys() == {"device", "hour", "country"}


def test_few_products_draw_much_of_the_attention() -> None:
    views = Counter(event.product_id for event in sample_interactions(LAST_DAY))
    top_tenth = sum(count for _, count in views.most_common(len(PRODUCTS) // 10))
    assert 0.2 < top_tenth / 20_000 < 0.7


def test_broken_file_has_five_broken_rows_and_stays_under_the_hold() -> None:
    rows = _rows("broken.csv")
    assert len(rows) - len(BROKEN) >= 120
    assert len(BROKEN) == 5
    assert len(BROKEN) / len(rows) < 0.05
    assert sum(not row["id"] for row in rows) == 1
    assert sum(not row["title"] for row in rows) == 1


@pytest.mark.parametrize("category", load_vocabulary().categories, ids=lambda c: c.key)
def test_every_pattern_of_a_category_can_be_said_about_its_products(category: Category) -> None:
    # Expanding raises for a slot that no product has; here every aspect meets every product.
    for product in sample_products():
        if product.category is not category:
            continue
        for language in ("zh", "en"):
            for value in product.values.values():
                slots = product.slots_about(value, language)
                patterns = (value.attribute.ask, value.attribute.say, value.attribute.tell)
                for pattern in (p for kind in patterns for p in kind[language]):
                    assert expand(pattern, slots, Dice(pattern)).strip()
