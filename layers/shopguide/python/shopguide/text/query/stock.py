"""What can be had now: "in stock", 有货, 现货."""

import re

from shopguide.domain.query import ConstraintKind
from shopguide.text.late_pattern import LatePattern
from shopguide.text.query.finding import Finding

IN_STOCK = "in_stock"

_GONE = r"(?:out[ -]of[ -]stock|sold[ -]out|unavailable|back[ -]?order(?:ed|s)?|pre[ -]?orders?)"
_NOT = (
    r"(?:not|no|nothing|exclud(?:e|ing)|without|hide|skip|except|never|isn't|aren't|don't "
    r"(?:show|want)"
    r"(?: me)?)"
)
_PATTERN = LatePattern(
    rf"\b{_NOT} {_GONE}\b(?: items?| products?)?"
    r"|\b(?:(?:must be |that(?:'s| is| are) |which (?:is|are) |is |are |currently |only )"
    r"{0,2}(?:in[ -]stock|available (?:right )?(?:now|today|immediately|to ship|for (?:immediate "
    r")?delivery)|"
    r"available(?= ?(?:$|[,.?!;]))|ready to ship|ships? (?:now|today|immediately)|in-store now|"
    r"immediately available|currently available)(?: (?:only|now|items?))?)(?![a-z])"
    r"|(?:有没有现?货|(?:只要|只看|仅看|要|必须|还|目前|现在)?(?:有现货|有货|现货|有库存|"
    r"库存充足|能马上发货|"
    r"马上能?发货|可以?立即发货|立即发货|当天发货|当日发货|"
    r"现在能买到?|现在就能买到?)(?:的|速发|秒发|吗|商品)?)"
    r"|(?:不要|别要?|排除|去掉|除了|过滤掉?|不看|不想要)(?:缺货|无货|没货|断货|售罄|预售|预订|"
    r"没有货)(?:的|商品)?"
)
_MENTION = re.compile("stock|avail|ship|in-store|货|库存|买到|预售|预订|售罄")
_OPPOSITE = LatePattern(r"(?:not |n't |没|无|不)$")


def find_stock(folded: str) -> list[Finding]:
    """Where a folded query asks for what is in stock."""
    if _MENTION.search(folded) is None:
        return []
    return [
        Finding(match.start(), match.end(), ConstraintKind.AVAILABILITY, (IN_STOCK,))
        for match in _PATTERN.finditer(folded)
        if not _OPPOSITE.search(folded, max(0, match.start() - 4), match.start())
    ]
