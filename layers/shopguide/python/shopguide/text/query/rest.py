"""What is left of a query to search by, when its constraints have been taken out."""

import re
from collections.abc import Iterable, Sequence

from shopguide.domain.query import ChipMode, ConstraintKind
from shopguide.text.query.finding import Finding

_EDGES = " \t,.;:!?、。,;/|-"
_LOOSE_ENDS = re.compile(
    r"^(?:(?:and|or|but|for|with|in|by|of|at|from|that'?s?|is|are|to|the|a|an)(?= |$)|"
    r"[的和或但且,.;:!?、。/|&-])+ *"
    r"|(?:(?:^|(?<= ))(?:and|or|but|for|with|in|by|of|at|from|that'?s?|is|are|to|the|a|an)|"
    r"[的和或但且,;:、。/|&-]| )+$"
)


def rest_of(cleaned: str, found: Sequence[Finding], off: frozenset[str]) -> str:
    """The words to search by, those of switched-off findings among them.

    Where nothing else is left, a brand's name is; where there is none either, nothing.
    """
    kept = [False] * len(cleaned)
    for each in found:
        if stays(each, off):
            kept[each.start : each.end] = [True] * (each.end - each.start)
    gone = [each for each in found if not stays(each, off)]
    if text := _tidy(without_spans(cleaned, gone, kept)):
        return text
    brands = [each for each in found if each.kind is ConstraintKind.BRAND and not each.negated]
    if brands:
        return cleaned[brands[0].start : brands[0].end]
    constraints = any(each.kind or each.is_sort for each in gone)
    return "" if constraints else cleaned


def stays(finding: Finding, off: frozenset[str]) -> bool:
    """Whether a finding's words are searched by."""
    if finding.filler:
        return False
    preferred = finding.mode is ChipMode.PREFER and not finding.is_sort
    return finding.id in off or (preferred and not finding.leaves)


def without_spans(text: str, findings: Iterable[Finding], kept: Sequence[bool] = ()) -> str:
    """The text with spaces for every finding, except for characters that are kept."""
    characters = list(text)
    for each in findings:
        for place in range(each.start, each.end):
            if not (kept and kept[place]):
                characters[place] = " "
    return "".join(characters)


def _tidy(text: str) -> str:
    text = " ".join(text.split()).strip(_EDGES)
    return _LOOSE_ENDS.sub("", text).strip(_EDGES)
