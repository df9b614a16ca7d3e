"""The terms of a text: what queries and products are matched by, word for word.

One tokeniser for both sides, so that a term means the same in a query, in a product's sparse
vector, in the field that filters ask and in highlights:

- a word of the Latin script is its stem, of other scripts the word itself;
- a compound or model code gives the whole without its separators, and its parts: "WH-1000XM5" is
  ``wh1000xm5``, ``wh``, ``1000xm5``, ``1000``, ``xm`` and ``5``;
- a number with a unit gives one term that is equal in both languages, beside the number and the
  unit as they stand: "40小时" and "40 hours" share ``40hour``; so do "42码" and "size 42";
- a run of Chinese gives its characters and all pairs of neighbours, because no dictionary would
  know a shop's words; traditional characters count as simplified ones.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np

from shopguide.domain.indexed import SparseVector
from shopguide.text.language import HAN
from shopguide.text.normalise import fold
from shopguide.text.quantities import UNITS
from shopguide.text.simplified import simplify
from shopguide.text.stems import stem_word

_STOP_WORDS = frozenset(
    "a an the and or for of in on at to by from with without is are be it its this that my me i "
    "you your some any want need looking buy please".split()
)
_WORD = rf"[^\W_{HAN}]+"
_JOINT = r"[-./'+&\u2019\u2010-\u2013]"
_TOKEN = re.compile(rf"[{HAN}]+|{_WORD}(?:(?:{_JOINT}|(?<=\d),(?=\d)){_WORD})*")
_SEPARATOR = re.compile(f"{_JOINT}|,")
_RUN = re.compile(r"\d+|\D+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MEASURE = re.compile(r"(\d+(?:[.,]\d+)*)-?([^\W\d]+)")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_UNIT_AFTER = re.compile(rf"[ -]?([a-z]+|[{HAN}]{{1,3}})|[\"\u2033%°]")
_SIZE_NAME = re.compile(r"(?:[2-9]?x*[sml]|[2-9]?x+l|\d{1,3})")
_SIZE_UNIT = "size"
_UNIT_NAMES = {**UNITS, "码": _SIZE_UNIT, "\u2033": "inch"}
_CACHED_CODES = 4_000


@lru_cache(maxsize=2_000)
def query_terms(text: str) -> tuple[str, ...]:
    """The terms of a query, each once, in order; function words only where nothing else is left."""
    terms = tuple(dict.fromkeys(text_terms(fold(text))))
    return tuple(term for term in terms if term not in _STOP_WORDS) or terms


def text_terms(folded: str) -> list[str]:
    """All terms of a text that `normalise.fold` has made, in order, with repetitions."""
    terms: list[str] = []
    for _, _, those in token_terms(folded):
        terms += those
    return terms


def token_terms(folded: str) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Start, end and terms of every token of a folded text."""
    folded = simplify(folded)
    for match in _TOKEN.finditer(folded):
        start, end = match.span()
        token = match[0]
        if token.isalpha():
            if is_han(token):
                yield start, end, _han_terms(token)
            elif token == _SIZE_UNIT:
                yield start, end, _size_terms(folded, end)
            elif folded.startswith("码", end):
                yield start, end, (token, token + _SIZE_UNIT)
            else:
                yield start, end, (stem_word(token),)
        else:
            yield start, end, _number_terms(folded, token, end) or _code_terms(token)


def term_id(term: str) -> int:
    """The dimension of a term in sparse vectors: CRC-32 of its UTF-8 form.

    It is the same on every machine and needs no vocabulary. Two of *n* terms share a dimension with
    a chance of about n²/2³³ — some 10 pairs among 300,000 — and count as one term then: a product
    may be found by the other word, ranked by its weight, which the dense branch corrects.
    """
    return zlib.crc32(term.encode())


def query_vector(terms: Iterable[str], weights: Mapping[str, float] | None = None) -> SparseVector:
    """The sparse vector of a query; the engine multiplies each weight by the term's rarity.

    Args:
        terms: Of `query_terms`, and of synonyms.
        weights: Of single terms, 1 for the others.
    """
    if weights is None:
        return sparse_vector({term_id(term): 1.0 for term in terms})
    return sparse_vector({term_id(term): weights.get(term, 1.0) for term in terms})


def sparse_vector(values: Mapping[int, float]) -> SparseVector:
    """A sparse vector of weights by dimension."""
    return SparseVector(
        np.fromiter(values.keys(), np.uint32, len(values)),
        np.fromiter(values.values(), np.float32, len(values)),
    )


def matchable(terms: Iterable[str]) -> list[str]:
    """The terms without the Chinese characters that pairs among them hold: what filters ask for."""
    distinct = list(dict.fromkeys(terms))
    covered = set("".join(term for term in distinct if len(term) == 2 and is_han(term)))
    return [term for term in distinct if term not in covered]


def is_han(token: str) -> bool:
    """Whether a token is a run of Chinese characters."""
    return "\u3400" <= token[0] <= "\u9fff"


@lru_cache(maxsize=_CACHED_CODES)
def _code_terms(token: str) -> tuple[str, ...]:
    """Terms of a compound, a code or a number with its unit."""
    measure = _MEASURE.fullmatch(token)
    if measure and measure[2] in _UNIT_NAMES:
        number = _plain_number(measure[1])
        return (number + _UNIT_NAMES[measure[2]], number, stem_word(measure[2]))
    parts = _SEPARATOR.split(token)
    if parts[-1] == "s" and len(parts) == 2 and token[-2] in "'\u2019":
        return (stem_word(parts[0]),)
    whole = "".join(parts)
    terms = [stem_word(whole) if whole.isalpha() else whole]
    if len(parts) > 1:
        terms.extend(map(stem_word, parts))
    for part in parts:
        runs = _RUN.findall(part)
        if len(runs) > 1:
            terms += (stem_word(run) for run in runs if len(run) > 1 or run.isdigit())
    return tuple(dict.fromkeys(terms))


def _number_terms(folded: str, token: str, end: int) -> tuple[str, ...]:
    """Terms of a token that is a number, with the unit behind it; none where it is something else.

    The unit itself is left to be a token of its own.
    """
    if not _NUMBER.fullmatch(token):
        return ()
    number = _plain_number(token)
    after = _UNIT_AFTER.match(folded, end)
    unit = _unit_in(after[1] or after[0]) if after else None
    return (number,) if unit is None else (number + unit, number)


def _unit_in(text: str) -> str | None:
    """The unit that a Latin word is, or that a few Chinese characters begin with."""
    unit = _UNIT_NAMES.get(text)
    while unit is None and len(text) > 1 and not text.isascii():
        text = text[:-1]
        unit = _UNIT_NAMES.get(text)
    return unit


def _size_terms(folded: str, end: int) -> tuple[str, ...]:
    size = _SIZE_NAME.match(folded, end + 1)
    return (_SIZE_UNIT,) if size is None else (_SIZE_UNIT, size[0] + _SIZE_UNIT)


def _plain_number(digits: str) -> str:
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    whole, point, fraction = digits.partition(".")
    return digits if not point or "." in fraction else f"{whole}.{fraction}".rstrip("0").rstrip(".")


def _han_terms(run: str) -> tuple[str, ...]:
    return (*run, *(run[n : n + 2] for n in range(len(run) - 1)))
