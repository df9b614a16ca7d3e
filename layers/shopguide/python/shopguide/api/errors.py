"""The only table from error to HTTP status, and the problem document (RFC 9457) it is told in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, Field
from starlette.responses import Response

from shopguide.domain.errors import ShopGuideError

PROBLEM_MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 2
"""What ``Retry-After`` says with every 503: our dependencies come back in seconds or not soon."""

_HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},
    503: {"Retry-After": str(RETRY_AFTER_SECONDS)},
}


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """How one error code is told: `title` never changes between two occurrences.

    `shows_detail` lets the error's own message and fix out; errors of ours (5xx) keep them for the
    log, but for those that name nothing of the inside and that an operator must see.
    """

    status: int
    title: str
    shows_detail: bool = True


ERRORS: Mapping[str, ErrorRow] = {
    "invalid_parameter": ErrorRow(400, "A parameter is wrong."),
    "invalid_body": ErrorRow(400, "The request body is wrong."),
    "invalid_json": ErrorRow(400, "The request body is not JSON."),
    "invalid_input": ErrorRow(400, "The request cannot be used."),
    "catalog_file_invalid": ErrorRow(400, "The catalogue file cannot be imported."),
    "credential_invalid": ErrorRow(401, "The credential is not valid."),
    "session_required": ErrorRow(401, "A session is missing."),
    "session_invalid": ErrorRow(401, "The session is not valid."),
    "session_expired": ErrorRow(401, "The session has expired."),
    "api_key_invalid": ErrorRow(401, "The API key is not valid."),
    "access_denied": ErrorRow(403, "The caller may not do this."),
    "not_your_shopper": ErrorRow(403, "The session is another shopper's."),
    "operators_only": ErrorRow(403, "Only operators may do this."),
    "upload_ticket_invalid": ErrorRow(403, "The upload has no leave."),
    "not_found": ErrorRow(404, "There is no such thing."),
    "route_not_found": ErrorRow(404, "There is no such route."),
    "product_not_found": ErrorRow(404, "There is no such product."),
    "article_not_found": ErrorRow(404, "There is no such article."),
    "answer_not_found": ErrorRow(404, "There is no such answer."),
    "conversation_not_found": ErrorRow(404, "There is no such conversation."),
    "case_not_found": ErrorRow(404, "There is no such moderation case."),
    "draft_not_found": ErrorRow(404, "There is no such draft."),
    "import_not_found": ErrorRow(404, "There is no such catalogue import."),
    "object_not_found": ErrorRow(404, "There is no such object."),
    "signals_not_found": ErrorRow(404, "There is no such version of the signals."),
    "training_job_not_found": ErrorRow(404, "There is no such training job."),
    "method_not_allowed": ErrorRow(405, "The route does not take this method."),
    "body_too_slow": ErrorRow(408, "The request body came too slowly."),
    "conflict": ErrorRow(409, "The request does not fit the current state."),
    "conversation_changed": ErrorRow(409, "The conversation went on meanwhile."),
    "draft_stale": ErrorRow(409, "The product changed after the draft was written."),
    "draft_decided": ErrorRow(409, "The draft was decided before."),
    "object_changed": ErrorRow(409, "The object was overwritten meanwhile."),
    "data_folder_in_use": ErrorRow(409, "Another process holds the data folder."),
    "version_not_kept": ErrorRow(409, "The earlier version's rows were not kept."),
    "body_too_large": ErrorRow(413, "The request body is too large."),
    "unsupported_media_type": ErrorRow(415, "The request body must be JSON."),
    "too_busy": ErrorRow(429, "The server has too much to do."),
    "internal_error": ErrorRow(500, "ShopGuide failed.", shows_detail=False),
    "encoder_mismatch": ErrorRow(500, "The index was built with another encoder."),
    "index_schema_conflict": ErrorRow(500, "The index has another schema.", shows_detail=False),
    "configuration_invalid": ErrorRow(500, "ShopGuide is misconfigured.", shows_detail=False),
    "bundle_invalid": ErrorRow(500, "A model bundle cannot be used.", shows_detail=False),
    "bundle_missing": ErrorRow(500, "A model bundle is missing.", shows_detail=False),
    "bundle_corrupt": ErrorRow(500, "A model bundle is damaged.", shows_detail=False),
    "bundle_kind_mismatch": ErrorRow(
        500, "A model bundle is of the wrong kind.", shows_detail=False
    ),
    "merchandising_damaged": ErrorRow(500, "Published rules or synonyms are damaged."),
    "experiments_damaged": ErrorRow(500, "Published experiments are damaged."),
    "manifest_damaged": ErrorRow(500, "The list of live rows is damaged.", shows_detail=False),
    "signals_damaged": ErrorRow(500, "A version of the signals is damaged."),
    "signals_build_failed": ErrorRow(500, "The signals could not be built."),
    "index_lost": ErrorRow(500, "The index has lost what was live.", shows_detail=False),
    "training_job_failed": ErrorRow(500, "A training job failed.", shows_detail=False),
    "unavailable": ErrorRow(503, "A service does not answer.", shows_detail=False),
    "index_unavailable": ErrorRow(503, "The vector index does not answer.", shows_detail=False),
    "records_unavailable": ErrorRow(503, "The record table does not answer.", shows_detail=False),
    "objects_unavailable": ErrorRow(503, "The object store does not answer.", shows_detail=False),
    "queue_unavailable": ErrorRow(503, "The work queue does not answer.", shows_detail=False),
    "training_jobs_unavailable": ErrorRow(
        503, "The training service does not answer.", shows_detail=False
    ),
    "storage_full": ErrorRow(503, "No room is left for data.", shows_detail=False),
}
"""Every error code that the API can answer with; docs/api.md lists them for callers."""


class ProblemDocument(BaseModel):
    """What every error answers with (RFC 9457, ``application/problem+json``)."""

    type: str = Field(description="URN of the error code.")
    title: str = Field(description="What went wrong, the same for every occurrence.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What went wrong this time.")
    code: str = Field(description="Stable code to branch on.")
    request_id: str = Field(description="Names this request in the logs.")
    field: str | None = Field(None, description="The parameter or member at fault.")
    fix: str | None = Field(None, description="What the caller can do.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One occurrence of an error, ready to be told; `code` is a row of `ERRORS`."""

    code: str
    detail: str = ""
    field_name: str | None = None
    fix: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return ERRORS[self.code].status


