"""Logs, metrics and traces of the functions, through Powertools.

Only handlers and the HTTP boundary come here. Capabilities log with the standard library, and their
loggers are given Powertools' formatter when a function runs on Lambda. Outside Lambda there is no
context object, and nothing is written to standard output.
"""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging.utils import copy_config_to_registered_loggers
from aws_lambda_powertools.metrics import MetricUnit

if TYPE_CHECKING:
    from fastapi import FastAPI

NAMESPACE = "ShopGuide"

Event: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Event, Any], Any]

_on_lambda = ContextVar("on_lambda", default=False)
# Whether a handler is at work that sends the metrics it collects.


def observed(service: str, *, correlation_path: str | None = None) -> Callable[[Handler], Handler]:
    """Decorate a Lambda handler with structured logs, metrics and traces.

    Args:
        service: Name of the function in logs, metrics and traces.
        correlation_path: JMESPath of the id in the event that ties log lines together.

    Neither the event nor the result is ever logged or traced: both hold what shoppers typed.
    """

    def decorate(handler: Handler) -> Handler:
        @cache
        def instrumented() -> Handler:
            return _instrument(handler, service, correlation_path)

        def lambda_handler(event: Event, context: Any) -> Any:  # noqa: ANN401 - Lambda's own types
            if context is None:
                return handler(event, context)
            token = _on_lambda.set(True)
            try:
                return instrumented()(event, context)
            finally:
                _on_lambda.reset(token)

        lambda_handler.__doc__ = handler.__doc__
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

    @observed(service, correlation_path="requestContext.requestId")
    def handler(event: Event, context: Any) -> Any:  # noqa: ANN401 - Lambda's own types
        return gateway(event, context)

    return handler


def count(name: str, value: float = 1) -> None:
    """Add to a metric of this invocation; nothing happens to it outside Lambda."""
    if _on_lambda.get():
        Metrics(namespace=NAMESPACE).add_metric(name=name, unit=MetricUnit.Count, value=value)


def count_request(route: str, status: int, milliseconds: float) -> None:
    """Metrics of one HTTP request, by its route template; sent when the handler returns."""
    if not _on_lambda.get():
        return
    metrics = Metrics(namespace=NAMESPACE)
    metrics.add_dimension(name="route", value=route)
    metrics.add_metric(name="RequestTime", unit=MetricUnit.Milliseconds, value=milliseconds)
    metrics.add_metric(name="ClientErrors", unit=MetricUnit.Count, value=400 <= status < 500)
    metrics.add_metric(name="ServerErrors", unit=MetricUnit.Count, value=status >= 500)


def _instrument(handler: Handler, service: str, correlation_path: str | None) -> Handler:
    # aws_xray_sdk costs 120 ms: it is paid only where there is something to trace.
    from aws_lambda_powertools import Tracer

    logger = Logger(service=service, serialize_stacktrace=False)
    logging.getLogger("shopguide").setLevel(logging.INFO)
    copy_config_to_registered_loggers(source_logger=logger, include={"shopguide"})
    metrics = Metrics(namespace=NAMESPACE, service=service)
    traced = Tracer(service=service, auto_patch=False).capture_lambda_handler(
        handler, capture_response=False
    )
    metered = metrics.log_metrics(traced, capture_cold_start_metric=True)
    return logger.inject_lambda_context(
        metered, log_event=False, clear_state=True, correlation_id_path=correlation_path
    )
