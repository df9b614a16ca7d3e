"""Sentences of Chinese, English and mixed text."""

import re

_ABBREVIATIONS = frozenset(
    "approx apt avg ca co corp dept dia dr e.g eg est etc ft fig i.e inc incl in jr lb lbs ltd max "
    "min mr mrs ms no nos oz pcs pt qty sq sr st tel u.k u.s vol vs yd".split()
)
_CLOSERS = "\"'”’」』）)】》]"
_END = re.compile(
    rf"""
      (?P<han>[。！？；…]+[{re.escape(_CLOSERS)}]*)     # ends a sentence wherever it stands
    | (?P<mark>[!?]+[{re.escape(_CLOSERS)}]*)           # clean_text makes these of ！ and ？
    | (?P<stop>\.+[{re.escape(_CLOSERS)}]*)
    | (?P<line>[\r\n]+|\s[•·▪●]\s)
    """,
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"[A-Za-z.]+$")
_SPACE = re.compile(r"\s*")


def split_sentences(text: str) -> list[str]:
    """Sentences in order, each with the spaces that follow it: joined, they are `text` again."""
    sentences = []
    start = 0
    for end in _END.finditer(text):
        if end.start() < start or not _is_boundary(text, end):
            continue
        space = _SPACE.match(text, end.end())
        stop = space.end() if space else end.end()
        if text[start:stop].strip():
            sentences.append(text[start:stop])
            start = stop
    if start < len(text):
        sentences.append(text[start:])
    return sentences


def _is_boundary(text: str, end: re.Match[str]) -> bool:
    if end["han"] or end["line"]:
        return True
    following = text[end.end() : end.end() + 1]
    if end["mark"]:
        return not (following.isascii() and following.isalnum())  # a URL's "?page=2"
    if following and not following.isspace():
        return not following.isascii() and not end["stop"].startswith("..")
    return not _is_abbreviation(text, end)


def _is_abbreviation(text: str, end: re.Match[str]) -> bool:
    """Whether the full stop belongs to the word before it: "approx. 5 kg", "U.S. plug"."""
    following = text[end.end() :].lstrip()[:1]
    word = _LAST_WORD.search(text, max(0, end.start() - 12), end.start())
    if word is None or not following:
        return False
    folded = word[0].casefold()
    if folded in ("no", "nos", "in", "st", "max", "min", "co"):
        return following.isdigit() or (folded == "co" and following.islower())
    return folded in _ABBREVIATIONS or (len(folded) == 1 and word[0].isupper() and folded != "i")
