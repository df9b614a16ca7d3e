"""What came out lately, or in a year: "new", 新款, 2024年新款."""

import re

from shopguide.domain.query import ChipMode, ConstraintKind
from shopguide.text.late_pattern import LatePattern
from shopguide.text.query.finding import Finding

NEW = "new"

_YEAR = r"(?:20[0-3]\d)"
_NOT_NEW = (
    r"balance|york|era\b|zealand|mexico|england|world|testament|jersey|orleans|born|look\b|wave|"
    r"moon|"
    r"mom|mum|dad|bab(?:y|ies)|parents?|house|home|job|to\b|car smell|grad|hire|recruit|driver|"
    r"year'?s?\b|member|couple|beetle|vegas|holland|chapter|beginnings|order\b|school|"
    r"delhi|nintendo 3ds|3ds|super"
)
_PATTERN = LatePattern(
    rf"(?P<year>(?<!\d){_YEAR})(?: ?(?:年)?(?:度)?(?:的)?(?:最?新款|新品|新版|最?新上市|上市|"
    rf"发布|新出|出的|推出)的?|年?款的?|年?版本?的?"
    rf"| ?年(?:以后|之后|后)?(?:的)?(?:新款|新品)| (?:models?|editions?|releases?|versions?|"
    rf"collection|new))"
    rf"|(?:new |latest |released? in |(?:model|edition) |launched in |from |新款|"
    rf"最新)(?P<year2>{_YEAR})(?![\d年月])"
    rf"(?: (?:models?|editions?|releases?|versions?))?"
    rf"|(?P<new>(?<!brand )(?<!like )(?<!as )(?<!papa )\bnew(?:ly)?[ -](?:arrivals?|in\b|"
    rf"releases?d?|models?|editions?|"
    rf"versions?|launch(?:es|ed)?|generation|gen\b|products?|items?|collection|season)|"
    rf"(?<!brand[ -])(?<!like[ -])(?<!like-)(?<!as )(?<!good as )(?<!happy )\bnew\b(?![ "
    rf"-]?(?:{_NOT_NEW}))(?!['-])|"
    rf"\b(?:just|recently|newly) (?:released|launched|arrived|came out|out|in)\b|\bthis (?:year|"
    rf"season)'?s(?: new)? ?(?:models?|collection)?|"
    rf"(?:今年的?|当季|本季|今夏|今冬|春季|夏季|秋季|冬季|刚出的?)?(?<!最)(?:新款(?!式)|"
    rf"新品(?![种牌质])|新上市|新上架|新出(?!口|生)的?|新发布|新推出|新一代|新版(?!本)|上新|"
    rf"新到)的?|"
    rf"(?:刚刚?|最近|新近)(?:上市|发布|"
    rf"上架|推出|出)的?|"
    rf"今年(?:出|发布|上市|推出)的?)"
)
_MENTION = re.compile(r"new|latest|recent|just|this|20[0-3]\d|新|今年|刚|最近")


def find_released(folded: str) -> list[Finding]:
    """Where a folded query asks for what is new, which is preferred, or of a year: that must be."""
    if not _MENTION.search(folded):
        return []
    return [_finding(match) for match in _PATTERN.finditer(folded)]


def _finding(match: re.Match[str]) -> Finding:
    year = match["year"] or match["year2"]
    kind = ConstraintKind.RELEASED
    if year:
        return Finding(match.start(), match.end(), kind, (year,))
    return Finding(match.start(), match.end(), kind, (NEW,), mode=ChipMode.PREFER, leaves=True)
