import html
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.text.html_text import plain_lines, plain_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Great sound</p><p>40 h battery</p>", "Great sound. 40 h battery"),
        ("<ul><li>Bluetooth 5.0<li>USB-C!</ul>Black", "Bluetooth 5.0. USB-C! Black"),
        ("<p>防水</p><p>红色</p>", "防水。红色"),
        ("one line<br>goes on<BR/>Next one", "one line goes on. Next one"),
        ("<b>W</b>ater is H<sub>2</sub>O", "Water is H2O"),
        ("Tom &amp; Jerry&#39;s &lt;3", "Tom & Jerry's <3"),
        ("&lt;p&gt;Escaped&lt;/p&gt;", "Escaped"),
        ("&amp;lt;p&amp;gt;Twice &amp;amp; more&amp;lt;/p&amp;gt;", "Twice & more"),
        ("<script>if (a < b) alert('<p>')</script>kept<style>p{}</style>", "kept"),
        ("a<!-- hidden -->b <!-- never closed", "a b"),
        ("<![CDATA[<p>inside</p>]]>", "inside"),
        ('<img alt="a > b" src=x>behind', "behind"),
        ("<P CLASS='x'>two\nlines</P>", "two lines"),
        ("<ul>\n <li>Washable \n </li>\n <li>Dry flat\n</li></ul>", "Washable. Dry flat"),
        ("cut off <a href='https://shop.exam", "cut off"),
        ("<span style=color:red>unquoted</span>", "unquoted"),
        ("Word's <o:p></o:p>own", "Word's own"),
    ],
)
def test_leaves_what_a_reader_would_see(text: str, expected: str) -> None:
    assert " ".join(plain_text(text).split()) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a < b",
        "5 < 6 > 4",
        "I <3 it",
        "i<b and c>d",
        "for <brand> only",
        "H&M, AT&T, R&D; Q&A",
        "?page=1&copy=2&lt=3",
        "Brand: x\nColour: red",
        "",
    ],
)
def test_leaves_alone_what_only_looks_like_markup(text: str) -> None:
    assert plain_text(text) == text


def test_paragraphs_of_an_article_stay_apart() -> None:
    article = "<h1>Care</h1>\n<p>Wash\ncold.</p><ul><li>Dry flat</li></ul>"
    assert plain_lines(article).split("\n") == ["Care", "Wash cold.", "Dry flat"]
    assert plain_lines("First.\n\nSecond.") == "First.\n\nSecond."
    assert plain_lines("<p>Wash\n</p>\n\n<p>Dry\n</p>").split("\n") == ["Wash", "Dry"]


words = st.sampled_from("Tom & <3 a<b 5>4 café 防水 50% C&A it's i<b".split())


@given(st.lists(st.lists(words, min_size=1).map(" ".join), min_size=1), st.integers(1, 2))
def test_what_was_escaped_comes_back_however_often_it_was(lines: list[str], times: int) -> None:
    markup = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    for _ in range(times - 1):
        markup = html.escape(markup)
    assert plain_lines(markup).split("\n") == lines


@given(st.text(alphabet="<>/=\"'!-&;lgtampbr \n[]x", max_size=200))
def test_reads_anything_and_adds_nothing_but_ends_of_sentences(text: str) -> None:
    letters = sum(map(str.isalpha, plain_text(text)))
    assert letters <= sum(map(str.isalpha, text))


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<!--",
        "<script>",
        '<a x="',
        "<a =",
        "<a x='\"",
        "&lt;",
        "<",
        "a=b=",
        "<p>",
        " ",
        "\xa0",
    ],
)
def test_a_field_of_a_hundred_thousand_characters_is_read_in_no_time(piece: str) -> None:
    began = time.process_time()
    plain_text("<p " + piece * (100_000 // len(piece)))
    plain_text("<br>a" + piece * (100_000 // len(piece)) + "b")
    assert time.process_time() - began < 2
