"""Ratings: "4 stars and up", 评分4.5以上, "best rated"."""

import re

from shopguide.domain.query import ChipMode, ConstraintKind
from shopguide.text.late_pattern import LatePattern
from shopguide.text.query.finding import Finding

RATED_WELL = 4.0
"""What "highly rated" means, out of five, where no number is said."""

_BEST = 5.0
_SCORE = r"(?P<{0}>[1-5](?:\.\d)?|(?:one|two|three|four|five)(?: and a half)?|[一二三四五两])"
_AND_UP = (
    r"(?:(?: ?\+| ?(?:and|or|&) ?(?:up|above|more|higher|over|better)(?:wards?)?| ?plus|"
    r" ?(?:及|或|含)?(?:以上|之上|起))(?![a-z]))"
)
_AT_LEAST = (
    r"(?:at least|minimum(?: of)?|min\.?|over|above|more than|higher than|better than|not below|"
    r"not under|no less than|from|>=?|≥|with|a|of|is)"
)
_RATED = r"(?:ratings?|rated|reviews?|scores?|stars?|customer ratings?|review scores?)"
_PATTERN = LatePattern(
    rf"(?:(?:{_RATED} ?(?:of|is|:)? ?)?{_AT_LEAST} (?:an? )?)?(?:{_RATED} )?(?<![\d.])"
    rf"{_SCORE.format('stars')}(?P<up1>\+)?[ -]?(?:out of (?:5|five) )?stars?(?![a-z])"
    rf"(?: (?:ratings?|rated|reviews?|products?))?(?P<up2>{_AND_UP})?"
    rf"(?! ?(?:hotel|wars|trek|energy|notebook|led))"
    rf"|\b{_RATED}(?: (?:of|is))?(?: ?:)?(?: ?{_AT_LEAST}){{1,2}} "
    rf"?(?<![\d.]){_SCORE.format('rated')}"
    rf"(?![\d.]*\d|[a-z%])(?: stars?)?(?P<up3>{_AND_UP})?"
    rf"|(?<![\d.])(?:{_SCORE.format('plus')}\+|(?P<decimal>[1-4]\.\d)) (?:ratings?|rated)\b"
    rf"|\b{_RATED} ?{_SCORE.format('rated_up')}(?P<up4>{_AND_UP})"
    rf"|(?:评分|评价|得分|星级|用户评分|口碑|评级|打分)(?:在|要|是|达到|不低于|高于|大于|超过|"
    rf"至少|≥|>=?|[: ]){{0,3}}"
    rf"{_SCORE.format('score')}(?![\d.]*\d) ?[分星]?(?P<up5>(?:及|或|含)?(?:以上|之上|起)|\+)?"
    rf"|(?<![\d.]){_SCORE.format('zh_stars')} ?(?:颗?星|分)(?:级?(?P<up6>(?:及|或|含)?(?:以上|"
    rf"之上|起)|\+|好评))(?:的?(?:评分|评价|好评))?"
    rf"|(?P<full>满分|五星(?:好评|级?评价))"
    rf"|(?P<well>\b(?:highly|well|good|great|high|better|positively)[ -]?"
    rf"(?:rated|reviewed|ratings?|reviews?)\b(?! first)|\bwith (?:good|great|high|excellent|"
    rf"positive) (?:ratings?|"
    rf"reviews?|feedback)\b|(?:评价|口碑|评分|反馈|用户评价)(?:比较|很|非常|特别|超级?)?(?:好|高|"
    rf"不错)(?:的(?!最))?|"
    rf"高(?:评分|口碑|好评)|好评(?:多|如潮|率高)?(?!最|排|优先|返)的?)"
)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_WORDS |= {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_MENTION = re.compile(r"star|rat|review|feedback|评|星|分|口碑|好")


def find_ratings(folded: str) -> list[Finding]:
    """The ratings that a folded query asks for, as the lowest that will do.

    A number of stars alone is the lowest as well. Words without a number prefer products rated
    `RATED_WELL` or better.
    """
    if not _MENTION.search(folded):
        return []
    return [_finding(match) for match in _PATTERN.finditer(folded)]


def _finding(match: re.Match[str]) -> Finding:
    start, end = match.span()
    if match["well"]:
        kind = ConstraintKind.RATING
        return Finding(start, end, kind, at_least=RATED_WELL, mode=ChipMode.PREFER, leaves=True)
    if match["full"]:
        return Finding(start, end, ConstraintKind.RATING, at_least=_BEST)
    names = ("stars", "plus", "decimal", "rated", "rated_up", "score", "zh_stars")
    said = next(match[name] for name in names if match[name])
    return Finding(start, end, ConstraintKind.RATING, at_least=_value(said))


def _value(said: str) -> float:
    if said[0].isdigit():
        return float(said)
    return _WORDS[said.partition(" ")[0]] + (0.5 if said.endswith("half") else 0.0)
