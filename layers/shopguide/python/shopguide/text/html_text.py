"""Text without its HTML, however broken: tags, comments, scripts and entities.

Only what is markup beyond doubt is taken for it: "a < b", "5 < 6 > 4" and "<3" stay. The patterns
never go back over what they have read, so that no field, however wild, can hold up an import.
"""

import html
import re
from itertools import pairwise

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp small"
    " span strike strong sub sup tt u var wbr".split()
)
_BLOCK = frozenset(
    "address article aside blockquote body br caption center dd details dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol"
    " option p pre section select summary table tbody tfoot thead title tr ul".split()
)
_OTHER = frozenset(
    "area audio base button canvas col colgroup embed iframe img input link map meta noscript"
    " object param picture source svg path td template textarea th time track video".split()
)
_NAMES = "|".join(sorted(_INLINE | _BLOCK | _OTHER, key=lambda name: (-len(name), name)))
_ATTRIBUTES = r"(?>[^<>=\"']*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^<>\"'\s]*+))++[^<>]*+"
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<unseen>script|style)\b[^<>]*>.*?(?:</(?P=unseen)\s*>|\Z)"
    r"|<!doctype[^<>]*>|<\?xml[^<>]*>|<!\[(?:cdata\[|[^<>\]]*\]>)|\]\]>"
    rf"|</?(?P<name>{_NAMES}|[a-z]\w*:\w+)(?:\s*/?>|\s+[a-z-]+\s*/?>|\s{_ATTRIBUTES}>)"
    rf"|<(?:{_NAMES})\s+[\w:-]+=[^<>]*(?=<|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_MAX_ESCAPES = 3
_BREAK = "\v"
_LINE_ENDS = re.compile(r"(?<![ \t\xa0])[ \t\xa0]*+[\r\n]+[^\S\v]*+")
_OPEN_END = re.compile(r"[^\W_][\"'”’)\]）】」]*\Z")
_HAN_END = re.compile(r"[\u3400-\u9fff][^\w\s]*\Z")


def plain_lines(text: str) -> str:
    """The text without markup; paragraphs, list items and table rows are lines of their own.

    Text without markup comes back as it is. Markup may be escaped, even twice.
    """
    for _ in range(_MAX_ESCAPES):
        if "<" in text:
            text = _without_tags(text)
        if "&" not in text:
            break
        unescaped = _ENTITY.sub(_unescape, text)
        if unescaped == text:
            break
        text = unescaped
    return text


def plain_text(text: str) -> str:
    """The text without markup; each paragraph, list item or table row is a sentence.

    Text without markup comes back as it is.
    """
    if "<" not in text and "&" not in text:
        return text
    lines = plain_lines(text)
    return text if lines == text else _joined(_LINE_ENDS.split(lines.strip()))


def _without_tags(text: str) -> str:
    plain = _MARKUP.sub(_stand_in, text)
    if _BREAK not in plain:
        return plain
    return _LINE_ENDS.sub("\n", _LINE_ENDS.sub(" ", plain).replace(_BREAK, "\n")).strip()


def _stand_in(match: re.Match[str]) -> str:
    """What a browser shows in a tag's place: nothing, a space, or a new line."""
    name = (match["name"] or "").casefold()
    if name in _INLINE:
        return ""
    return _BREAK if name in _BLOCK else " "


def _unescape(entity: re.Match[str]) -> str:
    character = html.unescape(entity[0])
    return "" if character == "\xad" else character


def _joined(lines: list[str]) -> str:
    """Lines as one; one that ends without a mark gets a full stop, unless its sentence goes on."""
    pieces = lines[:1]
    for before, line in pairwise(lines):
        mark = " "
        if _OPEN_END.search(before) and not line[:1].islower():
            mark = "。" if _HAN_END.search(before) else ". "
        pieces += (mark, line)
    return "".join(pieces)
