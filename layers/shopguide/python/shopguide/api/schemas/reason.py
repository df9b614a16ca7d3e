"""Why a product or an article is recommended, as responses have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from pydantic import BaseModel, Field

from shopguide.domain.ranking import Reason, ReasonType
from shopguide.text.language import Language
from shopguide.text.reason_wording import reason_text


@dataclass(frozen=True, slots=True)
class Wording:
    """How reasons are told.

    Attributes:
        language: Of the sentences.
        titles: Of the products that reasons name, by their ids.
    """

    language: Language
    titles: Mapping[str, str]


UNWORDED = Wording("en", {})
"""Of what has no reasons."""


class ReasonView(BaseModel):
    """Why a product is there; machine-checkable."""

    type: ReasonType
    product_id: str | None = Field(description="The product that adds most to the score.")
    contribution: float | None = Field(description="Its share of the score, 0 to 1.")
    evidence: dict[str, Any] = Field(description="What the type names besides, such as a saving.")
    text: str = Field(description="The same in words, in Chinese or English.")

    @classmethod
    def of(cls, reason: Reason | None, wording: Wording) -> Self | None:
        """The view of a reason, None of none."""
        if reason is None:
            return None
        return cls(
            type=reason.type,
            product_id=reason.product_id,
            contribution=reason.contribution,
            evidence=dict(reason.evidence),
            text=reason_text(reason, wording.language, wording.titles),
        )
