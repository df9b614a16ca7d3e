"""Which article a question about the shop's rules names."""

import pytest

from shopguide.text.policy_titles import titles_named

TITLES = ["Returns and exchanges", "Member points", "退换货政策", "保修说明", ""]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What is your return policy?", [0]),
        ("退货政策是什么？", [2]),
        ("保修政策呢？", [3]),
        ("Can I pay by card?", []),
    ],
)
def test_finds_the_title_that_a_question_names(question: str, named: list[int]) -> None:
    found = titles_named(question, TITLES)
    assert [n for n, is_named in enumerate(found) if is_named] == named


def test_titles_are_found_by_what_shoppers_call_them() -> None:
    titles = [
        "支付与发票",
        "配送与运费",
        "退换货政策",
        "Payment and invoices",
        "Shipping and delivery",
    ]
    asked = {"怎么付款": 0, "多久能到": 1, "能退吗": 2, "how do i pay": 3, "when will it arrive": 4}
    for question, place in asked.items():
        assert [n for n, named in enumerate(titles_named(question, titles)) if named] == [place]
