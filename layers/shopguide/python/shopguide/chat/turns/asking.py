"""Turns that ask: about a product that was shown, about those shown together, about the shop."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shopguide.chat.narrowing.choosing import PRODUCT, chosen_place
from shopguide.chat.reading.resolving import Resolved, Unresolved
from shopguide.chat.reading.wishes import Wish
from shopguide.chat.saying.reasons import fact_words
from shopguide.chat.state import ConversationState, OpenQuestion
from shopguide.chat.turn import Card, TurnIntent, TurnReply
from shopguide.chat.turns.reviewing import without_reviews
from shopguide.chat.turns.routing import is_elliptic
from shopguide.chat.turns.suggesting import (
    about_product,
    after_abstention,
    after_list,
    start,
    suggest,
)
from shopguide.chat.turns.taking import TakenTurn
from shopguide.compare.names import names_in_sentences
from shopguide.domain.answer import Answer, AnswerNote, Question
from shopguide.domain.errors import ProductNotFoundError
from shopguide.domain.product import Product
from shopguide.domain.query import ConstraintKind
from shopguide.domain.question import QuestionKind, Reference
from shopguide.text.language import Language
from shopguide.text.listing import join_sentences
from shopguide.text.simplified import simplify
from shopguide.text.topics import topics_of

MOST_ANSWERED = 3
"""Products about which one question is answered one after the other."""

_ASKED_LATE = re.compile(r"^(it) (how (?:much|heavy|big|long|large))(?=[?. ]*$)")
"""The question behind what it is about: "first one how much"."""

_IT: dict[Language, str] = {"en": "it", "zh": "它"}


def answer_turn(turn: TakenTurn) -> TurnReply:
    """Answer a question."""
    spoken = turn.spoken_of()
    if turn.reading.question.kind is QuestionKind.POLICY and not spoken.products:
        return _answered(turn, [_ask(turn, turn.reading.text, "")])
    of_shelf = _from_shelf(turn, spoken)
    if of_shelf is not None:
        return _answered(turn, [of_shelf])
    if spoken.unresolved is not None:
        return _which(turn, spoken)
    at_hand = [turn.at_hand] if turn.at_hand and not _names_something(turn) else []
    products = list(spoken.products) or at_hand
    if not products and _is_about_one(turn):
        return _which(turn, Resolved((), Unresolved.WHICH))
    return _about(turn, products)


def pick(turn: TakenTurn) -> TurnReply:
    """Take up one of the products that were shown."""
    resolved = turn.spoken_of()
    products = resolved.products
    if not products and not turn.reading.references and turn.at_hand is not None:
        products = (turn.at_hand,)
    if not products and len(turn.shown) == 1 and resolved.unresolved is None:
        products = tuple(turn.shown)
    if not products:
        unresolved = resolved.unresolved or Unresolved.WHICH
        return _which(turn, replace(resolved, unresolved=unresolved), TurnIntent.CHOOSE)
    return _picked(turn, products)


def _picked(turn: TakenTurn, products: Sequence[Product]) -> TurnReply:
    texts = [_introduced(turn, each) for each in products]
    focus = products[0].product_id if len(products) == 1 else ""
    return TurnReply(
        join_sentences(texts),
        TurnIntent.CHOOSE,
        replace(turn.state, focus=focus),
        cards=tuple(Card(each) for each in products),
        suggestions=about_product(
            turn.language,
            has_others=len(turn.shown) > 1,
            has_opinions=turn.has_opinions(products[0].product_id),
        ),
    )


def _introduced(turn: TakenTurn, product: Product) -> str:
    """What a product costs and whether it is there; to who takes it, where to order it."""
    facts = fact_words(product, turn.language)
    if Wish.TAKE not in turn.reading.wishes or not product.link:
        return turn.say("picked", title=product.title, facts=facts)
    if not product.in_stock:
        return turn.say("taken_gone", title=product.title)
    return turn.say("taken", title=product.title, facts=facts, link=product.link)


def _about(turn: TakenTurn, products: Sequence[Product]) -> TurnReply:
    if not products:
        return _answered(turn, [_ask(turn, turn.reading.text, "")])
    text = turn.state.inquiry if turn.asked_which else _question(turn)
    turn = replace(turn, state=replace(turn.state, inquiry=text))
    answers = []
    for product in products[:MOST_ANSWERED]:
        try:
            answers.append(without_reviews(turn, _ask(turn, text, product.product_id), product))
        except ProductNotFoundError:
            return TurnReply(turn.say("gone"), TurnIntent.ASK, turn.state)
    return _answered(turn, answers, products)


def _ask(turn: TakenTurn, text: str, product_id: str) -> Answer:
    return turn.capabilities.answer().answer(Question(text, product_id, language=turn.language))


def _from_shelf(turn: TakenTurn, spoken: Resolved) -> Answer | None:
    """What is computed over products: of those spoken of or shown, or of the shop."""
    if turn.reading.question.kind not in (QuestionKind.SHELF, QuestionKind.COMPARISON):
        return None
    among = [each.product_id for each in (spoken.products or turn.shown)]
    if turn.reading.chips(ConstraintKind.CATEGORY):
        among = []
    question = Question(turn.reading.text, language=turn.language)
    return turn.capabilities.answer().answer_shelf(question, turn.state.constraints, among)


def _is_about_one(turn: TakenTurn) -> bool:
    """Whether it asks about a product, and any of several may be meant."""
    kinds = (
        QuestionKind.FACT,
        QuestionKind.USAGE,
        QuestionKind.OPINION,
        QuestionKind.COMPATIBILITY,
    )
    is_kind = turn.reading.question.kind in kinds
    is_property = bool(topics_of(turn.reading.text))
    return is_kind and is_property and len(turn.shown) > 1 and not _names_something(turn)


def _names_something(turn: TakenTurn) -> bool:
    return bool(turn.reading.chips(ConstraintKind.BRAND, ConstraintKind.CATEGORY))


def answer_about_choice(turn: TakenTurn, question: OpenQuestion) -> TurnReply:
    """Answer what was asked before it was known about which product."""
    place = chosen_place(turn.reading, question)
    if place is None:
        resolved = turn.spoken_of()
        if not resolved.products:
            return _which(turn, resolved, TurnIntent.CHOOSE)
        products = list(resolved.products)
    else:
        products = list(turn.products([question.values[place]]).values())
    if not products:
        return TurnReply(turn.say("gone"), TurnIntent.CHOOSE, turn.state)
    if not turn.state.inquiry:
        return _picked(turn, products)
    return replace(_about(turn, products), intent=TurnIntent.CHOOSE)


def _which(turn: TakenTurn, resolved: Resolved, intent: TurnIntent = TurnIntent.ASK) -> TurnReply:
    """Say why it is not known which product is meant, and ask, where several may be."""
    text, state = turn.unresolved(resolved), turn.state
    if not turn.shown:
        return TurnReply(text, intent, state, suggestions=start(turn.language))
    ids = tuple(each.product_id for each in turn.shown)
    names = tuple(names_in_sentences(turn.shown))
    inquiry = _question(turn) if intent is TurnIntent.ASK else ""
    state = replace(state, question=OpenQuestion(PRODUCT, ids, names), inquiry=inquiry)
    suggestions = suggest(turn.language, "first", *(("compare",) if len(ids) > 1 else ("similar",)))
    choices = dict(zip(names, ids, strict=True))
    return TurnReply(text, intent, state, choices=choices, suggestions=suggestions)


def _question(turn: TakenTurn) -> str:
    """The question with "it" where a product was spoken of by its place.

    "And the second one?" says nothing more: it is the question before, about another product.
    """
    if turn.state.inquiry and is_elliptic(turn.reading):
        return turn.state.inquiry
    text = turn.reading.text
    last: Reference | None = None
    for reference in sorted(turn.reading.references, key=lambda each: -each.start):
        if last is None or reference.start < last.start:
            text = text[: reference.start] + _IT[turn.language] + text[reference.end :]
        last = reference
    text = _ASKED_LATE.sub(r"\2 is \1", text)
    return simplify(text)  # 它多少錢 is read and answered like 它多少钱


def _answered(
    turn: TakenTurn, answers: Sequence[Answer], products: Sequence[Product] = ()
) -> TurnReply:
    first = answers[0]
    text = first.text
    if len(answers) > 1:
        colon = "：" if turn.language == "zh" else ": "
        told = zip(names_in_sentences(products), answers, strict=False)
        text = "\n".join(f"{name}{colon}{answer.text}" for name, answer in told)
    answer = first if len(answers) == 1 else _joined(first, answers, text)
    state, cards = _after(turn, answer, products)
    return TurnReply(
        text,
        TurnIntent.ASK,
        state,
        cards=cards,
        answer=answer,
        suggestions=_next(turn, state, cards, is_abstained=answer.abstained),
        case_id=answer.case_id,
        notes=tuple(answer.notes),
    )


def _joined(first: Answer, answers: Sequence[Answer], text: str) -> Answer:
    """One answer about several products: its parts are the answers about each."""
    return replace(
        first,
        text=text,
        abstained=all(each.abstained for each in answers),
        confidence=min(each.confidence for each in answers),
        product_id="",
        citations=(),
        closest=(),
        parts=tuple(answers),
    )


def _after(
    turn: TakenTurn, answer: Answer, products: Sequence[Product]
) -> tuple[ConversationState, tuple[Card, ...]]:
    """The state after an answer, and the products that it names beside those shown."""
    if answer.products and not products:
        ids = [product.product_id for product in answer.products]
        cards = tuple(Card(product) for product in answer.products[:5])
        if set(ids) <= set(turn.state.shown):
            focus = ids[0] if len(ids) == 1 else turn.state.focus
            return replace(turn.state, focus=focus), cards
        return turn.state.showing([card.product.product_id for card in cards]), cards
    if len(products) == 1:
        return replace(turn.state, focus=products[0].product_id), ()
    if not products and answer.product_id and not answer.abstained:
        found = turn.products([answer.product_id])
        is_sure = AnswerNote.PRODUCT_NOT_NAMED not in answer.notes
        state = replace(turn.state, focus=answer.product_id) if found and is_sure else turn.state
        return state, tuple(map(Card, found.values()))
    return turn.state, ()


def _next(
    turn: TakenTurn, state: ConversationState, cards: Sequence[Card], *, is_abstained: bool
) -> tuple[str, ...]:
    if is_abstained:
        return after_abstention(turn.language, has_others=len(state.shown) > 1)
    if state.focus:
        is_told = turn.reading.question.kind is QuestionKind.OPINION
        return about_product(
            turn.language,
            has_others=len(state.shown) > 1,
            has_opinions=not is_told and turn.has_opinions(state.focus),
        )
    return after_list([card.product for card in cards] or turn.shown, turn.language)
