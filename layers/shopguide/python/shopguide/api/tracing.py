"""Stages as subsegments of the trace that Lambda has begun, sent to X-Ray's daemon beside it.

One datagram a request, in X-Ray's documented form. The SDK that does this costs 0.2 s of each cold
start (docs/adr/0029-own-observability.md) for instrumentation that nothing here needs.
"""

import json
import logging
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shopguide.domain.stages import Course, Stage

MAX_DATAGRAM: Final = 60_000
"""Bytes; the daemon reads 64 KB. A longer document is sent without its stages."""

_HEADER: Final = b'{"format": "json", "version": 1}\n'
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TraceContext:
    """Where a segment belongs, and where it is sent.

    Attributes:
        trace_id: `1-<8 hex>-<24 hex>`; empty where nothing is traced.
        parent_id: 16 hex digits, of Lambda's own segment.
        sampled: Whether X-Ray keeps this trace.
        daemon: `host:port`.
    """

    trace_id: str = ""
    parent_id: str = ""
    sampled: bool = False
    daemon: str = ""


def trace_of(header: str, daemon: str) -> TraceContext:
    """The context in a header such as `Root=1-5759e988-bd86...;Parent=53995c3f42cd8ad8;Sampled=1`.

    A header that is none gives a context that traces nothing.
    """
    parts = dict(part.strip().partition("=")[::2] for part in header.split(";"))
    sampled = parts.get("Sampled") == "1" and bool(parts.get("Parent"))
    return TraceContext(parts.get("Root", ""), parts.get("Parent", ""), sampled, daemon)


_source: list[Callable[[], TraceContext]] = []


def read_traces_from(source: Callable[[], TraceContext]) -> None:
    """Say where the context of the invocation at hand is read; the settings know, this does not."""
    _source[:] = [source]


def current_trace() -> TraceContext:
    """Of the invocation at hand."""
    return _source[0]() if _source else TraceContext()


def send_trace(context: TraceContext, name: str, course: Course, *, failed: bool) -> None:
    """Send one subsegment with the stages of `course` in it; nothing where it is not sampled.

    A daemon that cannot be reached loses the trace, and nobody waits for it.
    """
    if not context.sampled or not context.daemon:
        return
    document = _document(context, name, course, failed=failed)
    datagram = _HEADER + json.dumps(document).encode()
    if len(datagram) > MAX_DATAGRAM:
        datagram = _HEADER + json.dumps({**document, "subsegments": []}).encode()
    host, _, port = context.daemon.rpartition(":")
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
            channel.sendto(datagram, (host, int(port)))
    except (OSError, ValueError) as error:
        _log.debug("A trace was not sent: %s", error)


def _document(context: TraceContext, name: str, course: Course, *, failed: bool) -> dict[str, Any]:
    return {
        "type": "subsegment",
        "trace_id": context.trace_id,
        "parent_id": context.parent_id,
        "id": secrets.token_hex(8),
        "name": name,
        "start_time": course.started_at,
        "end_time": course.started_at + time.perf_counter() - course.started,
        "fault": failed,
        "subsegments": _nested(course, course.stages, ()),
    }


def _nested(
    course: Course, stages: Sequence[Stage], inside: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Stages directly inside, each with those in it: they end before it does, and in order."""
    found: list[dict[str, Any]] = []
    within: list[Stage] = []
    for each in stages:
        if len(each.inside) > len(inside):
            within.append(each)
        elif each.inside == inside:
            begun = course.started_at + each.started_ms / 1000
            found.append(
                {
                    "id": secrets.token_hex(8),
                    "name": each.name,
                    "start_time": begun,
                    "end_time": begun + each.milliseconds / 1000,
                    "fault": each.failed,
                    "subsegments": _nested(course, within, (*inside, each.name)),
                }
            )
            within = []
    return found
