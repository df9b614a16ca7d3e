"""What a search asks: cleaned, paged, and kept in a trace that gives the same request again."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.domain.cursor import MAX_OFFSET, cursor_to_token
from shopguide.domain.errors import InvalidInputError, InvalidParameterError
from shopguide.domain.facet import Facet
from shopguide.domain.query import SortOrder
from shopguide.domain.trace import TracedRequest
from shopguide.search.request import MAX_QUERY_CHARACTERS, SearchRequest, request_of
from shopguide.text.product_filter import ProductConstraints

LAMP = SearchRequest("lamp")
requests = st.builds(
    SearchRequest,
    query=st.text("abc 灯红", min_size=1).map(lambda text: f"lamp {text}"),
    constraints=st.builds(
        ProductConstraints,
        price_max=st.none() | st.floats(0, 1e6),
        brands=st.lists(st.sampled_from(["Acme", "罗技"]), max_size=2).map(tuple),
        in_stock_only=st.booleans(),
    ),
    limit=st.integers(1, 100),
    offset=st.integers(0, MAX_OFFSET),
    off=st.sets(st.sampled_from(["spelling", "brand:acme"])).map(lambda ids: tuple(sorted(ids))),
    sort=st.none() | st.sampled_from(SortOrder),
    facets=st.sets(st.sampled_from([facet.value for facet in Facet])).map(tuple),
    shopper_id=st.sampled_from(["", "s-1"]),
    personal=st.booleans(),
    rerank=st.booleans(),
    collapse=st.booleans(),
    explain=st.booleans(),
)


@given(requests)
def test_trace_gives_the_same_request_again(request: SearchRequest) -> None:
    traced = request.traced(request.offset)
    kept = TracedRequest(**json.loads(json.dumps(vars_of(traced))))
    again = request_of(replace(kept, off=tuple(kept.off)))
    assert again == request


def vars_of(traced: TracedRequest) -> dict[str, object]:
    return {name: getattr(traced, name) for name in traced.__slots__}


@given(requests, st.integers(0, MAX_OFFSET), st.integers(1, 100), st.booleans())
def test_cursor_leads_to_the_page_of_its_request_only(
    request: SearchRequest, offset: int, limit: int, explain: bool
) -> None:
    cursor = request.cursor_at(offset, catalogue_version=3)
    assert cursor is not None
    next_page = replace(
        request, cursor=cursor_to_token(cursor), limit=limit, offset=0, facets=(), explain=explain
    )
    assert next_page.page() == (offset, cursor)
    with pytest.raises(InvalidParameterError) as raised:
        replace(next_page, query=f"{request.query} z").page()
    assert raised.value.field == "cursor"


@pytest.mark.parametrize(
    "change",
    [
        {"collapse": False},
        {"rerank": False},
        {"personal": False},
        {"shopper_id": "s"},
        {"sort": SortOrder.RATING},
        {"off": ("spelling",)},
        {"constraints": ProductConstraints(price_max=5)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_cursor_of_another_ranking_is_refused(change: dict[str, object]) -> None:
    cursor = LAMP.cursor_at(20, 1)
    assert cursor is not None
    with pytest.raises(InvalidParameterError):
        replace(LAMP, cursor=cursor_to_token(cursor), **change).page()  # type: ignore[arg-type]


def test_cursor_and_offset_contradict_each_other() -> None:
    cursor = LAMP.cursor_at(20, 1)
    assert cursor is not None
    with pytest.raises(InvalidParameterError) as raised:
        replace(LAMP, cursor=cursor_to_token(cursor), offset=1).page()
    assert raised.value.field == "offset"


def test_no_page_begins_deeper_than_the_deepest() -> None:
    assert LAMP.cursor_at(MAX_OFFSET, 1) is not None
    assert LAMP.cursor_at(MAX_OFFSET + 1, 1) is None


@pytest.mark.parametrize("query", ["", " \t", "\x00\x07", "x" * (MAX_QUERY_CHARACTERS + 1)])
def test_query_without_text_or_too_much_of_it_is_refused(query: str) -> None:
    with pytest.raises(InvalidParameterError) as raised:
        SearchRequest(query).cleaned()
    assert raised.value.field == "q"


@pytest.mark.parametrize(
    "changes",
    [
        {"parameters": {"sort": "sideways"}},
        {"parameters": {"facets": ["smell"]}},
        {"parameters": {"facets": "brand"}},
        {"constraints": {"price_max": -1}},
        {"constraints": {"password": "x"}},
        {"query": ""},
    ],
    ids=str,
)
def test_trace_of_a_request_that_would_be_refused_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises((InvalidInputError, InvalidParameterError)):
        request_of(replace(LAMP.traced(), **changes))  # type: ignore[arg-type]
