"""Turns that put products side by side, and name the one to take."""

from collections.abc import Sequence
from dataclasses import replace

from shopguide.chat.describing import short_title
from shopguide.chat.resolving import MOST_SPOKEN_OF
from shopguide.chat.suggesting import about_product, after_list
from shopguide.chat.taking import TakenTurn, titles_of
from shopguide.chat.turn import Card, TurnIntent, TurnReply
from shopguide.chat.wording import join
from shopguide.domain.comparison import ComparedRow, Comparison
from shopguide.domain.errors import ProductNotFoundError
from shopguide.domain.product import Product

_ROWS = 3
"""Differences that are told where there is no summary."""


def compare(turn: TakenTurn) -> TurnReply:
    """The products that the turn speaks of, or else those that were shown."""
    resolved = turn.spoken_of()
    products = list(resolved.products)
    if len(products) == 1 and turn.at_hand is not None and turn.at_hand != products[0]:
        products = [turn.at_hand, products[0]]
    if len(products) < 2 and resolved.unresolved is None and not turn.reading.references:
        products = turn.shown
    if len(products) < 2:
        known = resolved.unresolved is None
        text = turn.say("two_needed") if known and turn.shown else turn.unresolved(resolved)
        return TurnReply(
            text,
            TurnIntent.COMPARE,
            turn.state,
            suggestions=after_list(turn.shown, turn.language),
        )
    return compare_products(turn, products, TurnIntent.COMPARE)


def compare_products(turn: TakenTurn, products: Sequence[Product], intent: TurnIntent) -> TurnReply:
    """These products side by side, at most `MOST_SPOKEN_OF` of them."""
    ids = tuple(product.product_id for product in products)[:MOST_SPOKEN_OF]
    try:
        comparison = turn.capabilities.compare().compare(ids, turn.state.need, turn.language)
    except ProductNotFoundError:
        return TurnReply(turn.say("gone"), intent, turn.state)
    state = replace(turn.state, compared=ids, focus=comparison.pick)
    return TurnReply(
        _text(turn, comparison, intent),
        intent,
        state,
        cards=tuple(Card(each) for each in _named(comparison, intent)),
        comparison=comparison,
        suggestions=(
            about_product(turn.language, has_others=True)
            if comparison.pick
            else after_list(list(comparison.products), turn.language)
        ),
        notes=tuple(comparison.notes),
    )


def _named(comparison: Comparison, intent: TurnIntent) -> list[Product]:
    """All of a comparison; of a proposal the one that is proposed, if one is."""
    picked = [each for each in comparison.products if each.product_id == comparison.pick]
    return picked if picked and intent is TurnIntent.RECOMMEND else list(comparison.products)


def _text(turn: TakenTurn, comparison: Comparison, intent: TurnIntent) -> str:
    picked = [each for each in comparison.products if each.product_id == comparison.pick]
    said = [turn.say("compared", titles=titles_of(comparison.products, turn.language))]
    if intent is TurnIntent.RECOMMEND:
        said = [turn.say("pick", title=short_title(picked[0])) if picked else turn.say("no_pick")]
    said += [sentence.text for sentence in comparison.summary]
    if not comparison.summary:
        said += [_row(turn, row, comparison) for row in comparison.rows if row.differs][:_ROWS]
    return join(said, turn.language)


def _row(turn: TakenTurn, row: ComparedRow, comparison: Comparison) -> str:
    cells = [
        f"{short_title(product)} {cell.value}"
        for product, cell in zip(comparison.products, row.cells, strict=True)
        if cell.value
    ]
    return turn.say(
        "differs", name=row.shown, cells=("；" if turn.language == "zh" else "; ").join(cells)
    )
