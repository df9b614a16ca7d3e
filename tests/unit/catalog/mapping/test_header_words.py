import time

import pytest

from shopguide.catalog.mapping.header_words import HeaderWords, words_of_header


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Variant SKU*", HeaderWords(("variant", "sku"), "")),
        ("Price (required)", HeaderWords(("price",), "")),
        ("商品名称【必填】", HeaderWords((), "商品名称")),
    ],
)
def test_what_stands_in_brackets_is_a_remark(header: str, expected: HeaderWords) -> None:
    assert words_of_header(header) == expected


@pytest.mark.parametrize("piece", ["<", "(a", "【", "aA", " *"])
def test_a_header_that_is_a_long_text_is_read_in_no_time(piece: str) -> None:
    began = time.process_time()
    words_of_header(piece * (100_000 // len(piece)))
    assert time.process_time() - began < 1
