"""Reasons in words say what the evidence says, in either language, and nothing else."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.api.schemas.context import Device
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.ranking import Reason, ReasonType
from shopguide.domain.recommending import Context
from shopguide.domain.segment import EVERYONE, segments_of
from shopguide.text.language import Language
from shopguide.text.reason_sentences import SEGMENTS, SENTENCES
from shopguide.text.reason_wording import reason_text
from shopguide.text.short_title import TITLE_WIDTH, short_title

TITLES = {"p": "Office chair", "椅": "办公椅"}
EVIDENCE: JsonObject = {
    "count": 12, "lift": 2.0, "saving": "20", "currency": "USD", "rating": 4.75, "than": 4.2,
    "interest": "coffee", "date": "2026-03-01T00:00:00Z",
}  # fmt: skip

each_reason = pytest.mark.parametrize("kind", list(ReasonType), ids=str)
each_language = pytest.mark.parametrize("language", ["en", "zh"])


@pytest.mark.parametrize(
    ("kind", "english", "chinese"),
    [
        (
            ReasonType.BECAUSE_YOU_VIEWED,
            "Because you viewed “Office chair”",
            "因为你看过「Office chair」",
        ),
        (
            ReasonType.BOUGHT_TOGETHER,
            "Bought 12 times together with “Office chair”",
            "与「Office chair」一起被购买过12次",
        ),
        (
            ReasonType.CHEAPER_THAN,
            "20.00 USD less than “Office chair”",
            "比「Office chair」便宜20.00 USD",
        ),
        (
            ReasonType.BETTER_RATED_THAN,
            "Rated 4.75 of 5, “Office chair” 4.2",
            "评分4.75，「Office chair」为4.2",
        ),
        (
            ReasonType.MATCHES_INTEREST,
            "Matches your interest in “coffee”",
            "符合你感兴趣的「coffee」",
        ),
        (ReasonType.NEW, "New since 2026-03-01", "2026-03-01上新"),
    ],
    ids=str,
)
def test_evidence_stands_in_the_sentence(kind: ReasonType, english: str, chinese: str) -> None:
    reason = Reason(kind, "p", 1.0, EVIDENCE)
    assert reason_text(reason, "en", TITLES) == english
    assert reason_text(reason, "zh", TITLES) == chinese


@pytest.mark.parametrize(
    ("segment", "english", "chinese"),
    [
        ("device:mobile", "Trending on mobile", "手机端近期热门"),
        ("daypart:evening", "Trending in the evening", "晚间近期热门"),
        ("country:DE", "Trending in DE", "DE地区近期热门"),
        ("country:Germany", "Trending now", "近期热门"),
        ("weather:rain", "Trending now", "近期热门"),
        (7, "Trending now", "近期热门"),
    ],
    ids=str,
)
def test_trends_say_whose_they_are(segment: JsonValue, english: str, chinese: str) -> None:
    reason = Reason(ReasonType.TRENDING, evidence={"segment": segment})
    assert reason_text(reason, "en", {}) == english
    assert reason_text(reason, "zh", {}) == chinese


def test_every_segment_has_its_words_in_both_languages() -> None:
    contexts = [Context(device=each) for each in Device] + [Context(hour=n) for n in range(24)]
    named = {segment for each in contexts for segment in segments_of(each)} - {EVERYONE}
    assert named == set(SEGMENTS["en"]) == set(SEGMENTS["zh"])


@each_reason
@each_language
def test_every_reason_can_be_said_without_any_evidence(
    kind: ReasonType, language: Language
) -> None:
    said = reason_text(Reason(kind, "gone"), language, TITLES)
    assert said
    assert not re.search(r"[{}\d“”「」]", said)
    assert bool(re.search("[一-鿿]", said)) is (language == "zh")


@each_language
def test_sentences_go_from_the_fullest_to_one_that_stands_alone(language: Language) -> None:
    for sentences in SENTENCES[language].values():
        blanks = [sentence.count("{") for sentence in sentences]
        assert blanks == sorted(blanks, reverse=True)
        assert blanks[-1] == 0


@pytest.mark.parametrize(
    ("count", "english", "chinese"),
    [(1, "once", "1次"), (2, "twice", "2次"), (1204, "1,204 times", "1204次")],
)
def test_counts_are_said_as_people_say_them(count: int, english: str, chinese: str) -> None:
    reason = Reason(ReasonType.BOUGHT_TOGETHER, "p", 1.0, {"count": count})
    assert f" {english} " in reason_text(reason, "en", TITLES)
    assert reason_text(reason, "zh", TITLES).endswith(chinese)


@pytest.mark.parametrize(
    ("saving", "currency", "english", "chinese"),
    [
        ("20", "USD", "20.00 USD", "20.00 USD"),
        ("89.5", "CNY", "89.50 CNY", "89.50元"),
        ("1200", "JPY", "1200 JPY", "1200 JPY"),
        ("0.125", "KWD", "0.125 KWD", "0.125 KWD"),
    ],
)
def test_money_has_the_decimals_of_its_currency(
    saving: str, currency: str, english: str, chinese: str
) -> None:
    reason = Reason(ReasonType.CHEAPER_THAN, "p", 1.0, {"saving": saving, "currency": currency})
    assert reason_text(reason, "en", TITLES).startswith(f"{english} less")
    assert reason_text(reason, "zh", TITLES).endswith(f"便宜{chinese}")


@pytest.mark.parametrize(
    "evidence",
    [
        {"saving": "0", "currency": "USD"},
        {"saving": "-3", "currency": "USD"},
        {"saving": "NaN", "currency": "USD"},
        {"saving": "1e40", "currency": "USD"},
        {"saving": "3", "currency": "???"},
        {"saving": True, "currency": "USD"},
        {"saving": ["3"], "currency": "USD"},
    ],
    ids=str,
)
def test_a_saving_that_is_none_is_not_said(evidence: JsonObject) -> None:
    said = reason_text(Reason(ReasonType.CHEAPER_THAN, "p", 1.0, evidence), "en", TITLES)
    assert said == "Costs less than “Office chair”"


json_values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(list(ReasonType)),
    st.dictionaries(st.sampled_from(sorted(EVIDENCE)), json_values),
    st.sampled_from(["en", "zh"]),
    st.text(max_size=300),
)
def test_no_evidence_breaks_a_sentence_and_no_number_is_invented(
    kind: ReasonType, evidence: JsonObject, language: Language, title: str
) -> None:
    said = reason_text(Reason(kind, "p", 1.0, evidence), language, {"p": title})
    assert said
    assert "\n" not in said
    known = {*re.findall(r"\d", str(evidence) + short_title(title)), "5", "0"}
    assert set(re.findall(r"\d", said)) <= known


class TestShortTitle:
    def test_a_title_that_fits_stays(self) -> None:
        assert short_title("Office chair") == "Office chair"
        assert short_title("办" * 30) == "办" * 30

    def test_a_long_one_is_cut_between_words_without_a_dangling_end(self) -> None:
        title = "Ergonomic office chair with headrest and armrests for the whole working day"
        assert short_title(title) == "Ergonomic office chair with headrest and armrests…"

    def test_chinese_takes_two_columns_a_character(self) -> None:
        cut = short_title("办公椅" * 20)
        assert cut == "办公椅" * 9 + "办公…"

    def test_lines_and_control_characters_are_one_line(self) -> None:
        assert short_title("Office\n chair\x00 ") == "Office chair"

    @settings(max_examples=150, deadline=None)
    @given(st.text(st.characters(exclude_categories=("C", "M")), max_size=200))
    def test_no_title_is_longer_than_its_room(self, title: str) -> None:
        cut = short_title(title)
        assert len(cut) <= TITLE_WIDTH
        assert cut == cut.strip()
