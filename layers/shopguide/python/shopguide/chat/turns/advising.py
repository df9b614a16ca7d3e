"""Which of several products to take: by what is needed, or else by what reviews say."""

from collections.abc import Sequence
from dataclasses import replace

from shopguide.chat.state import ConversationState
from shopguide.chat.turn import Card, TurnIntent, TurnReply
from shopguide.chat.turns.comparing import compare_with, summary_of
from shopguide.chat.turns.suggesting import about_product, after_advice, suggest
from shopguide.chat.turns.taking import TakenTurn
from shopguide.domain.answer import Answer, Question
from shopguide.domain.comparison import Comparison
from shopguide.domain.degraded import INSIGHTS_UNAVAILABLE
from shopguide.domain.errors import ProductNotFoundError, UnavailableError
from shopguide.domain.insight import ProductInsights
from shopguide.domain.product import Product
from shopguide.text.listing import join_sentences

FEWEST_REVIEWS = 3
"""Fewer say nothing about a product as a whole."""


def advise(turn: TakenTurn, products: Sequence[Product]) -> TurnReply:
    """One of these products, and why: each sentence stands in a record or in reviews.

    The comparison names one where one is clearly ahead for what is needed. Else it is the one that
    reviewers rate best, which is said as that and no more.
    """
    comparison = compare_with(turn, products)
    if comparison is None:
        return TurnReply(turn.say("gone"), TurnIntent.RECOMMEND, turn.state)
    compared = replace(turn.state, compared=tuple(each.product_id for each in comparison.products))
    picked = [each for each in comparison.products if each.product_id == comparison.pick]
    if picked:
        said = [turn.say("pick", title=turn.titles(picked)), *summary_of(turn, comparison)]
        return _reply(turn, compared, comparison, picked, join_sentences(said))
    return _by_reviews(turn, compared, comparison)


def _by_reviews(turn: TakenTurn, state: ConversationState, comparison: Comparison) -> TurnReply:
    notes: list[str] = []
    try:
        best = _best_rated(turn, comparison.products)
    except UnavailableError:
        best, notes = None, [INSIGHTS_UNAVAILABLE]
    if best is None:
        said = join_sentences([turn.say("no_pick"), *summary_of(turn, comparison)])
        return _reply(turn, state, comparison, [], said, notes=notes)
    product, insights = best
    rating = f"{insights.mean_rating or 0:.1f}"
    title = turn.titles([product])
    answer = _what_people_say(turn, product) if insights.aspects else None
    if answer is None:
        text = turn.say("best_rated", title=title, reviews=insights.reviews, rating=rating)
    else:
        text = join_sentences([turn.say("best", title=title), answer.text])
    return _reply(turn, state, comparison, [product], text, answer=answer)


def _best_rated(
    turn: TakenTurn, products: Sequence[Product]
) -> tuple[Product, ProductInsights] | None:
    """The product with the best rating to expect, among those with enough reviews."""
    told = turn.capabilities.insights()
    found = []
    for product in products:
        insights = told.of(product.product_id, turn.language)
        if insights.reviews >= FEWEST_REVIEWS and insights.mean_rating is not None:
            found.append((product, insights))
    return max(
        found,
        key=lambda each: each[1].predicted_rating or each[1].mean_rating or 0.0,
        default=None,
    )


def _what_people_say(turn: TakenTurn, product: Product) -> Answer | None:
    """With the reviews that say so; None where they come to nothing."""
    [asked] = suggest(turn.language, "reviews")
    question = Question(asked, product.product_id, language=turn.language)
    try:
        answer = turn.capabilities.answer().answer(question)
    except ProductNotFoundError:
        return None
    return None if answer.abstained else answer


def _reply(
    turn: TakenTurn,
    state: ConversationState,
    comparison: Comparison,
    picked: Sequence[Product],
    text: str,
    *,
    answer: Answer | None = None,
    notes: Sequence[str] = (),
) -> TurnReply:
    products = list(picked or comparison.products)
    return TurnReply(
        text,
        TurnIntent.RECOMMEND,
        replace(state, focus=picked[0].product_id if picked else ""),
        cards=tuple(map(Card, products)),
        answer=answer,
        comparison=comparison,
        suggestions=(
            about_product(turn.language, has_others=False, has_opinions=False)
            if picked
            else after_advice(products, turn.language)
        ),
        notes=(*comparison.notes, *notes),
    )
