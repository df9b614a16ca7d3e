"""Port: what shoppers like."""

from typing import Protocol

from shopguide.domain.shopper_profile import ShopperProfile


class ShopperProfiles(Protocol):
    """Profiles of shoppers and sessions, as of their last interaction."""

    def of(self, shopper_id: str) -> ShopperProfile | None:
        """The profile, None for somebody who has done nothing yet with what the shop has.

        Raises:
            UnavailableError: it cannot be read now.
        """
