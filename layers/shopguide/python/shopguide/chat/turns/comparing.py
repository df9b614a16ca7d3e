"""Turns that put products side by side, and name the one to take."""

from collections.abc import Sequence
from dataclasses import replace

from shopguide.chat.reading.resolving import MOST_SPOKEN_OF
from shopguide.chat.reading.turn_reading import without_references
from shopguide.chat.turn import Card, TurnIntent, TurnReply
from shopguide.chat.turns.reviewing import asks_for_reviews, by_reviews
from shopguide.chat.turns.suggesting import about_product, after_comparison, after_list
from shopguide.chat.turns.taking import TakenTurn
from shopguide.compare.names import names_in_sentences
from shopguide.compare.needs import read_wants
from shopguide.domain.comparison import ComparedRow, Comparison, ComparisonNote
from shopguide.domain.errors import ProductNotFoundError
from shopguide.domain.product import Product
from shopguide.text.listing import join_sentences
from shopguide.text.reviews.aspects import find_aspects

MOST_TOLD = 3
"""Sentences of a comparison that are said in a turn."""

_ROWS = 3
"""Differences that are told where there is no summary."""


def compare(turn: TakenTurn) -> TurnReply:
    """The products that the turn speaks of, or else those that were shown."""
    resolved = turn.spoken_of()
    products = list(resolved.products)
    if len(products) == 1 and turn.at_hand is not None and turn.at_hand != products[0]:
        products = [turn.at_hand, products[0]]
    if len(products) < 2 and resolved.unresolved is None and not turn.reading.references:
        compared = [turn.live[each] for each in turn.state.compared if each in turn.live]
        is_shown = {each.product_id for each in compared} <= set(turn.state.shown)
        products = compared if compared and is_shown else turn.shown
    if len(products) < 2:
        known = resolved.unresolved is None
        text = turn.say("two_needed") if known and turn.shown else turn.unresolved(resolved)
        return TurnReply(
            text,
            TurnIntent.COMPARE,
            turn.state,
            suggestions=after_list(turn.shown, turn.language),
        )
    return _compare_products(turn, products)


def _compare_products(turn: TakenTurn, products: Sequence[Product]) -> TurnReply:
    """These products side by side, at most `MOST_SPOKEN_OF` of them."""
    comparison = compare_with(turn, products)
    if comparison is None:
        return TurnReply(turn.say("gone"), TurnIntent.COMPARE, turn.state)
    ids = tuple(product.product_id for product in comparison.products)
    rated = by_reviews(turn, comparison.products) if asks_for_reviews(turn.reading) else []
    said = rated or summary_of(turn, comparison)
    return TurnReply(
        join_sentences(said or [turn.say("compared", titles=turn.titles(comparison.products))]),
        TurnIntent.COMPARE,
        replace(turn.state, compared=ids, focus=comparison.pick),
        cards=tuple(map(Card, comparison.products)),
        comparison=comparison,
        suggestions=(
            about_product(
                turn.language, has_others=False, has_opinions=turn.has_opinions(comparison.pick)
            )
            if comparison.pick
            else after_comparison(list(comparison.products), turn.language)
        ),
        notes=tuple(comparison.notes),
    )


def compare_with(turn: TakenTurn, products: Sequence[Product]) -> Comparison | None:
    """The comparison for what the turn asks, or else for what is needed.

    Where the shop's data says nothing to that, it is one of all differences. None where one of the
    products is gone by now.
    """
    ids = [product.product_id for product in products][:MOST_SPOKEN_OF]
    service = turn.capabilities.compare()
    need = _asked(turn) or turn.special_need
    try:
        comparison = service.compare(ids, need, turn.language)
        if ComparisonNote.NEED_NOT_COVERED in comparison.notes:
            comparison = service.compare(ids, "", turn.language)
    except ProductNotFoundError:
        return None
    return comparison


def _asked(turn: TakenTurn) -> str:
    """What the turn itself asks of the products: "which of the two is lighter?"."""
    text = without_references(turn.reading.text, turn.reading.references)
    return text if read_wants(text, []) or find_aspects(text) else turn.reading.words


def summary_of(turn: TakenTurn, comparison: Comparison) -> list[str]:
    """What it comes to, in `MOST_TOLD` sentences, or else the differences that come first.

    All of it stands in the comparison. What is said to one thing that was asked is its own end.
    """
    told = [sentence.text for sentence in comparison.summary]
    asked = _asked(turn)
    if asked and comparison.need == asked and (wants := read_wants(asked, [])):
        return told[: min(len(wants), MOST_TOLD)]
    if told and comparison.need and len(told) > 1:
        return told[:1] if len(told) == 2 else [*told[: MOST_TOLD - 1], told[-1]]
    if told:
        return told[:MOST_TOLD]
    names = names_in_sentences(comparison.products)
    rows = [row for row in comparison.rows if row.differs][:_ROWS]
    return [_row(turn, row, names) for row in rows]


def _row(turn: TakenTurn, row: ComparedRow, names: Sequence[str]) -> str:
    cells = [
        f"{name} {cell.value}" for name, cell in zip(names, row.cells, strict=True) if cell.value
    ]
    between = "；" if turn.language == "zh" else "; "
    return turn.say("differs", name=row.shown, cells=between.join(cells))
