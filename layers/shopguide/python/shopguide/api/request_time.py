"""How long a request may take: docs/faults.md has the times of every hop, held by a test."""

from starlette.types import Scope

REQUEST_SECONDS = 10.0
"""What is asked of others for a request ends by then."""

LAST_ATTEMPT_SECONDS = 6.0
"""What one attempt that began just in time may take longer: connecting and reading, of S3."""

_LEAST_SECONDS = 1.0


def seconds_for(scope: Scope) -> float:
    """Seconds for a request, so that it is answered before Lambda would end its function."""
    remaining = getattr(scope.get("aws.context"), "get_remaining_time_in_millis", None)
    if remaining is None:
        return REQUEST_SECONDS
    left = float(remaining()) / 1000 - LAST_ATTEMPT_SECONDS
    return max(_LEAST_SECONDS, min(REQUEST_SECONDS, left))
