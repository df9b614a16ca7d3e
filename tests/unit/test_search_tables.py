import io
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

from infra.local.search_lines import NOTES
from infra.local.search_tables import print_search
from shopguide.domain.cursor import CATALOGUE_CHANGED
from shopguide.domain.degraded import PERSONAL_UNAVAILABLE
from shopguide.domain.ranking import CATALOGUE_EMPTY
from shopguide.search import result
from shopguide.search.merchandising.active import RULES_OUTDATED, SYNONYMS_OUTDATED
from shopguide.search.reranking import RerankState

PRODUCT = {
    "product_id": "HP-1",
    "title": "Wireless Headphones",
    "current_price": {"amount": "129.00", "currency": "CNY"},
    "availability": "in_stock",
}
HIT = {"product": PRODUCT, "score": 0.5, "pinned": False, "variant_count": 0, "stages": None}
NOTHING: dict[str, Any] = {
    "query": "x",
    "searched": "x",
    "hits": [],
    "total": None,
    "next_cursor": "",
    "chips": [],
    "sort": {"order": "relevance", "id": "", "span": None},
    "corrections": [],
    "synonyms": [],
    "facets": None,
    "reranking": {"state": "reranker_off", "hits": 0, "took_ms": 0},
    "personal": None,
    "rules": [],
    "ways_out": [],
    "notes": [],
    "meaning_weight": 0.6,
    "trace": "a-trace",
}
CHIP = {
    "id": "price:-200",
    "kind": "price",
    "text": "200元以下",
    "negated": False,
    "values": [],
    "at_least": None,
    "at_most": 200.0,
    "currency": "CNY",
    "mode": "filter",
    "relaxed": False,
}
CHOICE = {"count": 1, "selected": False, "at_least": None, "at_most": None}
Shown = Callable[..., str]


@pytest.fixture
def shown() -> Shown:
    def show(*, before: int = 0, **parts: Any) -> str:
        console = Console(file=io.StringIO(), width=200)
        print_search(console, NOTHING | parts, before=before)
        assert isinstance(console.file, io.StringIO)
        return console.file.getvalue()

    return show


def test_tells_how_to_switch_off_what_was_understood(shown: Shown) -> None:
    text = shown(chips=[CHIP])
    assert "'200元以下': price at most 200 CNY (only); without: --off price:-200" in text


def test_quotes_ids_as_a_shell_needs_them(shown: Shown) -> None:
    assert "--off 'category:running shoes'" in shown(
        chips=[CHIP | {"id": "category:running shoes", "kind": "category"}]
    )


def test_marks_what_was_let_go(shown: Shown) -> None:
    colour = CHIP | {"kind": "colour", "values": ["black"], "at_most": None, "currency": ""}
    assert "colour black (let go)" in shown(chips=[colour | {"relaxed": True}])


def test_tells_what_was_corrected_and_how_to_get_the_original(shown: Shown) -> None:
    text = shown(corrections=[{"written": "hedphones", "corrected": "headphones"}])
    assert "Searched for 'headphones' instead of 'hedphones'." in text
    assert "--off spelling" in text


def test_shows_variants_and_pins_of_hits(shown: Shown) -> None:
    text = shown(hits=[HIT | {"pinned": True, "variant_count": 3}])
    assert "pinned, +3 variants" in text


def test_shows_scores_of_stages_only_where_they_were_asked_for(shown: Shown) -> None:
    stages = {
        "cosine": 0.81,
        "words": 0.75,
        "fused": 0.9,
        "boosts": {"rules": 0.25},
        "relevance": None,
        "personal_places": -2,
    }
    text = shown(hits=[HIT | {"stages": stages}])
    assert all(
        part in text
        for part in ("0.810", "0.750", "rules +0.25", "-2", "0.60 x cosine", "replay a-trace")
    )
    assert "cosine" not in shown(hits=[HIT])


def test_shows_no_scores_where_a_number_made_the_order(shown: Shown) -> None:
    sort = {"order": "price_ascending", "id": "sort:price_ascending", "span": (0, 8)}
    text = shown(query="cheapest tent", sort=sort, hits=[HIT | {"score": 0.0}])
    assert "price, lowest first, for 'cheapest'; without: --off sort:price_ascending" in text
    assert "score" not in text


def test_numbers_hits_of_later_pages_on(shown: Shown) -> None:
    assert " 21 " in shown(hits=[HIT], before=20)


def test_shows_facets_with_counts_and_what_is_chosen(shown: Shown) -> None:
    values = [
        CHOICE | {"shown": "Black", "count": 1200, "selected": True},
        CHOICE | {"shown": "White", "count": 3},
    ]
    facet = {"facet": "colour", "values": values, "currency": ""}
    text = shown(facets={"scope": "hits", "products": 1203, "facets": [facet]})
    assert "of the best 1,203 hits" in text
    assert "Black (1,200)*  White (3)" in text


def test_shows_ranges_of_prices_in_words(shown: Shown) -> None:
    values = [
        CHOICE | {"at_most": 99.99},
        CHOICE | {"at_least": 100.0, "at_most": 199.99},
        CHOICE | {"at_least": 200.0},
    ]
    facet = {"facet": "price", "values": values, "currency": "CNY"}
    text = shown(facets={"scope": "words", "products": 3, "facets": [facet]})
    assert "price CNY" in text
    assert "at most 99.99 (1)  100 to 199.99 (1)  at least 200 (1)" in text


@pytest.mark.parametrize(
    ("constraint", "option"),
    [("rating_min", "--rating-min"), ("price", "--price-min and --price-max")],
)
def test_shows_ways_out_by_the_option_to_leave_away(
    shown: Shown, constraint: str, option: str
) -> None:
    text = shown(ways_out=[{"constraint": constraint, "products": 12}])
    assert "Nothing was found." in text
    assert f"Without {option} there are 12 products." in text


def test_names_the_option_for_the_next_page(shown: Shown) -> None:
    assert "--cursor abc" in shown(hits=[HIT], next_cursor="abc")


def test_says_every_note_in_a_sentence() -> None:
    words = {
        CATALOGUE_EMPTY,
        CATALOGUE_CHANGED,
        PERSONAL_UNAVAILABLE,
        *(note for name, note in vars(result).items() if name.isupper()),
        RULES_OUTDATED,
        SYNONYMS_OUTDATED,
        RerankState.OVER_BUDGET.value,
        RerankState.UNAVAILABLE.value,
    }
    assert words == NOTES.keys()
