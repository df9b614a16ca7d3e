"""Several values of one kind that a query leaves open: "red or blue", 耐克和阿迪达斯."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shopguide.domain.query import ChipMode, ConstraintKind
from shopguide.text.query.finding import Finding

_LINK = re.compile(r" ?(?:,|/|、|&| or | and |和|或者?|跟|与|及) ?")
_MERGED = frozenset(
    {ConstraintKind.BRAND, ConstraintKind.COLOUR, ConstraintKind.SIZE, ConstraintKind.GENDER}
)


def with_alternatives(folded: str, findings: Sequence[Finding]) -> list[Finding]:
    """Neighbours of one kind that "or", "and" or a comma joins, as one with any of the values."""
    joined: list[Finding] = []
    for each in findings:
        last = joined[-1] if joined else None
        if last and _are_alternatives(folded, last, each):
            values = tuple(dict.fromkeys((*last.values, *each.values)))
            modes = {last.mode, each.mode}
            mode = ChipMode.FILTER if ChipMode.FILTER in modes else ChipMode.PREFER
            joined[-1] = replace(last, end=each.end, values=values, mode=mode)
        else:
            joined.append(each)
    return joined


def _are_alternatives(folded: str, first: Finding, last: Finding) -> bool:
    if first.kind is not last.kind or first.kind not in _MERGED or first.negated or last.negated:
        return False
    return bool(_LINK.fullmatch(folded, first.end, last.start))
