"""Canaries that look whether their product is there at all, where no search is needed."""

from collections.abc import Sequence

from shopguide.domain.canary import Canary, FallenCanary
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS


class PresenceCanaries:
    """The `CanarySearch` port without a search: the first product of the index comes first.

    Args:
        index: Has the live index, and the others.
        canaries: To look for; their queries mean nothing.
    """

    def __init__(self, index: VectorIndex, canaries: Sequence[Canary] = ()) -> None:
        self._index = index
        self._canaries = canaries

    def fallen(self, index_name: str) -> Sequence[FallenCanary]:
        """Canaries whose product is in the live index and not in the named one."""
        return [
            FallenCanary(canary, 1, None)
            for canary in self._canaries
            if self._has(PRODUCTS, canary) and not self._has(index_name, canary)
        ]

    def _has(self, name: str, canary: Canary) -> bool:
        return bool(self._index.fetch(name, [canary.product_id]))
