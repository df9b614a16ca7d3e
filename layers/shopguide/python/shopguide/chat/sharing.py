"""Search and recommendations within a conversation: they know its state, it knows what they show.

The order that a conversation wishes for belongs to its need; a search has words of its own for one.
"""

from collections.abc import Callable
from dataclasses import fields, replace

from shopguide.chat.capabilities import Recommends
from shopguide.chat.conversations import Conversations
from shopguide.chat.state import ConversationState
from shopguide.domain.errors import ConversationChangedError
from shopguide.domain.ranking import Ranking
from shopguide.recommend.request import RecommendationRequest
from shopguide.search.request import SearchRequest
from shopguide.search.result import SearchResult
from shopguide.search.service import SearchService
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints

_ATTEMPTS = 3


class SharedState:
    """What the app's other pages do with a conversation's state.

    Args:
        conversations: Keep it.
        load_search: Gives the search service.
        load_recommend: Gives the recommendation service.
    """

    def __init__(
        self,
        conversations: Conversations,
        load_search: Callable[[], SearchService],
        load_recommend: Callable[[], Recommends],
    ) -> None:
        self._conversations = conversations
        self._load_search = load_search
        self._load_recommend = load_recommend

    def search(self, conversation_id: str, request: SearchRequest) -> SearchResult:
        """Search among what the conversation wants, where the request itself does not say.

        A first page becomes what the shopper can refer to: "the second one".

        Raises:
            ConversationNotFoundError: no such conversation of the request's shopper.
        """
        state = self._conversations.find(conversation_id, request.shopper_id).state
        asked = constraints_over(state.constraints, request.constraints)
        result = self._load_search().search(replace(request, constraints=asked))
        if request.is_first_page:
            shown = [hit.product.product_id for hit in result.hits]
            self._remember(conversation_id, request.shopper_id, shown, request.cleaned())
        return result

    def recommend(self, conversation_id: str, request: RecommendationRequest) -> Ranking:
        """Recommend among what the conversation wants, without what the shopper turned down.

        Raises:
            ConversationNotFoundError: no such conversation of the request's shopper.
        """
        state = self._conversations.find(conversation_id, request.shopper_id).state
        asked = constraints_over(state.constraints, request.constraints)
        more = replace(request, constraints=asked, limit=request.limit + len(state.rejected))
        ranking = self._load_recommend().recommend(more)
        left = [hit for hit in ranking.hits if hit.product.product_id not in state.rejected]
        hits = tuple(left[: request.limit])
        shown = [hit.product.product_id for hit in hits]
        self._remember(conversation_id, request.shopper_id, shown, "")
        return replace(ranking, hits=hits)

    def _remember(self, conversation_id: str, shopper_id: str, shown: list[str], need: str) -> None:
        def remembered(state: ConversationState) -> ConversationState:
            return replace(state, need=need or state.need).showing(shown)

        for attempt in range(_ATTEMPTS):
            try:
                self._conversations.edit(conversation_id, remembered, shopper_id)
            except ConversationChangedError:
                if attempt == _ATTEMPTS - 1:
                    return  # a turn at the same moment has shown something newer
            else:
                return


def constraints_over(base: ProductConstraints, over: ProductConstraints) -> ProductConstraints:
    """Constraints of which `over` says some, and `base` those that it leaves open.

    A bound of `over` that contradicts the other bound of `base` stands alone.
    """
    said = {
        each.name: getattr(over, each.name)
        for each in fields(over)
        if getattr(over, each.name) != getattr(ANY_PRODUCT, each.name)
    }
    if "price_min" in said and "price_max" not in said and _below(base.price_max, over.price_min):
        said["price_max"] = None
    if "price_max" in said and "price_min" not in said and _below(over.price_max, base.price_min):
        said["price_min"] = None
    return replace(base, **said)


def _below(left: float | None, right: float | None) -> bool:
    return left is not None and right is not None and left < right
