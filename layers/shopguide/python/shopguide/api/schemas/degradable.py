"""What can be answered without a part of the shop says so."""

from typing import Any

from pydantic import BaseModel, Field, computed_field

from shopguide.domain.degraded import is_degraded
from shopguide.domain.stages import happened


class Degradable(BaseModel):
    """An answer that may have been made without a part; its notes name the part."""

    notes: list[str] = Field(
        description="What is not as one would expect, in stable words: docs/api.md lists them."
    )

    @computed_field(  # type: ignore[prop-decorator]
        description="Whether a part of the shop did not work and the answer was made without it."
    )
    @property
    def degraded(self) -> bool:
        """Whether a note names a part that was missing."""
        return is_degraded(self.notes)

    def model_post_init(self, _: Any) -> None:  # noqa: ANN401 - pydantic's own signature
        """Let operators count it."""
        if self.degraded:
            happened("degraded")
