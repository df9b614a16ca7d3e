"""The synonyms file, and where its phrases stand in a query."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.file_problem import CheckedFile
from shopguide.domain.merchandising import Synonyms, synonyms_from_json, synonyms_to_json
from shopguide.text.merchandising.synonym_uses import find_synonyms
from shopguide.text.merchandising.synonyms_file import MAX_GROUPS, check_synonyms_file


def check(text: str, encoding: str = "utf-8") -> CheckedFile[Synonyms]:
    return check_synonyms_file(text.encode(encoding))


def synonyms_in(text: str, encoding: str = "utf-8") -> Synonyms:
    checked = check(text, encoding)
    assert checked.content is not None, checked.problems
    return checked.content


def told(text: str) -> list[tuple[str, int, str, str]]:
    return [(it.severity.value, it.line, it.column, it.value) for it in check(text).problems]


def alternatives(query: str, synonyms: Synonyms) -> dict[str, tuple[str, ...]]:
    return {use.phrase: use.alternatives for use in find_synonyms(query, synonyms)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_reads_groups_and_one_way_synonyms(encoding: str) -> None:
    text = "# words\r\nLaptop = notebook ＝ 笔记本电脑   # computers\r\n"
    text += "\r\niPad => tablet、平板电脑\r\nC# , csharp\r\n"
    synonyms = synonyms_in(text, encoding)
    assert synonyms.groups == (("laptop", "notebook", "笔记本电脑"), ("c#", "csharp"))
    assert synonyms.one_way == {"ipad": ("tablet", "平板电脑")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("laptop\n", [("error", 1, "1", "laptop")]),
        ("a = b\nx =  = y\n", [("error", 2, "6", "")]),
        ("a => b -> c\n", [("error", 1, "11", "c")]),
        ("a = !!\n", [("error", 1, "5", "!!")]),
        ("ipad => iPads\n", [("error", 1, "9", "iPads")]),
        (f"a = {'b' * 101}\n", [("error", 1, "5", "b" * 79 + "…")]),
        ("a = b = A\n", [("warning", 1, "9", "A")]),
        ("a = b\n\nc = b\n", [("warning", 3, "5", "b")]),
        ("a => b\nb => c\nc => a\n", [("warning", 3, "", "")]),
        ("# nothing\n", [("warning", 1, "", "")]),
        ("", [("error", 1, "", "")]),
    ],
    ids=[
        "alone",
        "missing",
        "two arrows",
        "no word",
        "to itself",
        "too long",
        "twice in a line",
        "in two groups",
        "circle",
        "no synonyms",
        "empty",
    ],
)
def test_tells_each_problem_at_its_place(
    text: str, expected: list[tuple[str, int, str, str]]
) -> None:
    assert told(text) == expected


def test_a_circle_is_told_with_its_phrases() -> None:
    (problem,) = check("x => a\na => b\nb => a\nb => d\n").problems
    assert "a => b => a" in problem.reason


def test_tells_all_problems_at_once() -> None:
    assert [line for _, line, _, _ in told("a\nb = c\nd =\n=> e\n")] == [1, 3, 4]


def test_may_not_have_more_lines_than_fit() -> None:
    text = "".join(f"a{n} = b{n}\n" for n in range(MAX_GROUPS + 2))
    assert [it[:2] for it in told(text)] == [("error", MAX_GROUPS + 1)]


def test_survives_its_stored_form() -> None:
    synonyms = synonyms_in("a = b\nc => d = e\n")
    again = synonyms_from_json(synonyms_to_json(synonyms))
    assert again == synonyms
    assert again.groups == synonyms.groups
    assert again.one_way == synonyms.one_way


COMPUTERS = synonyms_in(
    "laptop = notebook = 笔记本电脑\n笔记本 = 本子\nipad => tablet\ntee = t-shirt\n"
)


def test_finds_whole_words_whatever_their_number() -> None:
    assert alternatives("Gaming LAPTOPS", COMPUTERS) == {"LAPTOPS": ("notebook", "笔记本电脑")}
    assert alternatives("laptopper", COMPUTERS) == {}


def test_finds_chinese_anywhere_and_the_longest_first() -> None:
    assert alternatives("便宜的笔记本电脑包", COMPUTERS) == {"笔记本电脑": ("laptop", "notebook")}
    assert alternatives("红色笔记本", COMPUTERS) == {"笔记本": ("本子",)}


def test_one_way_synonyms_lead_one_way() -> None:
    assert alternatives("ipad", COMPUTERS) == {"ipad": ("tablet",)}
    assert alternatives("tablet", COMPUTERS) == {}


def test_joins_what_several_lines_say_of_a_phrase() -> None:
    synonyms = synonyms_in("a = b\na = c\na => d\n")
    assert alternatives("a", synonyms) == {"a": ("b", "c", "d")}


def test_spans_are_those_of_the_query() -> None:
    query = "cheap T Shirts, 笔记本"
    uses = find_synonyms(query, COMPUTERS)
    assert [query[use.start : use.end] for use in uses] == ["T Shirts", "笔记本"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet="ab=>,#\n ，笔", max_size=60).map(str.encode))
def test_any_bytes_give_synonyms_or_problems(content: bytes) -> None:
    checked = check_synonyms_file(content)
    lines = content.count(b"\n") + content.count(b"\r") + 1
    assert all(1 <= problem.line <= lines for problem in checked.problems)
    assert (checked.content is None) == (checked.errors > 0)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_query_has_sound_spans(query: str) -> None:
    for use in find_synonyms(query + " laptops", COMPUTERS):
        assert (query + " laptops")[use.start : use.end] == use.phrase
        assert use.alternatives
