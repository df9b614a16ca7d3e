"""The canary queries, searched in the live index and in one that may take its place."""

import logging
from collections.abc import Callable, Sequence
from typing import cast

from shopguide.domain.canary import Canaries, Canary, FallenCanary
from shopguide.domain.errors import BundleMissingError
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.search.merchandising.service import MerchandisingService
from shopguide.search.request import SearchRequest
from shopguide.search.service import SearchService
from shopguide.text.index_layout import PRODUCTS

_log = logging.getLogger(__name__)

_FARTHEST = 100
"""As far down as one looks for where a canary that fell is now."""


class CanarySearches:
    """The `CanarySearch` port, by the search that shoppers use.

    Without a reranker, whose time is short and which therefore does not always have the last word:
    an import is not held by chance.

    Args:
        merchandising: Has the canaries.
        search_over: Product search over the index of this name or alias, with its own encoder.
    """

    def __init__(
        self, merchandising: MerchandisingService, search_over: Callable[[str], SearchService]
    ) -> None:
        self._merchandising = merchandising
        self._search_over = search_over

    def fallen(self, index_name: str) -> Sequence[FallenCanary]:
        """Canaries whose product is within its top in the live index, and not in the named one.

        None where the encoder that made the live index is gone: there is nothing to compare with.
        """
        content = cast("Canaries", self._merchandising.content(MerchandisingKind.CANARIES))
        if not content.canaries:
            return []
        try:
            live = self._search_over(PRODUCTS)
        except BundleMissingError as error:
            _log.warning("No canary is searched: what is live cannot be. %s", error)
            return []
        new = self._search_over(index_name)
        fallen = []
        for canary in content.canaries:
            before = _place(live, canary, canary.top)
            if before is not None and _place(new, canary, canary.top) is None:
                fallen.append(FallenCanary(canary, before, _place(new, canary, _FARTHEST)))
        return fallen


def _place(search: SearchService, canary: Canary, among: int) -> int | None:
    """Where the product is found, from 1: itself, or a hit that stands for it as a variant."""
    request = SearchRequest(canary.query, limit=among, personal=False, rerank=False)
    for place, hit in enumerate(search.search(request).hits, 1):
        if canary.product_id in (hit.product.product_id, *hit.variants):
            return place
    return None
