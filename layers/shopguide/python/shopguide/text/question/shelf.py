"""Questions about the shelf: which one a text asks, and of which products.

Only the question itself is read here. What is left of it, "black kettles under 50", is read like
any query of a search, by whoever knows the words of the catalogue.
"""

from collections.abc import Sequence
from dataclasses import replace

from shopguide.domain.query import SortOrder
from shopguide.text.normalise import clean_text
from shopguide.text.query.sorts import find_sorts
from shopguide.text.question.shelf_chinese import (
    CHINESE_CUES,
    CHINESE_NOT_SHELF,
    CHINESE_SAID,
    chinese_comparison,
)
from shopguide.text.question.shelf_cue import (
    AT_HAND,
    ONE_AT_HAND,
    STOCK_ASIDE,
    WHOLE_SHOP,
    YOUR_SHOP,
    Cue,
)
from shopguide.text.question.shelf_english import (
    ENGLISH_CUES,
    ENGLISH_EDGE,
    ENGLISH_NOT_SHELF,
    ENGLISH_SAID,
    english_comparison,
)
from shopguide.text.question.shelf_question import ShelfMeasure, ShelfQuestion
from shopguide.text.rule_form import rule_form

LONGEST = 300
"""Characters; nobody needs more to ask what the shop has."""

_MEASURES = {
    SortOrder.PRICE_ASCENDING: ShelfMeasure.CHEAPEST,
    SortOrder.PRICE_DESCENDING: ShelfMeasure.DEAREST,
    SortOrder.RATING: ShelfMeasure.BEST_RATED,
    SortOrder.NEWEST: ShelfMeasure.NEWEST,
}
_SAID = (ENGLISH_SAID, ENGLISH_EDGE, CHINESE_SAID)
_COMPARISONS = (english_comparison, chinese_comparison)


def read_shelf_question(text: str) -> ShelfQuestion | None:
    """What a text asks of the shelf; None where it asks for something else.

    A question about one product ("how many pieces are in the box", 这个多少钱) is none. Whether the
    shop has words for what is asked about is not looked at.
    """
    cleaned = clean_text(text)
    if not cleaned or len(cleaned) > LONGEST:
        return None
    form = rule_form(cleaned)
    at_hand = AT_HAND.spans(form)
    cleaned, form = _blanked(cleaned, at_hand), _blanked(form, at_hand)
    question = _compared(cleaned, form)
    if question is None and not (ENGLISH_NOT_SHELF.spans(form) or CHINESE_NOT_SHELF.spans(form)):
        question = _asked(cleaned, form)
    if question is None:
        return None
    any_stock = bool(STOCK_ASIDE.spans(form))
    return replace(
        question,
        of_these=bool(at_hand),
        names_shop=_names_shop(question, form),
        any_stock=any_stock,
    )


def _names_shop(question: ShelfQuestion, form: str) -> bool:
    is_of_values = question.measure is ShelfMeasure.VALUES
    return bool(WHOLE_SHOP.spans(form) or (is_of_values and YOUR_SHOP.spans(form)))


def _compared(cleaned: str, form: str) -> ShelfQuestion | None:
    for read in _COMPARISONS:
        if found := read(form):
            return ShelfQuestion(
                cleaned,
                ShelfMeasure.EXISTS,
                _left(cleaned, form, [found.span]),
                is_yes_no=found.is_yes_no,
                than=_named(cleaned[slice(*found.than)].strip(" ?!.。？！,")),
                dearer=found.dearer,
            )
    return None


def _asked(cleaned: str, form: str) -> ShelfQuestion | None:
    for cue in (*ENGLISH_CUES, *CHINESE_CUES):
        if match := cue.pattern.search(form):
            return _of_cue(cleaned, form, cue, match.span("cue"), match.groupdict())
    sorts = find_sorts(form)
    if not sorts:
        return None
    spans = [(each.start, each.end) for each in sorts]
    return ShelfQuestion(cleaned, _MEASURES[sorts[0].sort], _left(cleaned, form, spans))


def _of_cue(
    cleaned: str,
    form: str,
    cue: Cue,
    span: tuple[int, int],
    groups: dict[str, str | None],
) -> ShelfQuestion:
    sorts = find_sorts(form) if cue.gives_way else []
    measure, yes_no = cue.measure, cue.is_yes_no
    spans = [span, *((each.start, each.end) for each in sorts)]
    if sorts:
        # "Do you have the cheapest kettle?" and "how much is the cheapest" ask for the cheapest.
        measure, yes_no = _MEASURES[sorts[0].sort], False
    word = groups.get("field") or ""
    return ShelfQuestion(
        cleaned,
        measure,
        _left(cleaned, form, spans),
        is_yes_no=yes_no,
        needs_bound=cue.needs_bound and not sorts,
        field=cue.field_of(word) if measure is ShelfMeasure.VALUES else "",
    )


def _left(cleaned: str, form: str, gone: Sequence[tuple[int, int]]) -> str:
    """The question without these spans, and without what only says that it is one."""
    blanked = _blanked(form, gone)
    spans = list(gone)
    # Twice, for what stands at the edge only once something else is gone.
    for said in (STOCK_ASIDE, *_SAID, *_SAID):
        spans += said.spans(blanked)
        blanked = _blanked(form, spans)
    return " ".join(_blanked(cleaned, spans).strip(" ?!.。？！,，").split())


def _named(product: str) -> str:
    """The product that others are compared with; empty where it is the one at hand."""
    return "" if ONE_AT_HAND.spans(rule_form(product)) else product


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)
