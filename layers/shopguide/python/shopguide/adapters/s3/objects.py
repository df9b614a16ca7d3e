"""Objects in an S3 bucket."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from botocore.exceptions import ClientError

from shopguide.adapters.aws.client import AwsClient, error_code
from shopguide.adapters.s3.stream import ObjectStream
from shopguide.domain.errors import (
    ObjectChangedError,
    ObjectNotFoundError,
    ObjectsUnavailableError,
)
from shopguide.ports.limits import check_object_key
from shopguide.ports.object_store import ObjectInfo

PART_BYTES = 8 << 20
READ_BYTES = 1 << 20
READ_SECONDS = 5.0
"""For the first byte, and between any two pieces."""

_NOT_FOUND = {"NoSuchKey", "404", "NotFound"}
_CHANGED = {"PreconditionFailed", "412", "InvalidRange"}


class S3ObjectStore:
    """An object store in one bucket; etags are S3's own, without their quotes."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket
        self._client = AwsClient(
            "s3",
            target=f"bucket {bucket!r} (SHOPGUIDE_BUCKET)",
            error=ObjectsUnavailableError,
            read_seconds=READ_SECONDS,
        )

    def put(self, key: str, body: BinaryIO | bytes) -> ObjectInfo:
        """Store an object; a stream is sent in parts, of which one at a time is in memory."""
        check_object_key(key)
        stream = io.BytesIO(body) if isinstance(body, bytes) else body
        first = _read_part(stream)
        if len(first) < PART_BYTES:
            answer = self._call("put_object", key, Body=first)
            return ObjectInfo(key, _unquoted(answer["ETag"]), len(first))
        return self._put_parts(key, first, stream)

    def open(self, key: str, *, if_match: str | None = None) -> BinaryIO:
        """A stream of the object's bytes; the caller closes it.

        Raises:
            ObjectNotFoundError: no such key.
            ObjectChangedError: its etag is no longer `if_match`; also later, while it is read.
        """
        check_object_key(key)
        condition = {} if if_match is None else {"IfMatch": f'"{if_match}"'}
        answer = self._call("get_object", key, **condition)

        def open_at(offset: int) -> object:
            return self._call("get_object", key, IfMatch=answer["ETag"], Range=f"bytes={offset}-")[
                "Body"
            ]

        raw = ObjectStream(open_at, answer["Body"], answer["ContentLength"])
        return io.BufferedReader(raw, READ_BYTES)

    def head(self, key: str) -> ObjectInfo:
        """Facts about an object; `ObjectNotFoundError` if there is none."""
        check_object_key(key)
        answer = self._call("head_object", key)
        return ObjectInfo(key, _unquoted(answer["ETag"]), answer["ContentLength"])

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        """Objects whose key begins with `prefix`, by key."""
        request = {"Bucket": self._bucket, "Prefix": prefix}
        while True:
            page = self._client.call("list_objects_v2", **request)
            for entry in page.get("Contents", ()):
                yield ObjectInfo(entry["Key"], _unquoted(entry["ETag"]), entry["Size"])
            if not page.get("IsTruncated"):
                return
            request["ContinuationToken"] = page["NextContinuationToken"]

    def delete(self, key: str) -> None:
        """Delete an object; an unknown key is ignored."""
        check_object_key(key)
        self._call("delete_object", key)

    def _put_parts(self, key: str, first: bytes, stream: BinaryIO) -> ObjectInfo:
        upload = self._call("create_multipart_upload", key)["UploadId"]
        try:
            parts: list[dict[str, object]] = []
            size, part = 0, first
            while part:
                number = len(parts) + 1
                answer = self._call(
                    "upload_part", key, UploadId=upload, PartNumber=number, Body=part
                )
                parts.append({"ETag": answer["ETag"], "PartNumber": number})
                size += len(part)
                part = _read_part(stream)
            answer = self._call(
                "complete_multipart_upload", key, UploadId=upload, MultipartUpload={"Parts": parts}
            )
        except BaseException:
            self._call("abort_multipart_upload", key, UploadId=upload)
            raise
        return ObjectInfo(key, _unquoted(answer["ETag"]), size)

    def _call(self, operation: str, key: str, **parameters: object) -> dict[str, Any]:
        try:
            return self._client.call(operation, Bucket=self._bucket, Key=key, **parameters)
        except ClientError as error:
            code = error_code(error)
            if code in _NOT_FOUND:
                raise ObjectNotFoundError(f"There is no object {key!r}.", field="key") from error
            if code in _CHANGED:
                raise ObjectChangedError(
                    f"{key} was overwritten in the meantime.", fix="Read it again from the start."
                ) from error
            raise ObjectsUnavailableError(
                f"S3 refuses {operation} of {key!r} ({code}).", fix="Check the bucket's settings."
            ) from error


def _read_part(stream: BinaryIO) -> bytes:
    """`PART_BYTES` of a stream, less only at its end: a stream may return fewer bytes at once."""
    pieces: list[bytes] = []
    missing = PART_BYTES
    while missing and (piece := stream.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def _unquoted(etag: str) -> str:
    return etag.strip('"')
