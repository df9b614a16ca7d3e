"""From what was looked for and what is said now to what is looked for next.

A new need takes the place of the old one and of what described it (brand, colour, size, price,
category, words to leave out, order); what describes the shopper stays (`constraining.general`).
Anything else refines: constraints are merged, words are added to the need.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shopguide.chat.narrowing.constraining import general, merge_chips, refuse, remove_kinds
from shopguide.chat.narrowing.measuring import limit_of, measuring_wish
from shopguide.chat.narrowing.prices import priced_above, priced_below
from shopguide.chat.reading.catalogue_words import CatalogueWords, things_of
from shopguide.chat.reading.turn_reading import TurnReading
from shopguide.chat.reading.wishes import Wish
from shopguide.chat.state import ConversationState
from shopguide.domain.product import Product
from shopguide.domain.query import ConstraintKind, SortOrder, Understanding
from shopguide.text.normalise import fold
from shopguide.text.product_values import colours_of, named_columns
from shopguide.text.terms import query_terms

MAX_NEED = 300
"""Characters; what would make a need longer replaces it."""

MOST_REJECTED = 60
"""Products that are not shown again; the oldest give way."""

_MODIFIES = re.compile(
    r"^(?:and |but |also |only |just |preferably |maybe |or )*(?:with|without|for|that|which|in|"
    r"made|of|from|by)\b|\b(?:ones?|something|anything|some)\b|^(?:[a-z-]+(?:able|proof|less|free|ing))$"
)
_MODIFIES_ZH = re.compile(r"的[吗呢吧??。!]*$|^(?:带|要带|能|可以|适合|适用|支持|用来|用于|给|送)")
_NEEDS_ITSELF = re.compile(r"\b(?:gift|present)s?\b|礼[物品]")
_OPENS = re.compile(
    r"\b(?:show|find|get|give|bring) me\b|\bi(?:'m| am)? (?:want|need|looking|would like|'d like)|"
    r"\blooking for\b|\b(?:do|have) you (?:have|got|sell)|"
    r"我?(?:想买|想要|要买|需要|找|来一?[个款双件])|有没有|推荐|^买"
)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What is looked for next, and whether it is something new."""

    state: ConversationState
    is_new: bool


def rewrite(
    reading: TurnReading,
    state: ConversationState,
    words: CatalogueWords,
    shown: Sequence[Product],
    at_hand: Product | None = None,
    spoken: Sequence[Product] = (),
) -> Rewritten:
    """What the conversation looks for after this turn.

    Args:
        reading: What was said.
        state: What it looked for before.
        words: Those of the catalogue.
        shown: The products that were shown last and still are there.
        at_hand: The one that "cheaper" is measured by; without, the middle of those shown is.
        spoken: Those that the turn speaks of: "not that one".
    """
    is_new = _is_new_need(reading, state, words)
    if is_new:
        state = _fresh(state, reading)
    elif reading.words:
        state = replace(state, need=_refined(reading, state))
    others = _colours_to_leave(reading, state, shown, at_hand)
    state = remove_kinds(state, reading.wishes.wishes)
    state = refuse(state, others) if others else state
    state = merge_chips(state, reading.understood.chips)
    state = _released(state, reading.understood)
    if reading.understood.sort is not SortOrder.RELEVANCE:
        state = replace(state, sort=reading.understood.sort)
    if Wish.NOT_THIS in reading.wishes:
        state = _turned_down(state, spoken or ([at_hand] if at_hand else shown))
    return Rewritten(_wished(reading, state, shown, at_hand), is_new)


def _is_new_need(reading: TurnReading, state: ConversationState, words: CatalogueWords) -> bool:
    """Whether a turn names another thing than the one that was looked for."""
    if not reading.words:
        return not state.need and not state.shown
    if not state.need:
        return True
    things = things_of(reading.understood)
    if things:
        return things.isdisjoint(words.things(state.need))
    if not words.knows(reading.words) and not _modifies(reading):
        return True
    new, old = words.categories_of(reading.words), words.categories_of(state.need)
    if new and old:
        return new.isdisjoint(old) and not _modifies(reading)
    return bool(_OPENS.search(reading.form)) and not _modifies(reading)


def _modifies(reading: TurnReading) -> bool:
    """Whether the words only describe: "with a microphone", 防水的."""
    pattern = _MODIFIES_ZH if reading.language == "zh" else _MODIFIES
    return bool(pattern.search(reading.form)) and not _NEEDS_ITSELF.search(reading.form)


def _fresh(state: ConversationState, reading: TurnReading) -> ConversationState:
    return replace(
        state,
        need=reading.words[:MAX_NEED],
        constraints=general(state.constraints),
        measures=(),
        without=(),
        sort=SortOrder.RELEVANCE,
        rejected=(),
        focus="",
        compared=(),
    )


def _refined(reading: TurnReading, state: ConversationState) -> str:
    """The need with further words; one that names the thing again takes its place."""
    if things_of(reading.understood):
        return reading.words[:MAX_NEED]
    known = set(query_terms(state.need))
    if set(query_terms(reading.words)) <= known:
        return state.need
    joined = f"{reading.words} {state.need}"
    return joined if len(joined) <= MAX_NEED else reading.words[:MAX_NEED]


def _released(state: ConversationState, understood: Understanding) -> ConversationState:
    """Years are no constraint of the state: they stay words, which search reads again."""
    for chip in understood.chips:
        if chip.kind is ConstraintKind.RELEASED and chip.text not in state.need:
            state = replace(state, need=f"{state.need} {chip.text}".strip()[:MAX_NEED])
    return state


def _wished(
    reading: TurnReading,
    state: ConversationState,
    shown: Sequence[Product],
    at_hand: Product | None,
) -> ConversationState:
    wishes = reading.wishes
    among = [at_hand] if at_hand is not None else shown
    if Wish.CHEAPER in wishes:
        state = replace(state, constraints=priced_below(state.constraints, among))
    if Wish.DEARER in wishes:
        state = replace(state, constraints=priced_above(state.constraints, among))
    measuring = measuring_wish(wishes)
    limit = limit_of(measuring, among) if measuring else None
    if limit is not None:
        others = tuple(each for each in state.measures if each.concept != limit.concept)
        state = replace(state, measures=(*others, limit))
    if Wish.ANY_MEASURE in wishes:
        state = replace(state, measures=())
    if Wish.OTHER_BRAND in wishes:
        state = refuse(state, _brands(among))
    if Wish.OTHERS in wishes:
        state = _turned_down(state, shown)
    return state


def _colours_to_leave(
    reading: TurnReading,
    state: ConversationState,
    shown: Sequence[Product],
    at_hand: Product | None,
) -> tuple[str, ...]:
    """The colour that "another colour" is not: the one asked for, at hand, or of all shown."""
    if Wish.OTHER_COLOUR not in reading.wishes or reading.chips(ConstraintKind.COLOUR):
        return ()
    if state.constraints.colours:
        return state.constraints.colours
    products = [at_hand] if at_hand is not None else shown
    colours = {tuple(colours_of(each, named_columns(each))) for each in products}
    return colours.pop() if len(colours) == 1 else ()


def _turned_down(state: ConversationState, products: Sequence[Product]) -> ConversationState:
    """The state in which these are not shown again, nor are at hand."""
    ids = [product.product_id for product in products]
    rejected = tuple(dict.fromkeys((*state.rejected, *ids)))[-MOST_REJECTED:]
    return replace(state, rejected=rejected, focus="" if state.focus in ids else state.focus)


def _brands(products: Sequence[Product]) -> list[str]:
    return list(dict.fromkeys(fold(each.brand) for each in products if each.brand))
