"""A query as it is read in the words of the shop."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.domain.lexicon import EMPTY_LEXICON
from shopguide.domain.merchandising import Synonyms
from shopguide.search.merchandising.active import ActiveMerchandising
from shopguide.search.reading import ReadQuery, Surroundings, read_query
from shopguide.text.terms import query_terms, term_id

SAME = Synonyms.of([("laptop", "笔记本电脑"), ("car", "automobile")], {})
AROUND = Surroundings(
    datetime(2026, 6, 1, tzinfo=UTC), "", EMPTY_LEXICON, ActiveMerchandising(synonyms=SAME)
)


def read(query: str, *off: str) -> ReadQuery:
    return read_query(query, AROUND, off)


@pytest.mark.parametrize(
    ("query", "meant", "searched"),
    [
        ("laptop", "laptop", "laptop"),
        ("red shoes under $50", "red shoes", "shoes"),
        ("cheapest red shoes", "red shoes", "shoes"),
        ("shoes under $50", "shoes", "shoes"),
        ("under $50", "under $50", ""),
    ],
)
def test_what_fields_tell_is_neither_meant_nor_searched_but_a_colour_is_meant(
    query: str, meant: str, searched: str
) -> None:
    got = read(query)
    assert (got.meant, got.words.text) == (meant, searched)


def test_synonyms_are_those_that_the_understanding_tells() -> None:
    got = read("laptop bag")
    assert [use.phrase for use in got.understanding.synonyms] == ["laptop"]
    assert len(got.words.variants) == 1
    off = read("laptop bag", "synonyms")
    assert off.understanding.synonyms == ()
    assert off.words.variants == ()


def test_only_a_phrase_that_stands_by_itself_is_worded_otherwise() -> None:
    [variant] = read("carpet for car").words.variants
    assert set(variant.indices.tolist()) == set(map(term_id, query_terms("carpet automobile")))


@given(st.text(min_size=1, max_size=80).filter(str.strip))
def test_any_query_means_something(query: str) -> None:
    got = read(query)
    assert got.meant or not got.understanding.query
