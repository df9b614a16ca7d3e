"""A query taken apart: constraints as chips, order, spelling, synonyms, and what is left."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from shopguide.domain.lexicon import Lexicon
from shopguide.domain.merchandising import Synonyms
from shopguide.domain.query import (
    Chip,
    ChipMode,
    ConstraintKind,
    SortOrder,
    Understanding,
)
from shopguide.text.colours import find_colours
from shopguide.text.genders import find_genders
from shopguide.text.language import detect_language
from shopguide.text.merchandising.synonym_uses import find_synonyms
from shopguide.text.normalise import clean_text
from shopguide.text.query.brands import named_brands
from shopguide.text.query.categories import named_categories
from shopguide.text.query.fillers import find_fillers
from shopguide.text.query.finding import Finding, without_overlaps
from shopguide.text.query.names import find_names
from shopguide.text.query.negations import negate
from shopguide.text.query.prices import find_prices
from shopguide.text.query.ratings import find_ratings
from shopguide.text.query.released import find_released
from shopguide.text.query.sizes import find_query_sizes
from shopguide.text.query.sorts import find_sorts
from shopguide.text.query.stock import find_stock

_EDGES = " \t,.;:!?、。,;/|-"
_LINK = re.compile(r" ?(?:,|/|、|&| or | and |和|或者?|跟|与|及) ?")
_LOOSE_ENDS = re.compile(
    r"^(?:(?:and|or|but|for|with|in|by|of|at|from|that|is|are|to|the|a|an)(?= |$)|"
    r"[的和或但且,.;:!?、。/|&-])+ *"
    r"|(?:(?:^|(?<= ))(?:and|or|but|for|with|in|by|of|at|from|that|is|are|to|the|a|an)|"
    r"[的和或但且,;:、。/|&-]| )+$"
)
_MERGED = frozenset(
    {ConstraintKind.BRAND, ConstraintKind.COLOUR, ConstraintKind.SIZE, ConstraintKind.GENDER}
)
_ALWAYS_LEAVES = frozenset({ConstraintKind.RELEASED, ConstraintKind.RATING})
"""Their words say nothing that a product's text could match, filter or not."""


def understand(
    query: str, lexicon: Lexicon, synonyms: Synonyms, off: frozenset[str] = frozenset()
) -> Understanding:
    """Take a query apart, without network or model, for any text.

    Args:
        query: As the shopper wrote it; spans are in its `clean_text`.
        lexicon: The catalogue's own words.
        synonyms: The shop's.
        off: Ids of chips, or the `Understanding.sort_id`, that the shopper has switched off: their
            words are searched by instead.
    """
    cleaned = clean_text(query)
    folded = lower_in_place(cleaned)
    found = _understood(cleaned, folded, lexicon)
    chips = _distinct(_with_modes(folded, found), cleaned, off)
    sort = next((each for each in found if each.is_sort and each.id not in off), None)
    return Understanding(
        query=cleaned,
        language=detect_language(cleaned),
        chips=tuple(chips),
        sort=sort.sort if sort else SortOrder.RELEVANCE,
        sort_span=(sort.start, sort.end) if sort else None,
        rest=_rest(cleaned, _with_modes(folded, found), off),
        synonyms=find_synonyms(folded, synonyms),
    )


def lower_in_place(cleaned: str) -> str:
    """The text in lower case with plain apostrophes, character for character."""
    lower = cleaned.lower()
    if len(lower) != len(cleaned):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in cleaned)
    return lower.replace("\u2019", "'")


def _understood(cleaned: str, folded: str, lexicon: Lexicon) -> list[Finding]:
    """Everything that the query says, without overlaps and in order."""
    names = find_names(folded, lexicon)
    clear = [
        *find_prices(folded),
        *find_ratings(folded),
        *find_stock(folded),
        *find_sorts(folded),
        *find_released(folded),
        *find_query_sizes(cleaned, folded, lexicon),
        *named_brands(folded, names),
        *_mentions(folded),
    ]
    fillers = find_fillers(folded)
    borders = {each.start for each in (*clear, *fillers)}
    clear += named_categories(folded, names, borders)
    found = without_overlaps(_trimmed(folded, clear))
    found = without_overlaps(_trimmed(folded, negate(folded, _alternatives(folded, found))))
    return sorted([*found, *fillers], key=lambda each: each.start)


def _mentions(folded: str) -> Iterator[Finding]:
    for mention in find_colours(folded):
        yield Finding(mention.start, mention.end, ConstraintKind.COLOUR, (mention.value,))
    for mention in find_genders(folded):
        yield Finding(mention.start, mention.end, ConstraintKind.GENDER, (mention.value,))


def _trimmed(folded: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    for each in findings:
        text = folded[each.start : each.end]
        start = each.start + len(text) - len(text.lstrip())
        end = each.end - len(text) + len(text.rstrip())
        if start < end:
            yield (
                each
                if (start, end) == (each.start, each.end)
                else replace(each, start=start, end=end)
            )


def _alternatives(folded: str, findings: Sequence[Finding]) -> list[Finding]:
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


def _with_modes(folded: str, found: Sequence[Finding]) -> list[Finding]:
    """A brand that nothing else of the query stands beside must be."""
    taken = [each for each in found if each.kind is not None or each.is_sort or each.filler]
    left = _outside(folded, taken)
    others = [each for each in found if each.kind is ConstraintKind.CATEGORY and not each.negated]
    if others or any(character.isalnum() for character in left):
        return list(found)
    return [
        replace(each, mode=ChipMode.FILTER) if each.kind is ConstraintKind.BRAND else each
        for each in found
    ]


def _distinct(found: Iterable[Finding], cleaned: str, off: frozenset[str]) -> Iterator[Chip]:
    seen = set(off)
    for each in found:
        if each.kind is None or each.id in seen:
            continue
        seen.add(each.id)
        yield Chip(
            id=each.id,
            kind=each.kind,
            start=each.start,
            end=each.end,
            text=cleaned[each.start : each.end],
            negated=each.negated,
            values=each.values,
            at_least=each.at_least,
            at_most=each.at_most,
            currency=each.currency,
            mode=each.mode,
        )


def _rest(cleaned: str, found: Sequence[Finding], off: frozenset[str]) -> str:
    """What is left to search by, with the words of switched-off chips."""
    stays = [each for each in found if each.kind and (each.id in off or _stays(each))]
    stays += [each for each in found if each.is_sort and each.id in off]
    gone = [each for each in found if each not in stays]
    kept = [False] * len(cleaned)
    for each in stays:
        kept[each.start : each.end] = [True] * (each.end - each.start)
    text = _tidy(_outside(cleaned, gone, kept))
    if text:
        return text
    brands = [each for each in found if each.kind is ConstraintKind.BRAND and not each.negated]
    if brands:
        return cleaned[brands[0].start : brands[0].end]
    constraints = any(each.kind or each.is_sort for each in gone)
    return "" if constraints else cleaned


def _stays(finding: Finding) -> bool:
    return finding.mode is ChipMode.PREFER and finding.kind not in _ALWAYS_LEAVES


def _outside(text: str, findings: Iterable[Finding], kept: Sequence[bool] = ()) -> str:
    """The text with a space for every finding, except for characters that are kept."""
    characters = list(text)
    for each in findings:
        for place in range(each.start, each.end):
            if not (kept and kept[place]):
                characters[place] = " "
    return "".join(characters)


def _tidy(text: str) -> str:
    text = " ".join(text.split())
    text = _LOOSE_ENDS.sub("", text)
    return text.strip(_EDGES)
