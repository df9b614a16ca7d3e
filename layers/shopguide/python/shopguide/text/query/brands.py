"""Brands of the catalogue that a query names, and how strictly."""

import re
from collections.abc import Sequence

from shopguide.domain.lexicon import Lexicon
from shopguide.domain.query import ChipMode, ConstraintKind
from shopguide.text.late_pattern import LatePattern
from shopguide.text.query.complements import goes_with
from shopguide.text.query.finding import Finding
from shopguide.text.query.names import NameUse
from shopguide.text.query.namesakes import means_brand

_EXPLICIT_BEFORE = LatePattern(
    r"(?:\bbrands?(?: is| of|:| :|=)? ?|\b(?:made )?by |\bmanufactured by |\bmade by |\bfrom |"
    r"\bonly |\bjust |\bmust be |"
    r"(?:品牌|牌子)(?:是|为|要|[: ])* ?|只要|只看|仅看|仅限|只买|必须是|一定要|认准|指定|限)$"
)
_EXPLICIT_AFTER = LatePattern(
    r"(?:'s)?(?: brand(?:ed|s)?\b| only\b| products?\b(?= only))|(?:这个)?(?:品牌|牌子|"
    r"牌)(?:的)?|家的|官方|旗舰店"
)
_NAMED = re.compile(
    r"(?:\bbrand ?[:=] ?(?P<latin>[a-z][\w&'.+-]{1,30}(?: [a-z][\w&'.+-]{1,30})?$|"
    r"[a-z][\w&'.+-]{1,30})"
    r"|(?:品牌|牌子) ?(?::|=|是) ?(?P<han>[\w&'.+-]{1,12}))"
)


def named_brands(
    query: str, folded: str, names: Sequence[NameUse], lexicon: Lexicon
) -> list[Finding]:
    """The brands in a folded query.

    One that the words mark as such ("by Sony", 小米牌) must be; any other one is preferred. What a
    thing is compatible with is not its brand.

    Args:
        query: The cleaned query.
        folded: The same in lower case, character for character.
        names: Of `find_names`.
        lexicon: Whose brands they are.
    """
    found = []
    for name in names:
        if name.kind is not ConstraintKind.BRAND or goes_with(folded, name.start):
            continue
        finding = _finding(folded, name)
        is_said = finding.mode is ChipMode.FILTER
        if is_said or means_brand(query, folded, name, names, lexicon):
            found.append(finding)
    return found or _unknown(folded)


def _finding(folded: str, name: NameUse) -> Finding:
    before = _EXPLICIT_BEFORE.search(folded, max(0, name.start - 24), name.start)
    after = _EXPLICIT_AFTER.match(folded, name.end)
    start = before.start() if before else name.start
    end = after.end() if after else name.end
    mode = ChipMode.FILTER if before or after else ChipMode.PREFER
    return Finding(start, end, ConstraintKind.BRAND, (name.value,), mode=mode)


def _unknown(folded: str) -> list[Finding]:
    """What "brand: x" names, though the catalogue does not have it: the shopper is told so."""
    match = _NAMED.search(folded)
    if match is None:
        return []
    value = (match["latin"] or match["han"]).strip()
    return [Finding(match.start(), match.end(), ConstraintKind.BRAND, (value,))]
