"""Cursors and traces come back as they went out, and nothing else is taken for one."""

import json
import random
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.domain.cursor import (
    CATALOGUE_CHANGED,
    MAX_OFFSET,
    SearchCursor,
    cursor_from_token,
    cursor_to_token,
)
from shopguide.domain.errors import InvalidInputError, InvalidParameterError
from shopguide.domain.opaque_token import seal, unseal
from shopguide.domain.trace import (
    MAX_JSON_BYTES,
    MAX_TRACED_HITS,
    SearchTrace,
    SearchVersions,
    TracedHit,
    TracedRequest,
    trace_from_token,
    trace_to_token,
)

CURSOR = SearchCursor(offset=20, catalogue_version=7, request="0123456789abcdef")
TRACE = SearchTrace(
    TracedRequest(
        "黑色 蓝牙耳机 under $50",
        constraints={"brands": ["Auralis"], "price_max": 50.0},
        parameters={"sort": "relevance", "explain": True},
        off=("price:-50",),
        shopper_id="session-8b1f",
        limit=10,
        offset=20,
    ),
    datetime(2026, 6, 1, 12, 30, tzinfo=UTC),
    SearchVersions(7, "e5@1", "lexicon/7.json", "a1", "b2", "c3", "d4", "reranker@1:20"),
    (TracedHit("HP-1", 0.03125), TracedHit("耳机-1", 0.03)),
)
URL_SAFE = r"[A-Za-z0-9_-]+"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
texts = st.text(st.characters(exclude_categories=["Cs"]))
traces = st.builds(
    SearchTrace,
    st.builds(
        TracedRequest,
        texts,
        constraints=st.dictionaries(texts, st.floats(allow_nan=False, allow_infinity=False)),
        parameters=st.dictionaries(texts, st.booleans() | texts, max_size=3),
        off=st.lists(texts, max_size=3).map(tuple),
        shopper_id=texts,
    ),
    st.datetimes(timezones=st.just(UTC)),
    st.builds(SearchVersions, st.integers(0, 2**40), texts, texts, texts, texts, texts, texts),
    st.lists(
        st.builds(TracedHit, texts, st.floats(-1e6, 1e6).map(lambda score: float(f"{score:.6g}"))),
        max_size=5,
    ).map(tuple),
)


class TestCursor:
    @given(
        st.builds(
            SearchCursor,
            st.integers(0, MAX_OFFSET),
            st.integers(0, 2**63),
            st.binary(min_size=8, max_size=8).map(bytes.hex),
        )
    )
    def test_comes_back_as_it_went_out(self, cursor: SearchCursor) -> None:
        token = cursor_to_token(cursor)
        assert cursor_from_token(token) == cursor
        assert len(token) == 31

    @given(st.text(max_size=80))
    def test_any_other_text_is_refused_with_the_fix(self, text: str) -> None:
        with pytest.raises(InvalidParameterError) as raised:
            cursor_from_token(text)
        assert raised.value.field == "cursor"
        assert "next_cursor" in raised.value.fix

    @pytest.mark.parametrize("place", range(31))
    def test_one_wrong_character_is_noticed(self, place: int) -> None:
        token = cursor_to_token(CURSOR)
        other = "B" if token[place] == "A" else "A"
        with pytest.raises(InvalidParameterError):
            cursor_from_token(token[:place] + other + token[place + 1 :])

    def test_deeper_page_than_there_is_is_refused(self) -> None:
        forged = cursor_to_token(SearchCursor(MAX_OFFSET + 1, 7, CURSOR.request))
        with pytest.raises(InvalidParameterError, match="too deep"):
            cursor_from_token(forged)

    def test_cursor_of_another_request_is_refused(self) -> None:
        CURSOR.check_request(CURSOR.request)
        with pytest.raises(InvalidParameterError, match="another request") as raised:
            CURSOR.check_request("f" * 16)
        assert raised.value.field == "cursor"

    def test_page_of_a_catalogue_that_changed_meanwhile_says_so(self) -> None:
        assert CURSOR.notes(live_version=7) == ()
        assert CURSOR.notes(live_version=8) == (CATALOGUE_CHANGED,)


