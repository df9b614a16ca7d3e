"""What a catalogue calls its products, found in its titles alone.

A run of words (or of Chinese characters) is a phrase where it stands in several titles with
different neighbours on both sides: 牙耳 is always inside 蓝牙耳机, so it is none (accessor variety;
Feng et al. 2004, https://aclanthology.org/J04-1004). Phrases that titles of many brands share say
what a product is ("toner cartridge"); those of one brand alone name its line ("laserjet").
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shopguide.text.language import HAN
from shopguide.text.normalise import fold
from shopguide.text.quantities import find_quantities

MIN_TITLES = 3
MIN_NEIGHBOURS = 3
MIN_BRANDS = 3
"""A phrase under fewer brands may be the name of a line; under one it is taken for that."""

MAX_TITLES = 20_000
"""Titles that are looked at; more of them say nothing new, and each costs memory for its runs."""

MIN_COHESION = 8
"""How many times more often than by chance the parts of a Chinese phrase meet."""

_MAX_WORDS = 3
_MAX_HAN = 6
_MIN_HAN = 2
_TOKEN = re.compile(rf"[{HAN}]|[a-z0-9][a-z0-9.+&'-]*|[^\s{HAN}a-z0-9]+")
_WORD = re.compile(r"[a-z][a-z&'-]+")
_STOP_WORDS = frozenset(
    "a an and as at by for from in into is it its new not of off on or original out pc pcs piece "
    "plus pro set size the this to up upto with without x".split()
)
_HYPE = frozenset(
    "新品 新款 正版 正品 现货 包邮 同款 旗舰店 直供 直销 定制 定做 专用 适用 系列 官方 特价 "
    "促销 热卖 爆款 高档 网红 全新 原装 进口 国产 厂家 批发 神器 抖音 推荐 升级 优质 高端 豪华 "
    "通用 清仓".split()
)
"""What sellers say of anything."""

_QUANTITY = "0"
_HAN = re.compile(rf"[{HAN}]")

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a title: where it stands among the title's tokens, and what it is."""

    text: str
    start: int
    end: int
    kind: Literal["kind", "line"]


