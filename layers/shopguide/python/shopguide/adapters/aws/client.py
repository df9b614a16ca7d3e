"""A client of one AWS service that fails soon, and with ShopGuide's errors."""

from typing import Any, Literal

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoRegionError

from shopguide.domain.errors import ConfigurationError, UnavailableError
from shopguide.domain.time_left import is_over

ATTEMPTS = 3
CONNECT_SECONDS = 1.0
READ_SECONDS = 3.0
CONNECTIONS = 32

_MISSING = {
    "NoSuchBucket",
    "ResourceNotFoundException",
    "AWS.SimpleQueueService.NonExistentQueue",
    "QueueDoesNotExist",
}
_DENIED = {
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
    "403",
}
_OVERLOADED = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
}


class AwsClient:
    """Calls one service, at most `ATTEMPTS` times (botocore's standard retries, with jitter).

    Args:
        service: Its name in boto3.
        target: What is used of it, as a reader knows it, e.g. ``table shop (SHOPGUIDE_TABLE)``.
        error: What to raise when it does not answer.
        read_seconds: How long one answer may take.
        addressing: Of S3's buckets; ``virtual`` signs addresses of the bucket's own region.
    """

    def __init__(
        self,
        service: str,
        *,
        target: str,
        error: type[UnavailableError],
        read_seconds: float = READ_SECONDS,
        addressing: Literal["auto", "virtual"] = "auto",
    ) -> None:
        self._service = service
        self._target = target
        self._error = error
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=read_seconds,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            max_pool_connections=CONNECTIONS,
            s3={"addressing_style": addressing},
        )
        try:
            self.sdk: Any = boto3.client(service, config=config)  # type: ignore[call-overload]
        except NoRegionError as problem:
            raise ConfigurationError(
                "No AWS region is set.",
                fix="Set AWS_REGION to the region that the stack is deployed in.",
                field="AWS_REGION",
            ) from problem
        # Before each attempt: so what outlasts a request is one of them, and no more.
        self.sdk.meta.events.register_first(f"before-send.{service}", self._require_time)

    def call(self, operation: str, **parameters: object) -> dict[str, Any]:
        """One request.

        Raises:
            UnavailableError: of the client's own kind, when the service or its target cannot be
                used.
            ClientError: the service answered, and refused this request.
        """
        try:
            answer: dict[str, Any] = getattr(self.sdk, operation)(**parameters)
        except (ClientError, BotoCoreError) as error:
            raise self.translated(error) from error
        return answer

    def translated(self, error: ClientError | BotoCoreError) -> Exception:
        """The error to raise instead; a refusal of just this request stays as it is."""
        if isinstance(error, BotoCoreError):
            return self._unavailable(f"does not answer: {error}", "Check network and credentials.")
        code = error_code(error)
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if code in _MISSING:
            return self._unavailable("does not exist", "Check the setting; template.yaml makes it.")
        if code in _DENIED:
            return self._unavailable(
                f"refuses access ({code})", "Check credentials and the function's policy."
            )
        if code in _OVERLOADED or status >= 500:
            return self._unavailable(f"is overloaded or failing ({code})", "Try again later.")
        return error

    def _require_time(self, **_: object) -> None:
        if is_over():
            raise self._unavailable(
                "was not asked: the time for this request was over",
                "See which stage took it; docs/faults.md has the times of each.",
            )

    def _unavailable(self, problem: str, fix: str) -> UnavailableError:
        return self._error(f"The {self._service} {self._target} {problem}.", fix=fix)


def error_code(error: ClientError) -> str:
    """AWS's word for what went wrong."""
    return str(error.response.get("Error", {}).get("Code", ""))
