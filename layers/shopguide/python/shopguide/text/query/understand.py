"""A query taken apart: constraints as chips, order, spelling, synonyms, and what is left."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from shopguide.domain.lexicon import Lexicon
from shopguide.domain.merchandising import Synonyms
from shopguide.domain.query import (
    Chip,
    ChipMode,
    ConstraintKind,
    Correction,
    SortOrder,
    SynonymUse,
    Understanding,
)
from shopguide.text.language import detect_language
from shopguide.text.merchandising.synonym_uses import find_synonyms
from shopguide.text.normalise import clean_text
from shopguide.text.query.alternatives import with_alternatives
from shopguide.text.query.bed_sizes import find_bed_sizes
from shopguide.text.query.brands import named_brands
from shopguide.text.query.categories import named_categories
from shopguide.text.query.corrected_query import CorrectedQuery
from shopguide.text.query.fillers import find_fillers
from shopguide.text.query.finding import Finding, without_overlaps
from shopguide.text.query.mentions import find_mentions
from shopguide.text.query.names import find_names, names_by_synonym
from shopguide.text.query.negations import negate
from shopguide.text.query.prices import find_prices
from shopguide.text.query.ratings import find_ratings
from shopguide.text.query.released import find_released
from shopguide.text.query.rest import rest_of, stays, without_spans
from shopguide.text.query.sizes import find_query_sizes
from shopguide.text.query.sorts import find_sorts
from shopguide.text.query.spelling import SpellingIndex
from shopguide.text.query.stock import find_stock

SPELLING = "spelling"
"""Switched off by this id, the query is read as it is written."""

_SIMPLER = str.maketrans(
    "過個塊價錢碼紅藍綠黃蘋適無買種預貨評顏號間為與還們這樣請問給幫兒銀從順貴會對機帶雙沒",
    "过个块价钱码红蓝绿黄苹适无买种预货评颜号间为与还们这样请问给帮儿银从顺贵会对机带双没",
)
"""Traditional characters of the words that constrain, for one reading of both scripts."""


def understand(
    query: str, lexicon: Lexicon, synonyms: Synonyms, off: frozenset[str] = frozenset()
) -> Understanding:
    """Take a query apart, without network or model, for any text.

    Args:
        query: As the shopper wrote it; spans are in its `clean_text`.
        lexicon: The catalogue's own words.
        synonyms: The shop's.
        off: Ids of chips, or the `Understanding.sort_id`, that the shopper has switched off: their
            words are searched by instead. `SPELLING` is one too.
    """
    written = clean_text(query)
    found = _understood(written, lexicon, synonyms)
    corrected = _corrected(written, found, lexicon, off)
    if corrected.corrections:
        found = _understood(corrected.text, lexicon, synonyms)
    text = corrected.text
    found = _with_modes(text, found)
    sort = next((each for each in found if each.is_sort and each.id not in off), None)
    return Understanding(
        query=written,
        language=detect_language(written),
        chips=tuple(_chips(corrected, found, off)),
        sort=sort.sort if sort else SortOrder.RELEVANCE,
        sort_span=corrected.written_span(sort.start, sort.end) if sort else None,
        rest=rest_of(text, found, off),
        corrections=corrected.corrections,
        synonyms=tuple(_synonyms(corrected, found, synonyms, off)),
    )


def lower_in_place(cleaned: str) -> str:
    """The text in lower case with plain apostrophes, character for character."""
    lower = cleaned.lower()
    if len(lower) != len(cleaned):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in cleaned)
    return lower.replace("\u2019", "'")


def _understood(cleaned: str, lexicon: Lexicon, synonyms: Synonyms) -> list[Finding]:
    """Everything that the query says, in order; only fillers overlap."""
    folded = lower_in_place(cleaned)
    names = find_names(folded, lexicon)
    names += names_by_synonym(find_synonyms(folded, synonyms), lexicon)
    folded = folded.translate(_SIMPLER)
    clear = [
        *find_prices(folded),
        *find_ratings(folded),
        *find_stock(folded),
        *find_sorts(folded),
        *find_released(folded),
        *find_query_sizes(cleaned, folded, lexicon),
        *find_bed_sizes(folded, lexicon),
        *named_brands(cleaned, folded, names, lexicon),
        *find_mentions(folded),
    ]
    fillers = find_fillers(folded)
    borders = {each.start for each in (*clear, *fillers)}
    clear += named_categories(folded, names, borders)
    found = without_overlaps(_trimmed(folded, clear))
    found = without_overlaps(_trimmed(folded, negate(folded, with_alternatives(folded, found))))
    return sorted([*found, *fillers], key=lambda each: each.start)


def _corrected(
    written: str, found: Sequence[Finding], lexicon: Lexicon, off: frozenset[str]
) -> CorrectedQuery:
    """The query with its words spelt right, but those that were understood as they are."""
    if SPELLING in off or not lexicon.words:
        return CorrectedQuery.of(written, ())
    clear = [each for each in found if not each.filler and each.kind is not ConstraintKind.TERM]
    corrections = (
        each
        for each in _spelling(lexicon).correct(written)
        if all(_keeps(each, other, written) for other in clear)
    )
    return CorrectedQuery.of(written, tuple(corrections))


def _keeps(correction: Correction, finding: Finding, written: str) -> bool:
    """Whether a correction leaves alone what was understood, as 蓝牙耳机 for 蓝亚耳机 does 耳机."""
    start, end = finding.start, finding.end
    if end <= correction.start or correction.end <= start:
        return True
    is_inside = correction.start <= start and end <= correction.end
    return is_inside and written[start:end] in correction.corrected


@lru_cache(maxsize=2)
def _spelling(lexicon: Lexicon) -> SpellingIndex:
    return SpellingIndex(lexicon)


def _synonyms(
    corrected: CorrectedQuery,
    found: Sequence[Finding],
    synonyms: Synonyms,
    off: frozenset[str],
) -> Iterator[SynonymUse]:
    """The synonyms of words that are searched by."""
    gone = [each for each in found if not stays(each, off)]
    for use in find_synonyms(lower_in_place(corrected.text), synonyms):
        if not any(each.start < use.end and use.start < each.end for each in gone):
            start, end = corrected.written_span(use.start, use.end)
            yield SynonymUse(start, end, use.phrase, use.alternatives)


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


def _with_modes(text: str, found: Sequence[Finding]) -> list[Finding]:
    """A brand that nothing else of the query stands beside must be."""
    taken = [each for each in found if each.kind is not None or each.is_sort or each.filler]
    left = without_spans(text, taken)
    others = [each for each in found if each.kind is ConstraintKind.CATEGORY and not each.negated]
    if others or any(character.isalnum() for character in left):
        return list(found)
    return [
        replace(each, mode=ChipMode.FILTER) if each.kind is ConstraintKind.BRAND else each
        for each in found
    ]


def _chips(
    corrected: CorrectedQuery, found: Iterable[Finding], off: frozenset[str]
) -> Iterator[Chip]:
    """The chips of findings, each constraint once."""
    seen = set(off)
    for each in found:
        if each.kind is None or each.id in seen:
            continue
        seen.add(each.id)
        start, end = corrected.written_span(each.start, each.end)
        yield Chip(
            id=each.id,
            kind=each.kind,
            start=start,
            end=end,
            text=corrected.written[start:end],
            negated=each.negated,
            values=each.values,
            at_least=each.at_least,
            at_most=each.at_most,
            currency=each.currency,
            mode=each.mode,
        )
