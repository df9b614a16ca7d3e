"""What a page tells beside its hits."""

import pytest

from shopguide.bootstrap import Container
from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.domain.trace import trace_from_token, trace_to_token
from shopguide.search.replay import ReplayVerdict
from shopguide.text.index_layout import PRODUCTS
from tests.unit.search.conftest import GOODS, Stock, ids, search


def test_words_of_the_query_are_marked_in_titles(shop_of_goods: Container) -> None:
    hit = search(shop_of_goods, "laptop students").hits[0]
    words = [hit.product.title[start:end] for start, end in hit.title_spans]
    assert words == ["laptop", "students"]


def test_last_page_leads_nowhere(shop_of_goods: Container) -> None:
    first = search(shop_of_goods, "laptop", limit=5)
    assert first.next_cursor
    count = len(search(shop_of_goods, "laptop", limit=100).hits)
    last = search(shop_of_goods, "laptop", limit=5, offset=count - 5)
    assert (len(last.hits), last.next_cursor) == (5, "")
    beyond = search(shop_of_goods, "laptop", limit=5, offset=count)
    assert (ids(beyond), beyond.next_cursor, beyond.ways_out) == ([], "", ())


def test_cursor_of_another_request_is_refused(shop_of_goods: Container) -> None:
    cursor = search(shop_of_goods, "laptop", limit=2).next_cursor
    with pytest.raises(InvalidParameterError):
        search(shop_of_goods, "shoes", limit=2, cursor=cursor)


def test_page_after_an_import_says_that_the_catalogue_changed(shop_of_goods: Container) -> None:
    first = search(shop_of_goods, "laptop", limit=2)
    shop_of_goods.records.put(LIVE_CATALOGUE, {"version": 2})
    second = search(shop_of_goods, "laptop", limit=2, cursor=first.next_cursor)
    assert second.notes == ("catalogue_changed",)
    assert not set(ids(first)) & set(ids(second))


def test_replay_is_identical_until_something_changes(shop_of_goods: Container) -> None:
    token = trace_to_token(search(shop_of_goods, "red trail shoes", limit=3).trace)
    assert shop_of_goods.replay.replay(token).verdict is ReplayVerdict.IDENTICAL
    shop_of_goods.index.delete(PRODUCTS, [trace_from_token(token).hits[0].product_id])
    shop_of_goods.records.put(LIVE_CATALOGUE, {"version": 2})
    report = shop_of_goods.replay.replay(token)
    assert report.verdict is ReplayVerdict.DIFFERENT
    assert "catalogue" in {change.what for change in report.versions}


def test_older_index_answers_by_meaning_and_says_so(stock: Stock) -> None:
    result = search(stock(GOODS, layout=1), "red running shoes under €100")
    assert result.notes == ("index_outdated", "constraints_relaxed")
    assert [chip.id for chip in result.relaxed] == ["colour:red"]
    assert result.strategy == "dense"
    assert {hit.product.product_type for hit in result.hits[:3]} == {"Clothing > Shoes"}


def test_empty_shop_has_nothing_and_says_so(empty_container: Container) -> None:
    result = search(empty_container, "cheapest red shoes", facets=("brand",))
    assert (list(result.hits), result.notes, result.facets) == ([], ("catalogue_empty",), None)
    assert result.understanding.chips


def test_words_that_no_product_has_are_noted(shop_of_goods: Container) -> None:
    result = search(shop_of_goods, "zither")
    assert result.notes == ("nothing_with_these_words",)
    assert (result.strategy, result.total, result.meaning) == ("dense", None, 1.0)
