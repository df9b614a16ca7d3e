"""Answers, and what else is put into words, over HTTP; one file a capability."""

from fastapi import APIRouter

from functions.assistant_api import (
    answers,
    compare,
    conversations,
    copywriting,
    feedback,
    moderation,
)
from shopguide import starting
from shopguide.api.application import create_app
from shopguide.api.observability import http_handler
from shopguide.bootstrap import identify

_ROOMS = (
    feedback.router,
    answers.router,
    compare.router,
    copywriting.router,
    conversations.router,
    moderation.router,
)
"""One for each capability; the longer of two paths that both fit comes first."""

router = APIRouter(routes=[route for room in _ROOMS for route in room.routes])

app = create_app("ShopGuide assistant API", [router], identify=identify)
lambda_handler = http_handler(app, "assistant_api")
starting.finish()
