"""``POST /v1/search/replay``."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field

from shopguide.api.caller import MAY_NAME_SHOPPER, own_shopper
from shopguide.api.schemas.request import RequestModel
from shopguide.domain.trace import MAX_TOKEN_CHARACTERS, trace_from_token
from shopguide.search.replay import ReplayReport, ReplayVerdict


def _of_own_shopper(trace: str) -> str:
    """A trace names its shopper, whose taste it would tell again."""
    if shopper_id := trace_from_token(trace).request.shopper_id:
        own_shopper(shopper_id)
    return trace


class ReplayRequest(RequestModel):
    """Which search to repeat. In a body, because addresses are logged and traces tell a query."""

    trace: Annotated[str, AfterValidator(_of_own_shopper), MAY_NAME_SHOPPER] = Field(
        min_length=1, max_length=MAX_TOKEN_CHARACTERS, description="As the search answered it."
    )


class VersionChangeView(BaseModel):
    """Something that the search depends on, then and now; empty for none."""

    what: str = Field(description="catalogue, encoder, lexicon, rules, synonyms and so on.")
    before: str
    after: str


class MovedHitView(BaseModel):
    """A hit in another place, counted from 1."""

    product_id: str
    before: int
    after: int


class ScoreChangeView(BaseModel):
    """A hit with another score."""

    product_id: str
    before: float
    after: float


class ReplayResponse(BaseModel):
    """What has become of a search."""

    verdict: ReplayVerdict = Field(
        description="'same_order': the same hits in the same order, with other scores."
    )
    why: list[str] = Field(description="In sentences; empty where nothing has changed.")
    versions: list[VersionChangeView]
    moved: list[MovedHitView]
    vanished: list[str] = Field(description="Ids of products that are no longer among the hits.")
    appeared: list[str] = Field(description="Ids of products that were not.")
    scores: list[ScoreChangeView]

    @classmethod
    def of(cls, report: ReplayReport) -> Self:
        """The response that tells a report."""
        return cls.model_validate(report, from_attributes=True)