def problem_of(error: ShopGuideError) -> Problem:
    """How an error of ours is told; one without a row of its own is told as its parent."""
    code = next(c for c in _codes_of(type(error)) if c in ERRORS)
    row = ERRORS[code]
    headers = _HEADERS.get(row.status, {})
    if not row.shows_detail:
        again = "Send the request again later." if row.status == 503 else ""
        return Problem(code, fix=again, headers=headers)
    return Problem(code, error.message, error.field, error.fix, headers)


def _codes_of(kind: type[ShopGuideError]) -> list[str]:
    return [cls.code for cls in kind.__mro__ if issubclass(cls, ShopGuideError)]


def problem_response(problem: Problem, request_id: str) -> Response:
    """The HTTP answer that tells a problem."""
    row = ERRORS[problem.code]
    document = ProblemDocument(
        type=f"urn:shopguide:problem:{problem.code}",
        title=row.title,
        status=row.status,
        detail=problem.detail or row.title,
        code=problem.code,
        request_id=request_id,
        field=problem.field_name,
        fix=problem.fix or None,
    )
    text = json.dumps(document.model_dump(exclude_none=True), ensure_ascii=False)
    # A message may quote half of a surrogate pair out of a caller's JSON: UTF-8 has none.
    body = text.encode("utf-8", errors="replace")
    return Response(body, row.status, dict(problem.headers), PROBLEM_MEDIA_TYPE)
