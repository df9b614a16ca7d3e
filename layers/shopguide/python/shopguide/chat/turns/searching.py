"""Turns that lead to products: a need, a refinement, an answer to what was asked."""

from dataclasses import dataclass, replace

from shopguide.chat.narrowing.choosing import (
    answer_chips,
    chosen,
    chosen_place,
    facet_of,
    says_no_matter,
)
from shopguide.chat.narrowing.clarifying import (
    FEWEST_CANDIDATES,
    askable,
    best_question,
    colour_question,
)
from shopguide.chat.narrowing.constraining import merge_chips, without_kind
from shopguide.chat.narrowing.finding import CARDS, WITHOUT, Finder, Found, other_currency
from shopguide.chat.narrowing.measuring import (
    concept_name,
    measuring_wish,
    wish_words,
    wished_concept,
)
from shopguide.chat.narrowing.rewriting import Rewritten, rewrite
from shopguide.chat.reading.wishes import Wish
from shopguide.chat.saying.describing import currency_name, query_of
from shopguide.chat.saying.reasons import hit_reasons
from shopguide.chat.state import ConversationState, OpenQuestion
from shopguide.chat.turn import Card, TurnIntent, TurnReply
from shopguide.chat.turns.recommending import popular
from shopguide.chat.turns.suggesting import after_search
from shopguide.chat.turns.taking import TakenTurn, quoted_need
from shopguide.domain.facet import Facet
from shopguide.domain.query import SortOrder
from shopguide.search.result import CONSTRAINTS_RELAXED
from shopguide.text.listing import join_sentences, listed


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was looked for and found."""

    state: ConversationState
    found: Found
    text: str


def show_products(turn: TakenTurn, intent: TurnIntent) -> TurnReply:
    """Look for products and show them, with a question where one would tell much."""
    spoken = turn.spoken_of().products if turn.reading.references else ()
    beside = spoken[0] if len(spoken) == 1 else turn.at_hand
    words = turn.capabilities.words
    rewritten = rewrite(turn.reading, turn.state, words, turn.shown, beside, spoken)
    if not query_of(rewritten.state):
        return popular(turn, rewritten.state)
    if rewritten.is_new and intent is TurnIntent.REFINE:
        intent = TurnIntent.SEARCH
    if not rewritten.is_new and turn.state.need and intent is TurnIntent.SEARCH:
        intent = TurnIntent.REFINE
    return _told(turn, _look(turn, rewritten), intent, asks=True)


def take_choice(turn: TakenTurn) -> TurnReply:
    """Look again with what was answered; "it doesn't matter" is not followed by a question."""
    question = turn.asked
    assert question is not None, "routed here because a question is open"
    state = choose(turn, question)
    if not query_of(state):
        return popular(turn, state)
    no_matter = says_no_matter(turn.reading, facet_of(question))
    looked = _look(turn, Rewritten(state, is_new=False))
    return _told(turn, looked, TurnIntent.CHOOSE, asks=not no_matter)


def choose(turn: TakenTurn, question: OpenQuestion) -> ConversationState:
    """The state with the answer to what was asked."""
    facet = facet_of(question)
    place = chosen_place(turn.reading, question)
    if place is None or facet is None:
        return merge_chips(turn.state, answer_chips(turn.reading, question))
    return replace(
        turn.state, constraints=chosen(turn.state.constraints, facet, question.values[place])
    )


def _look(turn: TakenTurn, rewritten: Rewritten) -> _Looked:
    state = rewritten.state
    finder = Finder(turn.capabilities)
    found = finder.find(state, turn.shopper_id, _facets(turn, state))
    currency = other_currency(state.constraints, found)
    if currency:
        # A price that nothing here has tells nothing: the shopper is told, and asks anew.
        said = turn.say(
            "other_currency",
            currency=currency_name(currency, turn.language),
            price=turn.price_words(state),
        )
        state = replace(state, constraints=without_kind(state.constraints, "price"))
        found = finder.find(state, turn.shopper_id, _facets(turn, state))
        return _Looked(state, found, join_sentences([said, _said(turn, state, found)]))
    end = _end(turn, state, found)
    if end is None:
        return _Looked(state, found, _said(turn, state, found))
    said, order = end
    before = turn.state
    state = replace(
        state, constraints=before.constraints, without=before.without, measures=before.measures
    )
    found = finder.find(replace(state, sort=order or state.sort), turn.shopper_id)
    return _Looked(state, found, said)


def _facets(turn: TakenTurn, state: ConversationState) -> tuple[str, ...]:
    """What may be asked about; after "another colour", colours in any case."""
    facets = askable(state)
    if Wish.OTHER_COLOUR not in turn.reading.wishes or state.constraints.colours:
        return facets
    return tuple(dict.fromkeys((*facets, Facet.COLOUR.value)))


def _end(
    turn: TakenTurn, state: ConversationState, found: Found
) -> tuple[str, SortOrder | None] | None:
    """What to say where a wish goes beyond what there is, and in which order to show that."""
    before = turn.describe(turn.state)
    is_over = not found.hits and not found.seen_all
    for wish, kind, said, order in _ENDS:
        if wish in turn.reading.wishes and (is_over or kind in found.relaxed):
            return turn.say(said, need=before), order
    measuring = measuring_wish(turn.reading.wishes)
    if measuring is None:
        return None
    if state.measures == turn.state.measures:
        name = concept_name(wished_concept(measuring), turn.language)
        return turn.say("no_measure", measure=name.lower()), None
    if found.hits:
        return None
    wished = wish_words(measuring, turn.language)
    return turn.say("nothing_measured", wish=wished, need=before), None


_ENDS = (
    (Wish.CHEAPER, "price", "nothing_cheaper", SortOrder.PRICE_ASCENDING),
    (Wish.DEARER, "price", "nothing_dearer", SortOrder.PRICE_DESCENDING),
    (Wish.OTHER_BRAND, WITHOUT, "no_other_brand", None),
    (Wish.OTHER_COLOUR, WITHOUT, "no_other_colour", None),
)


def _said(turn: TakenTurn, state: ConversationState, found: Found) -> str:
    """What came of it, in one sentence."""
    what = turn.describe(state)
    if found.relaxed and found.hits and found.has_words:
        return turn.say("relaxed", what=what, relaxed=_relaxed_words(turn, state, found))
    if not found.has_words and state.need:
        what = quoted_need(state.need)
    count, cards = found.total or 0, len(found.hits)
    return turn.say(_saying(turn, found), what=what, count=count, cards=cards)


def _saying(turn: TakenTurn, found: Found) -> str:
    """Which sentence of `wording` fits what was found."""
    if not found.hits:
        return "seen_all" if found.seen_all else "nothing"
    if not found.has_words:
        return "unknown_words"
    if Wish.OTHERS in turn.reading.wishes or Wish.NOT_THIS in turn.reading.wishes:
        return "others"
    if found.total is None:
        return "closest"
    if found.total > len(found.hits) >= CARDS:
        return "found"
    return "found_one" if found.total == 1 else "found_few"


def _relaxed_words(turn: TakenTurn, state: ConversationState, found: Found) -> str:
    words = turn.constraint_words(state)
    said = [words[kind] for kind in found.relaxed if kind in words]
    if WITHOUT in found.relaxed:
        said += [turn.refused(word) for word in state.without]
    return listed(said, turn.language)


def _told(turn: TakenTurn, looked: _Looked, intent: TurnIntent, *, asks: bool) -> TurnReply:
    state, found = looked.state, looked.found
    question = None
    if Wish.OTHER_COLOUR in turn.reading.wishes and not state.constraints.colours:
        question = colour_question(found.facets, state, turn.language)
    elif asks and (found.total or 0) >= FEWEST_CANDIDATES and not found.relaxed:
        question = best_question(found.facets, state, turn.language)
    if question is not None:
        so_far = tuple(dict.fromkeys((*state.asked, question.facet)))
        state = replace(state, question=question, asked=so_far)
    if found.hits:
        state = state.showing([product.product_id for product in found.products])
    notes = [*found.notes]
    if found.relaxed and CONSTRAINTS_RELAXED not in notes:
        notes.append(CONSTRAINTS_RELAXED)
    asked = turn.say(f"ask_{question.facet}") if question else ""
    return TurnReply(
        text=join_sentences([looked.text, asked]),
        intent=intent,
        state=state,
        cards=_cards(turn, state, found),
        choices=dict(zip(question.shown, question.values, strict=True)) if question else {},
        suggestions=after_search(state, found, turn.language),
        notes=tuple(notes),
    )


def _cards(turn: TakenTurn, state: ConversationState, found: Found) -> tuple[Card, ...]:
    words = turn.constraint_words(state)
    met = {kind: said for kind, said in words.items() if kind not in found.relaxed}
    reasons = hit_reasons(found.hits, met, turn.language)
    return tuple(Card(hit.product, why) for hit, why in zip(found.hits, reasons, strict=True))
