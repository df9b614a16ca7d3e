"""Leave to upload a catalogue file, for the catalogue team's own tools."""

import re
from dataclasses import dataclass

from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.upload import MAX_UPLOAD_BYTES, check_file_name, upload_object_key
from shopguide.ports.upload_tickets import UploadOrder, UploadTicket, UploadTickets

LEAVE_SECONDS = 900
"""How long an upload may wait for its beginning."""

_CONTENT_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,99}")
_S3_VARIABLE = "${"
"""S3 puts the sender's own file name in the place of ``${filename}`` in a form's key."""


@dataclass(frozen=True, slots=True)
class UploadLeave:
    """A ticket, and what it is for."""

    object_key: str
    max_bytes: int
    ticket: UploadTicket


class UploadLeaves:
    """Decides where a file goes, and lets it go nowhere else."""

    def __init__(self, tickets: UploadTickets) -> None:
        self._tickets = tickets

    def give(
        self, kind: CatalogKind, file_name: str, content_type: str, size: int, *, check: bool
    ) -> UploadLeave:
        """Leave to upload one file of at most `size` bytes, to be imported or only checked.

        Raises:
            InvalidParameterError: name, type or size cannot be.
            ObjectsUnavailableError: as `UploadTickets.issue`.
        """
        check_file_name(file_name, "file_name")
        if _S3_VARIABLE in file_name:
            raise InvalidParameterError(
                "'file_name': '${' has a meaning for S3.", fix="Leave it out.", field="file_name"
            )
        if not _CONTENT_TYPE.fullmatch(content_type):
            raise InvalidParameterError(
                f"'content_type': {content_type[:80]!r} is none.",
                fix="Send one such as text/csv, in lower case and without parameters.",
                field="content_type",
            )
        if not 1 <= size <= MAX_UPLOAD_BYTES:
            raise InvalidParameterError(
                f"'bytes': {size} is not between 1 and {MAX_UPLOAD_BYTES}.",
                fix="Send the size of the file; split one that is larger.",
                field="bytes",
            )
        key = upload_object_key(kind, file_name, check=check)
        ticket = self._tickets.issue(UploadOrder(key, content_type, size, LEAVE_SECONDS))
        return UploadLeave(key, size, ticket)
