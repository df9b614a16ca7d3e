"""Answers to single questions."""

import time
from typing import Annotated

from fastapi import APIRouter, Query

from shopguide.api.schemas.answer import AnswerRequest, AnswerResponse
from shopguide.api.schemas.request import NoParameters
from shopguide.bootstrap import with_live_encoder

router = APIRouter(prefix="/v1", tags=["answers"])


@router.post("/answers")
def answers(request: AnswerRequest, _: Annotated[NoParameters, Query()]) -> AnswerResponse:
    """Answer a question from the shop's data, with its evidence, or say that it is not there."""
    started = time.perf_counter()
    answer = with_live_encoder(lambda here: here.answer.answer(request.to_question()))
    return AnswerResponse.of(answer, took_ms=(time.perf_counter() - started) * 1000)
