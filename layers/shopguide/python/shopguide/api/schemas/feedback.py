"""``POST /v1/answers/{answer_id}/feedback``."""

from typing import Self

from pydantic import BaseModel, Field

from shopguide.api.schemas.request import RequestModel, ShopperId
from shopguide.domain.moderation import Rating
from shopguide.moderation.checks import MAX_REMARK
from shopguide.moderation.feedback import FeedbackReceipt


class FeedbackRequest(RequestModel):
    """What a shopper thinks of an answer, or of an abstention."""

    rating: Rating = Field(description="A thumb up or down.")
    comment: str = Field(
        "",
        max_length=MAX_REMARK,
        description="Why; personal data are taken out before it is kept.",
    )
    shopper_id: ShopperId | None = Field(
        None,
        description="Account or session, so that of what one shopper says the last counts; without "
        "it, all who know the answer are one voice.",
    )


class FeedbackResponse(BaseModel):
    """What counts now."""

    answer_id: str = Field(description="The answer that was rated.")
    rating: Rating
    up: int = Field(description="Shoppers who liked the answer.")
    down: int = Field(description="Shoppers who disliked it.")
    case_id: str | None = Field(description="The case that people will look at, if there is one.")

    @classmethod
    def of(cls, receipt: FeedbackReceipt) -> Self:
        """The view of a receipt."""
        return cls(
            answer_id=receipt.answer_id,
            rating=receipt.rating,
            up=receipt.up,
            down=receipt.down,
            case_id=receipt.case_id or None,
        )
