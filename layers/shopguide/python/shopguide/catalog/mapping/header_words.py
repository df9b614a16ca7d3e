"""What a header's words say about its column."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from shopguide.catalog.mapping.header_phrases import (
    FILLERS,
    HAN_FILLERS,
    NO_AMOUNTS,
    PHRASES,
    UNLESS,
)
from shopguide.text.catalog_columns import Columns, header_word
from shopguide.text.normalise import clean_text

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BRACKETS = re.compile(r"[(\[【{<].*?[)\]】}>]|[*＊]|必填|选填|required|optional")
_LATIN = re.compile(r"[^\W_\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_MAX_CHARACTERS = 200
"""Longer headers are texts; the pattern of brackets looks for an end from each one that opens."""

_EXTRA_WORD = 0.75
_OTHER_HEAD = 0.8
_UNLESS = 0.15
_SYNONYM = 0.98
_AMOUNTS = ("price", "sale_price")
_ATTRIBUTE_PREFIXES = frozenset("attr attribute meta param spec".split())


@dataclass(frozen=True, slots=True)
class HeaderFit:
    """How well a header fits a native column, 0 to 1, and why in words."""

    score: float
    words: str


@dataclass(frozen=True, slots=True)
class HeaderWords:
    """A header taken apart: its words in Latin script, singular, and its Chinese text."""

    latin: tuple[str, ...]
    han: str


@lru_cache(maxsize=8192)
def words_of_header(header: str) -> HeaderWords:
    """``Variant SKU*`` is ``variant, sku``; what stands in brackets is a remark."""
    text = clean_text(header[:_MAX_CHARACTERS])
    core = _BRACKETS.sub(" ", text).strip() or text
    core = core.removeprefix("g:")
    latin = tuple(map(_singular, _LATIN.findall(_CAMEL.sub(" ", core).casefold())))
    return HeaderWords(latin, "".join(_HAN.findall(core)))


def header_fits(header: str, columns: Columns) -> Mapping[str, HeaderFit]:
    """How well a header fits each native column of a kind; those that it does not are left out."""
    word = header_word(header)
    synonym = word if word in columns.known else columns.synonyms.get(word)
    words = words_of_header(header)
    fits: dict[str, HeaderFit] = {}
    for native in columns.known:
        if native == synonym:
            is_ours = native == word
            said = "the header is ours" if is_ours else f"the header means {native!r}"
            fits[native] = HeaderFit(1.0 if is_ours else _SYNONYM, said)
        elif is_attribute(words) or synonym not in (None, *columns.known):
            continue  # 颜色分类 is the colour, and no category
        elif fit := _best_phrase(words, phrases_key(native, columns)):
            fits[native] = fit
    return fits


def phrases_key(native: str, columns: Columns) -> str:
    """Under which name a kind's native column stands where ids and titles of texts differ."""
    key = f"row:{native}"
    return native if columns.keeps_others or key not in PHRASES else key


def speaks_of_another(header: str, native: str) -> bool:
    """Whether a header says that its values, whatever they look like, are something else."""
    words = words_of_header(header)
    others = NO_AMOUNTS if native in _AMOUNTS else frozenset()
    return bool(others & {*words.latin, words.han}) or any(
        word in words.han for word in others if _HAN.match(word)
    )


def is_attribute(words: HeaderWords) -> bool:
    """Whether a header says that its column is one of many attributes: ``attr_t_type``."""
    return len(words.latin) > 1 and words.latin[0] in _ATTRIBUTE_PREFIXES


def _best_phrase(words: HeaderWords, native: str) -> HeaderFit | None:
    """By the phrase of the native column that explains most of the header."""
    best, score = "", 0.0
    for phrase, weight in PHRASES.get(native, {}).items():
        explained = _han_share(words.han, phrase) if _HAN.match(phrase) else _share(words, phrase)
        if weight * explained > score:
            best, score = phrase, weight * explained
    if not score:
        return None
    unless = UNLESS.get(native, frozenset()) - set(best.split())
    if any(word in unless for word in words.latin) or any(
        word in words.han for word in unless if word not in best and _HAN.match(word)
    ):
        score *= _UNLESS
    return HeaderFit(score, f"the header says {best!r}")


def _share(words: HeaderWords, phrase: str) -> float:
    """How much of a header is explained by a phrase that it has."""
    if phrase.startswith("="):
        return float(" ".join(words.latin) == phrase[1:] and not words.han)
    parts = phrase.split()
    if not set(parts) <= set(words.latin):
        return 0.0
    extra = [word for word in words.latin if word not in parts and word not in FILLERS]
    share = _EXTRA_WORD ** len(extra)
    if words.han and not any(words.han == filler for filler in HAN_FILLERS):
        share *= _EXTRA_WORD
    return share * _OTHER_HEAD if extra and words.latin[-1] not in parts else share


def _han_share(han: str, phrase: str) -> float:
    """The same for Chinese, which has no spaces."""
    if phrase not in han:
        return 0.0
    rest = han.replace(phrase, "", 1)
    for filler in HAN_FILLERS:
        rest = rest.replace(filler, "")
    share = len(phrase) / (len(phrase) + len(rest))
    return 0.4 + 0.6 * share if han.endswith(phrase) else 0.2 + 0.8 * share


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and len(word) > 3 and word[-2] not in "su" else word
