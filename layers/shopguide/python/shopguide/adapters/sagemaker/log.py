"""The log of a training job: every line of every host, once, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shopguide.adapters.aws.client import AwsClient, error_code
from shopguide.domain.errors import TrainingJobsUnavailableError
from shopguide.domain.training_job import LogLine

LOG_GROUP = "/aws/sagemaker/TrainingJobs"

_NOT_YET = "ResourceNotFoundException"
_EXPIRED = "InvalidParameterException"


@dataclass(slots=True)
class _Position:
    """How far one stream has been read.

    Attributes:
        token: CloudWatch's bookmark, valid for 24 hours; none at the start.
        last_ms: Time of the last line, in milliseconds since 1970.
        lines_at_last: Lines that have just that time; with `last_ms` a bookmark that never expires.
    """

    token: str | None = None
    last_ms: int = 0
    lines_at_last: int = 0


class TrainingJobLog:
    """Reads on where it stopped.

    A host has a stream of its own, ``<job>/algo-1-<when it started>``, and a new one after each
    spot interruption.
    """

    def __init__(self, client: AwsClient, job: str) -> None:
        self._client = client
        self._job = job
        self._positions: dict[str, _Position] = {}
        self._read: list[LogLine] = []

    def read(self) -> list[LogLine]:
        """Lines that came since the last call, by time.

        What an interrupted call had read already is part of the next one's answer.

        Raises:
            TrainingJobsUnavailableError: CloudWatch does not answer.
        """
        for stream in self._streams():
            self._read_stream(stream, self._positions.setdefault(stream, _Position()))
        lines, self._read = self._read, []
        return sorted(lines, key=lambda line: line.at)

    def _streams(self) -> list[str]:
        # The slash keeps out the streams of a job whose name merely begins with this one's.
        request = {"logGroupName": LOG_GROUP, "logStreamNamePrefix": f"{self._job}/"}
        names: list[str] = []
        while True:
            page = self._call("describe_log_streams", **request)
            names += [stream["logStreamName"] for stream in page.get("logStreams", ())]
            if "nextToken" not in page:
                return names
            request["nextToken"] = page["nextToken"]

    def _read_stream(self, stream: str, position: _Position) -> None:
        host = stream.removeprefix(f"{self._job}/").rpartition("-")[0]
        for event in self._events(stream, position):
            at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
            self._read.append(LogLine(host, event["message"].rstrip("\n"), at))

    def _events(self, stream: str, position: _Position) -> Iterator[dict[str, Any]]:
        """New events; a page may be empty in the middle, the end is a bookmark that stays put."""
        known = 0
        while True:
            bookmark = {"nextToken": position.token} if position.token else {}
            since = {"startTime": position.last_ms} if known else {}
            request = {"logGroupName": LOG_GROUP, "logStreamName": stream, "startFromHead": True}
            try:
                page = self._call("get_log_events", **request, **bookmark, **since)
            except _BookmarkExpiredError:
                position.token, known = None, position.lines_at_last
                continue
            events = page.get("events", [])
            fresh, known = events[known:], max(0, known - len(events))
            for event in fresh:
                _advance(position, event["timestamp"])
                yield event
            token = page.get("nextForwardToken")
            if token in (None, position.token):
                return
            position.token = token

    def _call(self, operation: str, **parameters: object) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client.sdk, operation)(**parameters)
        except BotoCoreError as error:
            raise self._client.translated(error) from error
        except ClientError as error:
            if error_code(error) == _NOT_YET:  # the first line makes the group and the stream
                return {}
            if error_code(error) == _EXPIRED and "nextToken" in parameters:
                raise _BookmarkExpiredError from error
            problem = self._client.translated(error)
            raise (_refused(error) if problem is error else problem) from error
        return answer


class _BookmarkExpiredError(Exception):
    """CloudWatch forgot where we were."""


def _advance(position: _Position, at_ms: int) -> None:
    same = at_ms == position.last_ms
    position.last_ms, position.lines_at_last = at_ms, position.lines_at_last + 1 if same else 1


def _refused(error: ClientError) -> TrainingJobsUnavailableError:
    return TrainingJobsUnavailableError(
        f"CloudWatch Logs refuses {error.operation_name} ({error_code(error)}).",
        fix=f"Look at the log group {LOG_GROUP} in the console.",
    )
