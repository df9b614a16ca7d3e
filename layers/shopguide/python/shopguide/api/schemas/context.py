"""Where a request or an event comes from: device, hour of the day, country."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shopguide.api.schemas.request import RequestModel
from shopguide.domain.recommending import Context


class Device(StrEnum):
    """What a shopper looks at the shop with."""

    MOBILE = "mobile"
    TABLET = "tablet"
    DESKTOP = "desktop"
    APP = "app"


Hour = Annotated[int, Field(ge=0, le=23)]
"""Of the shopper's own day."""

Country = Annotated[str, StringConstraints(to_upper=True, pattern=r"^[A-Za-z]{2}$")]
"""ISO 3166-1, two letters; comes out in capitals."""


class ContextInput(RequestModel):
    """Where an event comes from; what is left out says nothing."""

    device: Device | None = None
    hour: Hour | None = Field(None, description="Of the shopper's own day, 0 to 23.")
    country: Country | None = Field(None, description="ISO 3166-1, two letters.")

    def context(self) -> Context:
        """As the services take it."""
        return Context(
            device="" if self.device is None else self.device.value,
            hour=self.hour,
            country=self.country or "",
        )