class TitlePhrases:
    """The phrases of a catalogue, to be found in any title.

    Args:
        titles: Pairs of brand (may be empty) and title; at most `MAX_TITLES` are looked at.
        modifiers: Folded values of attributes and how many products have each, e.g. ``black``. A
            word that is more often a value than it stands in titles is no name of a product.
    """

    def __init__(
        self, titles: Sequence[tuple[str, str]], modifiers: Mapping[str, int] | None = None
    ) -> None:
        taken = titles[:: max(1, -(-len(titles) // MAX_TITLES))]
        counts = _count_runs(title for _, title in taken)
        share = len(taken) / max(1, len(titles))
        self._modifiers = frozenset(
            value
            for value, count in (modifiers or {}).items()
            if 2 * count * share >= counts.get(_run_of(value), 0)
        )
        self._brands = frozenset(
            word for brand, _ in titles if brand for word in (fold(brand), fold(brand).split()[0])
        )
        frequent = frozenset(run for run, count in counts.items() if _is_cohesive(run, counts))
        self._kinds, self._lines = self._sorted_out(taken, frequent)

    def of(self, title: str) -> list[Phrase]:
        """Phrases of a title that do not overlap, the longest taken first, in its own order."""
        tokens = _tokens(title)
        found: list[Phrase] = []
        for start, run in sorted(_runs(tokens), key=lambda place: -len(place[1])):
            end = start + len(run)
            known = run in self._kinds or run in self._lines
            if known and all(end <= other.start or start >= other.end for other in found):
                kind: Literal["kind", "line"] = "kind" if run in self._kinds else "line"
                found.append(Phrase(_text(run), start, end, kind))
        return sorted(found, key=lambda phrase: phrase.start)

    def _sorted_out(
        self, titles: Sequence[tuple[str, str]], frequent: frozenset[Run]
    ) -> tuple[frozenset[Run], frozenset[Run]]:
        before, after = defaultdict(set), defaultdict(set)
        brands: defaultdict[Run, set[str]] = defaultdict(set)
        for number, (brand, title) in enumerate(titles):
            tokens = _tokens(title)
            padded = _bordered(tokens, fold(brand).split(), number)
            for start, run in _runs(tokens):
                if run in frequent:
                    _add(before[run], padded[start])
                    _add(after[run], padded[start + len(run) + 1])
                    _add(brands[run], fold(brand) or "".join(tokens[:2]))
        words = {
            run
            for run in frequent
            if min(len(before[run]), len(after[run])) >= MIN_NEIGHBOURS and self._may_name(run)
        }
        heads = _heads(frequent)
        kinds = {run for run in words if len(brands[run]) >= MIN_BRANDS and _ends_in(run, heads)}
        lines = {run for run in words if len(brands[run]) == 1 and _may_be_line(run, heads)}
        return frozenset(kinds), frozenset(lines)

    def _may_name(self, run: Run) -> bool:
        text = _text(run)
        if text in self._modifiers or run[0] in self._brands or run[-1] in self._brands:
            return False
        return _HAN.match(run[0]) is not None or self._modifiers.isdisjoint((run[0], run[-1]))


def _bordered(tokens: Sequence[str], brand: Sequence[str], number: int) -> list[str]:
    """The tokens between the edges of the title; edges, quantities and the brand end any phrase.

    As neighbours they count as different in each title.
    """
    borders = {_QUANTITY, *brand}
    inner = [f"{token} {number}" if token in borders else token for token in tokens]
    return [f"^ {number}", *inner, f"$ {number}"]


def _heads(frequent: frozenset[Run]) -> frozenset[str]:
    """English words that end several phrases ("power cable", "vga cable"): names of things."""
    counts = Counter(run[-1] for run in frequent if len(run) == 2)
    starts = Counter(run[0] for run in frequent if len(run) == 2)
    return frozenset(word for word, count in counts.items() if count >= max(2, starts[word] / 2))


def _ends_in(run: Run, heads: frozenset[str]) -> bool:
    return _HAN.match(run[0]) is not None or run[-1] in heads


def _may_be_line(run: Run, heads: frozenset[str]) -> bool:
    return len(run) == 1 and run[0] not in heads and not _HAN.match(run[0])


def _is_cohesive(run: Run, counts: Mapping[Run, int]) -> bool:
    """Whether it is frequent and, of Chinese characters, more than a chance meeting of its parts.

    However it is cut in two, the parts either meet far more often than by chance (pointwise mutual
    information), or at least one half of the time that they stand anywhere.
    """
    count = counts[run]
    if not run or count < MIN_TITLES:
        return False
    if not _HAN.match(run[0]):
        return True
    if len(run) < _MIN_HAN:
        return False
    parts = [(counts[run[:cut]], counts[run[cut:]]) for cut in range(1, len(run))]
    return all(
        count * counts[()] >= MIN_COHESION * left * right or 2 * count >= max(left, right)
        for left, right in parts
    )


def _add(seen: set[str], value: str) -> None:
    if len(seen) < MIN_NEIGHBOURS:
        seen.add(value)


def _count_runs(titles: Iterable[str]) -> Counter[Run]:
    """In how many titles each run stands; the empty run stands for all of them."""
    counts: Counter[Run] = Counter()
    for title in titles:
        counts.update({run for _, run in _runs(_tokens(title))})
        counts[()] += 1
    return counts


def _tokens(title: str) -> list[str]:
    """Words and single Chinese characters; a quantity is one token that belongs to no phrase."""
    folded = fold(title)
    tokens: list[str] = []
    position = 0
    for start, end, _ in find_quantities(folded):
        tokens += _TOKEN.findall(folded[position:start])
        tokens.append(_QUANTITY)
        position = end
    return tokens + _TOKEN.findall(folded[position:])


def _runs(tokens: Sequence[str]) -> Iterator[tuple[int, Run]]:
    """Every run that could be (part of) a phrase, with its start: Chinese characters, or words."""
    for start, token in enumerate(tokens):
        is_han = bool(_HAN.match(token))
        fits = _HAN.match if is_han else _WORD.fullmatch
        longest = _MAX_HAN if is_han else _MAX_WORDS
        for end in range(start + 1, min(start + longest, len(tokens)) + 1):
            if not fits(tokens[end - 1]):
                break
            run = tuple(tokens[start:end])
            if not (run[0] in _STOP_WORDS or run[-1] in _STOP_WORDS or _text(run) in _HYPE):
                yield start, run


def _run_of(value: str) -> Run:
    return tuple(_TOKEN.findall(value))


def _text(run: Run) -> str:
    return ("" if _HAN.match(run[0]) else " ").join(run)
