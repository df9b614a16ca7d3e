"""Categories: those that a query names, and those that its words point to."""

from collections.abc import Collection, Iterable, Sequence

from shopguide.domain.lexicon import Lexicon
from shopguide.domain.query import ChipMode, ConstraintKind
from shopguide.text.language import HAN
from shopguide.text.late_pattern import LatePattern
from shopguide.text.query.complements import goes_with, is_part
from shopguide.text.query.finding import Finding
from shopguide.text.query.names import NameUse

LEAST_CONFIDENCE = 0.2
"""Levels with less are not worth a boost."""

_MOST_LEVELS = 3
_HAN_TAIL = LatePattern(
    f"(?:$|[^{HAN}]|的|了|吗|呢|吧|呀|啊|和|或|跟|与|及|给|不|要|在|有|能|可以|适合|适用|带|送|"
    f"推荐|哪|怎|多少|除|低|"
    "高于|超|少于|最|预算|价|便宜|好|评|新|现货|以|非|男|女|儿童|大概|约|左右|贵|买|什么|一千|"
    "一百|两|三百|几|性价比|"
    "排行|排名|榜|都|啥|请|帮|想|只|且|但|无需|支持|没|别)"
)
_LATIN_TAIL = LatePattern(
    r"(?:(?<=tea) bags?\b|(?<=coffee) (?:beans?|pods?|capsules?|grounds)\b)?"
    r"(?:'s)?(?:$| ?[^\w \-&/']| (?:for|with|without|under|over|below|above|between|less|more|up|"
    r"in|on|by|"
    r"from|that|which|who|and|or|but|not|no|except|at|around|about|to|of|the|a|is|are|please|only|"
    r"excluding|cheaper|budget|max|sorted|size|sized|brand|made|available|new|latest|best|top|"
    r"rated|"
    r"like|than|as|worth|costing|priced|cost|you|first|w|i|my|any|non|u|usa|uk|deals?|sale|online|"
    r"wireless|bluetooth|waterproof|portable|cheap|gaming|small|large|big|mini|lightweight|"
    r"rechargeable|foldable|folding|adjustable|electric|automatic|smart|refurbished|used|"
    r"stainless|packs?|sets?|organic|noise|wired|curved|ultra|pro|slim|long|"
    r"short|wide)\b| ?\d| ?[$€£¥(<>~+-]"
    rf"| ?[{HAN}])"
)


def named_categories(
    folded: str, names: Iterable[NameUse], borders: Collection[int]
) -> list[Finding]:
    """The categories that a folded query names as the thing that is wanted.

    A name before another noun only describes it (the laptop of "laptop bag", the 手机 of 手机壳),
    and one after "for" or 适用 says what the thing goes with.

    Args:
        folded: The query.
        names: Of `find_names`.
        borders: Where other findings begin, or words that say nothing.
    """
    uses = [name for name in names if name.kind is ConstraintKind.CATEGORY]
    starts = {use.start for use in uses}
    return [
        Finding(use.start, use.end, ConstraintKind.CATEGORY, (use.value,), mode=ChipMode.PREFER)
        for use in uses
        if _is_head(folded, use, borders, starts) and not _is_complement(folded, use.start)
    ]


def _is_head(folded: str, use: NameUse, borders: Collection[int], categories: set[int]) -> bool:
    end = use.end
    after = end + 1 if folded[end : end + 1] == " " else end
    if after in borders:
        return True
    if not folded[end - 1].isascii():
        return end not in categories and bool(_HAN_TAIL.match(folded, end))
    if after in categories:
        return False
    return bool(_LATIN_TAIL.match(folded, end)) or _is_plural(folded[use.start : end])


def _is_plural(name: str) -> bool:
    return name.endswith("s") and not name.endswith(("ss", "us", "is"))


def _is_complement(folded: str, start: int) -> bool:
    return goes_with(folded, start) or is_part(folded, start)


def inferred_categories(terms: Sequence[str], lexicon: Lexicon) -> tuple[tuple[str, float], ...]:
    """Category levels that a query's terms point to, with a confidence from 0 to 1, best first.

    The confidence is the mean, over the terms that titles of the catalogue have, of the share of
    their products that lie in the level.
    """
    shares: dict[str, float] = {}
    known = 0
    for term in terms:
        levels = lexicon.word_categories.get(term, ())
        known += bool(levels)
        for level, share in levels:
            shares[level] = shares.get(level, 0.0) + share
    ranked = sorted(shares.items(), key=lambda each: (-each[1], each[0]))[:_MOST_LEVELS]
    return tuple(
        (level, total / known) for level, total in ranked if total / known >= LEAST_CONFIDENCE
    )
