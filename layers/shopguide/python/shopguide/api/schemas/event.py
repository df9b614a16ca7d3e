"""``POST /v1/events``: each event is judged by itself, so a bad one never costs the others."""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Any, Literal, TypeVar

from pydantic import AwareDatetime, Field, SkipValidation, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from shopguide.api.schemas.context import ContextInput
from shopguide.api.schemas.event_receipt import INVALID_EVENT, RejectedEvent
from shopguide.api.schemas.request import Identifier, RequestModel, ShopperId
from shopguide.api.validation import explain
from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.impression import MAX_SHOWN, ReportedImpression
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.money import CURRENCIES, MAX_AMOUNT, Money, minor_digits
from shopguide.domain.recommending import NO_CONTEXT, Context
from shopguide.events.service import Report

MAX_EVENTS = 500

ShownIn = Literal["home", "product", "cart", "campaign", "search"]
"""Where a list was shown: the scenes of recommendations, and search."""


class EventName(StrEnum):
    """What can be reported: every kind of interaction, and that a list was shown."""

    VIEW_ITEM = "view_item"
    SELECT_ITEM = "select_item"
    ADD_TO_WISHLIST = "add_to_wishlist"
    ADD_TO_CART = "add_to_cart"
    PURCHASE = "purchase"
    DISMISS = "dismiss"
    VIEW_ITEM_LIST = "view_item_list"


class EventInput(RequestModel):
    """What a shopper did with a product, or which products the shopper was shown."""

    event_id: Identifier = Field(
        description="Unique across shoppers (a UUID); sent again, it changes nothing."
    )
    event_name: EventName = Field(
        description="GA4's name of the event; 'dismiss' turns a product down for good."
    )
    shopper_id: ShopperId = Field(description="An account or an anonymous session.")
    product_id: Identifier | None = Field(None, description="Of all but 'view_item_list'.")
    product_ids: list[Identifier] | None = Field(
        None,
        min_length=1,
        max_length=MAX_SHOWN,
        description="Of 'view_item_list': what came into sight, in its order.",
    )
    timestamp: AwareDatetime | None = Field(
        None, description="ISO 8601 with a time zone; now, where it is missing."
    )
    ranking_id: Identifier | None = Field(
        None, description="Of the recommendations or the search that showed it."
    )
    scene: ShownIn | None = Field(None, description="Of 'view_item_list': where it was shown.")
    value: Decimal | None = Field(
        None, ge=0, le=MAX_AMOUNT, description="What was paid, quantities multiplied."
    )
    currency: str | None = Field(None, description="Of the value: ISO 4217.")
    context: ContextInput | None = None

    @field_validator("timestamp", mode="before")
    @classmethod
    def _refuse_numbers(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the caller sent
        """Seconds or milliseconds? Who sends a number may mean either."""
        if value is None or (isinstance(value, str) and "-" in value[1:]):
            return value
        raise PydanticCustomError("datetime_type", "Input should be an ISO 8601 date and time")

    def report(self) -> Report:
        """The event as the service takes it.

        Raises:
            InvalidParameterError: a member is missing that this kind of event needs, or one is
                there that it does not have.
        """
        if self.event_name is EventName.VIEW_ITEM_LIST:
            return self._impression()
        return self._interaction()

    def _interaction(self) -> ReportedInteraction:
        self._refuse("product_ids", "scene")
        return ReportedInteraction(
            self.event_id,
            self.shopper_id,
            InteractionKind(self.event_name.value),
            _required(self.product_id, "product_id"),
            self.timestamp,
            self.ranking_id or "",
            self._money(),
            self._context(),
        )

    def _impression(self) -> ReportedImpression:
        self._refuse("product_id", "value", "currency")
        shown = _required(self.product_ids, "product_ids")
        return ReportedImpression(
            self.event_id,
            self.shopper_id,
            tuple(dict.fromkeys(shown)),  # a carousel that goes round shows nothing twice
            self.ranking_id or "",
            self.scene or "",
            self.timestamp,
            self._context(),
        )

    def _context(self) -> Context:
        return NO_CONTEXT if self.context is None else self.context.context()

    def _money(self) -> Money | None:
        """The value; what binary fractions added behind its last decimal is rounded off."""
        if self.value is None:
            if self.currency is not None:
                raise _missing("value")
            return None
        currency = _required(self.currency, "currency")
        if currency not in CURRENCIES:
            raise InvalidParameterError(
                f"'currency': {currency[:20]!r} is not known.",
                fix="Send an ISO 4217 code in capitals, such as CNY or USD.",
                field="currency",
            )
        smallest = Decimal(1).scaleb(-minor_digits(currency))
        return Money(abs(self.value.quantize(smallest, ROUND_HALF_EVEN)), currency)  # -0 is 0

    def _refuse(self, *names: str) -> None:
        for name in names:
            if getattr(self, name) is not None:
                raise InvalidParameterError(
                    f"{name!r}: {self.event_name.value!r} has none.",
                    fix="Leave it out.",
                    field=name,
                )


_T = TypeVar("_T")


def _required(value: _T | None, name: str) -> _T:
    if value is None:
        raise _missing(name)
    return value


def _missing(name: str) -> InvalidParameterError:
    return InvalidParameterError(f"{name!r}: Field required.", fix="Add it.", field=name)


class EventBatch(RequestModel):
    """Up to 500 events."""

    # Judged one by one in `judged`; the type is what each of them should be.
    events: list[SkipValidation[EventInput]] = Field(min_length=1, max_length=MAX_EVENTS)

    def judged(self) -> Iterator[Report | RejectedEvent]:
        """Each event of the batch, in order, as the service takes it or with its problem."""
        for index, raw in enumerate(self.events):
            try:
                yield EventInput.model_validate(raw).report()
            except ValidationError as error:
                first = error.errors(include_url=False, include_input=False)[0]
                field, detail, fix = explain(first, first["loc"])
                yield RejectedEvent(
                    index=index, code=INVALID_EVENT, detail=detail, field=field, fix=fix
                )
            except InvalidParameterError as error:
                yield RejectedEvent(
                    index=index,
                    code=INVALID_EVENT,
                    detail=error.message,
                    field=error.field,
                    fix=error.fix,
                )
