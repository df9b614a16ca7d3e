"""Sessions: anonymous ones for anybody, and those of accounts for whoever API Gateway let in."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from shopguide.api.caller import SIGNED_IN
from shopguide.api.gateway import account_of
from shopguide.api.schemas.request import NoParameters
from shopguide.api.schemas.session import SessionRequest, SessionResponse
from shopguide.bootstrap import container
from shopguide.domain.errors import NotFoundError

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])

Nothing = Annotated[NoParameters, Query()]

_NEW = SessionRequest(session_token=None)
"""What no body means."""


@router.post("", status_code=201)
def begin_session(_: Nothing, request: SessionRequest = _NEW) -> SessionResponse:
    """Begin the session of a new shopper, or prolong an anonymous one under its shopper's id."""
    return SessionResponse.of(container().access.begin(request.session_token or ""))


@router.post("/signed-in", status_code=201, dependencies=SIGNED_IN)
def sign_in(asked: Request, _: Nothing, request: SessionRequest = _NEW) -> SessionResponse:
    """Exchange the token of an account for a session; API Gateway has checked the token."""
    account = account_of(asked.scope)
    if account is None:
        raise NotFoundError(
            "Nobody signs in here: API Gateway's authoriser is not in front of this route.",
            fix="Deploy with the parameter JwtIssuer; docs/access.md says how.",
        )
    begun = container().access.begin_signed_in(*account, request.session_token or "")
    return SessionResponse.of(begun)
