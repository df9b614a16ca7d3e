"""What all requests have in common: no unknown names, and words for a wrong one."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from shopguide.api.caller import NAMES_SHOPPER, own_shopper

UNKNOWN_NAMES = "unknown_names"

Identifier = Annotated[
    str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")
]
"""An id of the caller's: up to 128 characters of any script, no control characters."""

ShopperId = Annotated[Identifier, AfterValidator(own_shopper), NAMES_SHOPPER]
"""A shopper: an account or an anonymous session. Every path, query and body names shoppers by this
type, and only who may act for the shopper gets past it."""


class RequestModel(BaseModel):
    """Parameters or a body; a name that it does not know is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_names(cls, data: Any) -> Any:  # noqa: ANN401 - whatever the caller sent
        if isinstance(data, Mapping):
            unknown = sorted(str(name) for name in data if name not in cls.model_fields)
            if unknown:
                # Half a surrogate pair is a name in JSON, but pydantic cannot carry it in an error.
                first = unknown[0].encode("utf-8", errors="replace").decode()
                known = ", ".join(cls.model_fields) or "none"
                raise PydanticCustomError(
                    UNKNOWN_NAMES, "unknown names", {"first": first, "known": known}
                )
        return data

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_broken_text(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the caller sent
        """JSON can spell half a surrogate pair, which nothing behind us can encode."""
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and not text.isascii():
                try:
                    text.encode()
                except UnicodeEncodeError:
                    raise PydanticCustomError(
                        "string_unicode", "Input should be valid Unicode"
                    ) from None
        return value


class NoParameters(RequestModel):
    """Of a route that takes none."""
