"""Logs, metrics and traces around the functions' handlers.

Only handlers and the HTTP boundary come here. Capabilities log with the standard library, name
their steps with `stage` and tell `happened` what operators count; this makes of it what CloudWatch
and X-Ray read. Outside Lambda there is no context object, and nothing is written to standard
output.
"""

import logging
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeAlias

from shopguide.api.logs import log_ids, write_json_logs
from shopguide.api.metrics import NAMESPACE, Measurements
from shopguide.api.tracing import TraceContext, current_trace, send_trace
from shopguide.domain.errors import (
    BundleError,
    ConfigurationError,
    EncoderMismatchError,
    IndexLostError,
    IndexUnavailableError,
    ShopGuideError,
    UnavailableError,
)
from shopguide.domain.stages import Course, collect_stages

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = [
    "NAMESPACE",
    "count",
    "count_failure",
    "count_request",
    "http_handler",
    "name_metrics_by",
    "observed",
]

Event: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Event, Any], Any]

_FAILURES = (
    (BundleError, "BundleFailures"),
    (EncoderMismatchError, "BundleFailures"),
    (IndexUnavailableError, "IndexFailures"),
    (IndexLostError, "IndexFailures"),
    (ConfigurationError, "SettingFailures"),
    (UnavailableError, "DependencyFailures"),
)
"""By which metric work that failed is counted: the first class that the error is of."""

_measurements: ContextVar[Measurements | None] = ContextVar("measurements", default=None)
# Of the invocation at hand; None outside Lambda.
_namespace: list[Callable[[], str]] = []
_warm: set[str] = set()
_loaded: dict[str, None] = {}
# Models that no invocation has told of yet; one restored from a snapshot tells of those in it.


def observed(service: str) -> Callable[[Handler], Handler]:
    """Decorate a Lambda handler with structured logs, metrics and traces.

    Args:
        service: Name of the function in logs, metrics and traces.

    Neither the event nor the result is ever logged or traced: both hold what shoppers typed.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        def lambda_handler(event: Event, context: Any) -> Any:  # noqa: ANN401 - Lambda's own types
            if context is None:
                return handler(event, context)
            with _invocation(service, str(context.aws_request_id)):
                return handler(event, context)

        return lambda_handler

    return decorate


def http_handler(app: "FastAPI", service: str) -> Handler:
    """The Lambda handler that serves `app` behind an API Gateway HTTP API (payload 2.0)."""
    # Functions that serve no HTTP are deployed without these.
    from mangum import Mangum

    from shopguide.api.errors import PROBLEM_MEDIA_TYPE

    gateway = Mangum(
        app, lifespan="off", text_mime_types=["text/", "application/json", PROBLEM_MEDIA_TYPE]
    )

    @observed(service)
    def handler(event: Event, context: Any) -> Any:  # noqa: ANN401 - Lambda's own types
        return gateway(event, context)

    return handler


def count(name: str, value: float = 1) -> None:
    """Add to a metric of this invocation; nothing happens to it outside Lambda.

    Raises:
        KeyError: `METRICS` has no such metric.
    """
    if (measurements := _measurements.get()) is not None:
        measurements.add(name, value)


def count_failure(error: BaseException) -> None:
    """Count work that failed, by what has to be mended."""
    if isinstance(error, ShopGuideError):
        kinds = (name for kind, name in _FAILURES if isinstance(error, kind))
        count(next(kinds, "OtherFailures"))
    else:
        count("OtherFailures")


def count_request(route: str, status: int, milliseconds: float, course: Course) -> None:
    """Metrics of one HTTP request, by its route template; sent when the handler returns."""
    measurements = _measurements.get()
    if measurements is None:
        return
    measurements.add("RequestTime", milliseconds, of=route)
    measurements.add("ClientErrors", 400 <= status < 500)
    measurements.add("ServerErrors", status >= 500)
    measurements.add_course(course)
    send_trace(current_trace(), measurements.service, course, failed=status >= 500)


def name_metrics_by(source: Callable[[], str]) -> None:
    """Say where the namespace of the metrics is read; the settings know, this does not."""
    _namespace[:] = [source]


def tell_model(fingerprint: str) -> None:
    """Let operators see which version of a model this process works with."""
    _loaded[fingerprint] = None


@contextmanager
def _invocation(service: str, request_id: str) -> Iterator[None]:
    """What is measured and logged of one invocation; an error is counted, logged and passed on."""
    write_json_logs(service)
    if is_first := service not in _warm:
        random.seed()  # processes restored from one snapshot would all pause and sample alike
    namespace = _namespace[0]() if _namespace else NAMESPACE
    trace, measurements = current_trace(), Measurements(service, namespace)
    started = perf_counter()
    token = _measurements.set(measurements)
    try:
        with (
            log_ids(function_request_id=request_id, trace_id=trace.trace_id),
            collect_stages() as course,
            _failures_told(trace, measurements, course),
        ):
            yield
    finally:
        _measurements.reset(token)
        if is_first:
            _warm.add(service)
            measurements.add("ColdStarts")
        while _loaded:
            measurements.add("ModelsLoaded", of=_loaded.popitem()[0])
        measurements.add("InvocationTime", (perf_counter() - started) * 1000)
        measurements.flush()


@contextmanager
def _failures_told(
    trace: TraceContext, measurements: Measurements, course: Course
) -> Iterator[None]:
    failed = False
    try:
        yield
    except Exception as error:
        failed = True
        count_failure(error)
        logging.getLogger(f"shopguide.{measurements.service}").exception("The invocation failed.")
        raise
    finally:
        measurements.add_course(course)
        if course.stages:  # an HTTP request has told its own
            send_trace(trace, measurements.service, course, failed=failed)