class TestTrace:
    @given(traces)
    def test_comes_back_as_it_went_out(self, trace: SearchTrace) -> None:
        token = trace_to_token(trace)
        assert trace_from_token(token) == trace
        assert trace_to_token(trace) == token

    def test_time_comes_back_in_utc(self) -> None:
        noon_in_shanghai = datetime(2026, 6, 1, 12, tzinfo=timezone(timedelta(hours=8)))
        trace = SearchTrace(TRACE.request, noon_in_shanghai, TRACE.versions, ())
        assert trace_from_token(trace_to_token(trace)).time == datetime(2026, 6, 1, 4, tzinfo=UTC)

    def test_score_keeps_six_digits_and_the_page_its_largest_size(self) -> None:
        hits = tuple(TracedHit(str(n), 1 / 3) for n in range(MAX_TRACED_HITS + 1))
        trace = SearchTrace(TRACE.request, TRACE.time, TRACE.versions, hits)
        back = trace_from_token(trace_to_token(trace))
        assert len(back.hits) == MAX_TRACED_HITS
        assert back.hits[0].score == 0.333333

    def test_half_of_a_surrogate_pair_does_not_fail_a_search(self) -> None:
        trace = SearchTrace(TracedRequest("a\ud800"), TRACE.time, TRACE.versions, ())
        assert trace_from_token(trace_to_token(trace)).request.query == "a?"

    @given(st.text(max_size=300) | st.binary(max_size=300).map(lambda it: seal(1, it)))
    def test_anything_else_is_refused(self, token: str) -> None:
        with pytest.raises(InvalidInputError) as raised:
            trace_from_token(token)
        assert raised.value.field == "trace"

    @given(json_values)
    def test_other_json_in_its_form_is_refused(self, value: object) -> None:
        with pytest.raises(InvalidInputError):
            trace_from_token(_packed(value))

    @given(st.sampled_from("qcpountvhs"), json_values)
    def test_one_wrong_member_never_passes_as_another_type(
        self, member: str, value: object
    ) -> None:
        record = json.loads(zlib.decompress(_payload(trace_to_token(TRACE)))) | {member: value}
        try:
            trace = trace_from_token(_packed(record))
        except InvalidInputError:
            return
        once = trace_from_token(trace_to_token(trace))  # with scores of six digits
        assert replace(once, hits=()) == replace(trace, hits=())
        assert [hit.product_id for hit in once.hits] == [hit.product_id for hit in trace.hits]
        assert trace_from_token(trace_to_token(once)) == once

    def test_truncated_and_altered_are_refused(self) -> None:
        token = trace_to_token(TRACE)
        for place in range(len(token)):
            other = "B" if token[place] == "A" else "A"
            for wrong in (token[:place], token[:place] + other + token[place + 1 :]):
                with pytest.raises(InvalidInputError):
                    trace_from_token(wrong)

    def test_trace_of_another_version_says_so(self) -> None:
        with pytest.raises(InvalidInputError, match="another version of ShopGuide"):
            trace_from_token(seal(2, b"whatever"))

    @pytest.mark.parametrize(
        "content",
        [
            b" " * (100 * MAX_JSON_BYTES),
            b"[" * MAX_JSON_BYTES,
            b'{"q":' + b"9" * 5000 + b"}",
            b'{"q": NaN}',
            b"\xff\xfe",
        ],
        ids=["bomb", "nested", "long number", "not a number", "not UTF-8"],
    )
    def test_content_that_would_cost_memory_or_make_nonsense_is_refused(
        self, content: bytes
    ) -> None:
        with pytest.raises(InvalidInputError, match="does not hold a search"):
            trace_from_token(seal(1, zlib.compress(content)))

    def test_it_is_short_enough_for_every_answer(self) -> None:
        chance = random.Random(5)
        hits = tuple(TracedHit(f"{chance.randrange(10**8):08}", chance.random()) for _ in range(20))
        token = trace_to_token(SearchTrace(TRACE.request, TRACE.time, TRACE.versions, hits))
        assert len(token) < 1000


def _packed(value: object) -> str:
    return seal(1, zlib.compress(json.dumps(value).encode()))


def _payload(token: str) -> bytes:
    return unseal(token, form=1, max_characters=10_000)
