"""Port: the canary queries of the shop, searched as shoppers search."""

from collections.abc import Sequence
from typing import Protocol

from shopguide.domain.canary import FallenCanary


class CanarySearch(Protocol):
    """What becomes of the canaries where another index goes live."""

    def fallen(self, index_name: str) -> Sequence[FallenCanary]:
        """Canaries whose product is within its top in the live index, and not in the named one.

        In the order of their file; none where the shop has no canaries.

        Raises:
            NotFoundError: there is no such index.
            BundleMissingError: the encoder that made the named index is gone.
            UnavailableError: a dependency does not answer.
        """
