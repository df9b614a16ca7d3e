"""``POST /v1/sessions``: a session of a new shopper, or of an account."""

from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from shopguide.access.service import IssuedSession
from shopguide.api.schemas.request import RequestModel
from shopguide.domain.session import MAX_TOKEN_CHARACTERS, SessionKind

_Token = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TOKEN_CHARACTERS)]


class SessionRequest(RequestModel):
    """The anonymous session that goes before, if there is one."""

    session_token: _Token | None = Field(
        None, description="Of an anonymous session that has not expired."
    )


class SessionResponse(BaseModel):
    """A session; whoever holds its token is this shopper."""

    session_token: str = Field(description="Send it as `Authorization: Bearer <token>`.")
    shopper_id: str = Field(description="Whose session it is; name it as `shopper_id`.")
    expires_at: AwareDatetime
    kind: SessionKind
    former_shopper_id: str | None = Field(
        description="Of the anonymous session that was shown at signing in."
    )

    @classmethod
    def of(cls, issued: IssuedSession) -> Self:
        """The view of a session that was just begun."""
        session = issued.session
        return cls(
            session_token=issued.token,
            shopper_id=session.shopper_id,
            expires_at=datetime.fromtimestamp(session.expires_at, UTC),
            kind=session.kind,
            former_shopper_id=issued.former_shopper_id or None,
        )
