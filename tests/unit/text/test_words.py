import pytest

from shopguide.text.words import content_words, stem


def test_keeps_what_carries_meaning() -> None:
    assert content_words("How long does the battery last?") == ("battery", "last")
    assert content_words("耳机的续航时间是多久？") == ("耳机", "续航", "航时", "时间")


def test_number_and_unit_are_one_word_in_both_languages() -> None:
    assert content_words("40 hours") == content_words("40小时") == ("40hour",)
    assert content_words("1,299.00元") == content_words("¥1299") == ("1299yuan",)


def test_model_names_stay_whole() -> None:
    assert content_words("the WH-1000XM5") == ("wh-1000xm5",)


def test_function_words_alone_leave_nothing() -> None:
    assert content_words("Is it?") == ()
    assert content_words("这个是什么？") == ()


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [("batteries", "battery"), ("shoes", "shoe"), ("glass", "glass"), ("bus", "bus")],
)
def test_stem_takes_the_plural_away(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed
