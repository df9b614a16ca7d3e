"""Names of bed sizes, which are also words of their own."""

import pytest

from shopguide.domain.lexicon import EMPTY_LEXICON, Lexicon
from shopguide.text.query.bed_sizes import find_bed_sizes

SHOP = Lexicon(sizes={"queen": 4, "king": 4, "twin": 2, "twin xl": 1})


@pytest.mark.parametrize(
    ("query", "sizes"),
    [
        ("queen size sheets", ["queen"]),
        ("king-size pillows", ["king"]),
        ("duvet cover king", ["king"]),
        ("twin bed frame", ["twin"]),
        ("twin xl mattress", ["twin xl"]),
        ("queen poster", []),
        ("full bed", []),
        ("chess king and queen", []),
        ("burger king's bed", []),
    ],
)
def test_reads_the_bed_sizes_that_the_catalogue_has(query: str, sizes: list[str]) -> None:
    assert [each.values[0] for each in find_bed_sizes(query, SHOP)] == sizes


def test_reads_none_where_the_catalogue_has_none() -> None:
    assert find_bed_sizes("queen size sheets", EMPTY_LEXICON) == []
