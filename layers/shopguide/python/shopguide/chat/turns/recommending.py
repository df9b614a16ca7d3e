"""Turns that ask for a proposal: something similar, what to take, what is popular."""

from dataclasses import replace

from shopguide.chat.narrowing.constraining import general
from shopguide.chat.narrowing.finding import CARDS
from shopguide.chat.narrowing.measuring import limit_of, measuring_wish, within
from shopguide.chat.narrowing.prices import priced_above, priced_below
from shopguide.chat.reading.wishes import Wish
from shopguide.chat.saying.reasons import like_reason
from shopguide.chat.state import ConversationState
from shopguide.chat.turn import Card, TurnIntent, TurnReply
from shopguide.chat.turns.advising import advise
from shopguide.chat.turns.routing import is_similar
from shopguide.chat.turns.suggesting import after_list, start
from shopguide.chat.turns.taking import TakenTurn
from shopguide.domain.errors import ProductNotFoundError
from shopguide.domain.product import Product
from shopguide.recommend.request import RecommendationRequest
from shopguide.text.product_filter import ProductConstraints

_LOOKED_AT = 30
"""Products near to one, before what is not wished is left out."""


def propose(turn: TakenTurn) -> TurnReply:
    """Something like a product, one of those shown, or what is popular."""
    if is_similar(turn.reading):
        return _similar(turn)
    spoken = turn.spoken_of()
    among = list(spoken.products) if len(spoken.products) > 1 else turn.shown
    if len(among) > 1:
        return advise(turn, among)
    return popular(turn, turn.state)


def popular(turn: TakenTurn, state: ConversationState) -> TurnReply:
    """What others take, for who looks for nothing in particular."""
    constraints = replace(general(state.constraints), in_stock_only=True)
    ranking = turn.capabilities.recommend().recommend(
        RecommendationRequest(turn.shopper_id, constraints, limit=CARDS)
    )
    products = [hit.product for hit in ranking.hits]
    if not products:
        text = turn.say("empty_shop")
        return TurnReply(text, TurnIntent.RECOMMEND, state, suggestions=start(turn.language))
    said = turn.say("popular")
    return TurnReply(
        f"{said}{'' if turn.language == 'zh' else ' '}{turn.say('what_for')}",
        TurnIntent.RECOMMEND,
        state.showing([product.product_id for product in products]),
        cards=tuple(Card(product) for product in products),
        suggestions=after_list(products, turn.language),
        notes=tuple(ranking.notes),
    )


def _similar(turn: TakenTurn) -> TurnReply:
    resolved = turn.spoken_of()
    anchor = resolved.products[0] if resolved.products else turn.at_hand
    if anchor is None and len(turn.shown) >= 1 and resolved.unresolved is None:
        anchor = turn.shown[0]
    if anchor is None:
        text = turn.unresolved(resolved)
        return TurnReply(
            text,
            TurnIntent.RECOMMEND,
            turn.state,
            suggestions=after_list(turn.shown, turn.language),
        )
    return _like(turn, anchor)


def _like(turn: TakenTurn, anchor: Product) -> TurnReply:
    title = turn.titles([anchor])
    constraints = _constraints(turn, anchor)
    try:
        ranking = turn.capabilities.recommend().similar(
            anchor.product_id, RecommendationRequest(turn.shopper_id, constraints, _LOOKED_AT)
        )
    except ProductNotFoundError:
        return TurnReply(turn.say("gone"), TurnIntent.RECOMMEND, turn.state)
    wish = measuring_wish(turn.reading.wishes)
    limit = limit_of(wish, [anchor]) if wish else None
    others = [hit.product for hit in ranking.hits if within(hit.product, [limit] if limit else [])]
    alike = [each for each in others if each.product_type == anchor.product_type]
    products = (alike or others)[:CARDS]
    if not products:
        text = turn.say("no_similar", title=title)
        return TurnReply(text, TurnIntent.RECOMMEND, turn.state, suggestions=start(turn.language))
    state = turn.state.showing([product.product_id for product in products])
    return TurnReply(
        turn.say("similar", title=title),
        TurnIntent.RECOMMEND,
        state,
        cards=tuple(Card(each, like_reason(title, turn.language)) for each in products),
        suggestions=after_list(products, turn.language),
        notes=tuple(ranking.notes),
    )


def _constraints(turn: TakenTurn, anchor: Product) -> ProductConstraints:
    constraints = replace(general(turn.state.constraints), in_stock_only=True)
    if Wish.CHEAPER in turn.reading.wishes:
        return priced_below(constraints, [anchor])
    if Wish.DEARER in turn.reading.wishes:
        return priced_above(constraints, [anchor])
    return constraints
