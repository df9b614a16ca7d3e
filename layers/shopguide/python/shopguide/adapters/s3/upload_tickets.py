"""Leave to upload one file into the bucket, as a presigned POST."""

from shopguide.adapters.aws.client import AwsClient
from shopguide.domain.errors import ObjectsUnavailableError
from shopguide.ports.clock import Clock
from shopguide.ports.upload_tickets import UploadOrder, UploadTicket, expiry

_ENCRYPTION = "x-amz-server-side-encryption"
_KEY_ID = "x-amz-server-side-encryption-aws-kms-key-id"


class S3UploadTickets:
    """Presigned POSTs: S3 itself holds the form to its policy.

    A presigned PUT would be bound to a key alone: of a POST, S3 also checks type and size.

    Args:
        bucket: Where to.
        clock: What time it is.
        kms_key: Key that files must be encrypted with; the bucket's own (AES256) without one.
    """

    def __init__(self, bucket: str, clock: Clock, kms_key: str = "") -> None:
        self._bucket = bucket
        self._clock = clock
        self._encryption = {_ENCRYPTION: "AES256"}
        if kms_key:
            self._encryption = {_ENCRYPTION: "aws:kms", _KEY_ID: kms_key}
        target = f"bucket {bucket!r} (SHOPGUIDE_BUCKET)"
        # Else the form's address is that of us-east-1, which redirects no form to another region.
        self._client = AwsClient(
            "s3", target=target, error=ObjectsUnavailableError, addressing="virtual"
        )

    def issue(self, order: UploadOrder) -> UploadTicket:
        """A form's address and fields; every field must be sent as it is, and nothing beside."""
        fields = {"Content-Type": order.content_type, **self._encryption}
        conditions: list[object] = [{name: value} for name, value in fields.items()]
        conditions.append(["content-length-range", 1, order.max_bytes])
        form = self._client.call(
            "generate_presigned_post",
            Bucket=self._bucket,
            Key=order.key,
            Fields=fields,
            Conditions=conditions,
            ExpiresIn=order.seconds,
        )
        expires_at = expiry(self._clock.now(), order.seconds)
        return UploadTicket("POST", form["url"], expires_at, fields=form["fields"])
