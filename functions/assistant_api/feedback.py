"""What shoppers think of answers."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from shopguide.api.schemas.feedback import FeedbackRequest, FeedbackResponse
from shopguide.api.schemas.request import Identifier, NoParameters
from shopguide.bootstrap import container

router = APIRouter(prefix="/v1/answers", tags=["answers"])


@router.post("/{answer_id}/feedback")
def answer_feedback(
    answer_id: Annotated[Identifier, Path(description="As the answer named it.")],
    request: FeedbackRequest,
    _: Annotated[NoParameters, Query()],
) -> FeedbackResponse:
    """Say what a shopper thinks of an answer or an abstention; the last thing they say counts."""
    receipt = container().feedback.give(
        answer_id, request.rating, request.comment, request.shopper_id or ""
    )
    return FeedbackResponse.of(receipt)
