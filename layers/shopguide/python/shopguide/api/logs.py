"""Log lines as JSON, each with the ids of what was at work when it was written.

The same on Lambda and, with `shopguide serve --log-format json`, on one machine. Whatever is
logged below the boundary carries the request's id without knowing it.
"""

import json
import logging
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Final

from shopguide.domain.errors import ShopGuideError

OURS: Final = "shopguide"
"""The logger that all of ours are under."""

_PLAIN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_NO_IDS: Final[Mapping[str, str]] = MappingProxyType({})
_ids: ContextVar[Mapping[str, str]] = ContextVar("log_ids", default=_NO_IDS)


@contextmanager
def log_ids(**ids: str) -> Iterator[None]:
    """Put these ids on every line that is logged inside, beside those of what is around it.

    Args:
        ids: For example `request_id`, `trace_id`, `import_id`; empty ones are left out. Never a
            shopper's.
    """
    outer = _ids.get()
    _ids.set({**outer, **{name: value for name, value in ids.items() if value}})
    try:
        yield
    finally:
        _ids.set(outer)


class JsonFormatter(logging.Formatter):
    """One line of JSON for each record; what `extra` holds become members of their own.

    Args:
        service: Name of the function or server.
    """

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "timestamp": _time_of(record),
            "level": record.levelname,
            "service": self._service,
            "location": f"{record.name}:{record.lineno}",
            "message": record.getMessage(),
            **_ids.get(),
            **{name: value for name, value in vars(record).items() if name not in _PLAIN},
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= facts_of(record.exc_info[1])
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def facts_of(error: BaseException) -> dict[str, str]:
    """What a line says of an error beside its trace: its code, and what to do about it."""
    if not isinstance(error, ShopGuideError):
        return {"error": type(error).__name__}
    facts = {"error": type(error).__name__, "code": error.code, "fix": error.fix}
    return {name: value for name, value in facts.items() if value}


def write_json_logs(service: str) -> None:
    """Let all our loggers write JSON to standard output; safe to call again."""
    ours = logging.getLogger(OURS)
    ours.setLevel(logging.INFO)
    if any(isinstance(each.formatter, JsonFormatter) for each in ours.handlers):
        return
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(service))
    ours.addHandler(handler)
    # Lambda's own handler on the root logger would write the line a second time, as text.
    ours.propagate = False


def _time_of(record: logging.LogRecord) -> str:
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    return f"{whole}.{int(record.msecs):03d}Z"
