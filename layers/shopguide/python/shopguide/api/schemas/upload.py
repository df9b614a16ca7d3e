"""``POST /v1/catalog/uploads``: leave to upload one catalogue file."""

from typing import Literal, Self
from urllib.parse import urljoin

from pydantic import AwareDatetime, BaseModel, Field

from shopguide.api.schemas.request import RequestModel
from shopguide.catalog.upload_leave import UploadLeave
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.upload import MAX_UPLOAD_BYTES


class UploadRequest(RequestModel):
    """The file that is to be uploaded."""

    kind: CatalogKind = Field(description="What its rows are.")
    file_name: str = Field(
        description="Up to 200 characters, no folders; `<file>.mapping.json` is a column mapping.",
        json_schema_extra={"minLength": 1, "maxLength": 200},
    )
    content_type: str = Field(
        description="Such as `text/csv`; the upload must say the same.",
        json_schema_extra={"minLength": 3, "maxLength": 121},
    )
    bytes: int = Field(ge=1, le=MAX_UPLOAD_BYTES, description="Its size; the upload has no more.")
    check: bool = Field(False, description="Only check the file, and import nothing.")


class UploadResponse(BaseModel):
    """How to send the file, within `expires_at`, without any other credential."""

    method: Literal["POST", "PUT"] = Field(
        description="`POST`: a form with `fields` and, last, `file`; `PUT`: the file's bytes."
    )
    url: str
    fields: dict[str, str] = Field(description="Of the form; all of them, as they are.")
    headers: dict[str, str] = Field(description="To send with the request.")
    key: str = Field(description="Where the file will lie; the import names it as its object.")
    expires_at: AwareDatetime
    max_bytes: int

    @classmethod
    def of(cls, leave: UploadLeave, base_url: str) -> Self:
        """The view of a leave; `base_url` is the server that was asked."""
        ticket = leave.ticket
        return cls(
            method="POST" if ticket.method == "POST" else "PUT",
            url=urljoin(base_url, ticket.url),
            fields=dict(ticket.fields),
            headers=dict(ticket.headers),
            key=leave.object_key,
            expires_at=ticket.expires_at,
            max_bytes=leave.max_bytes,
        )
