"""The SQL of the batch: one SELECT a file under ``sql/``, whose result is a table of that name.

It keeps to what DuckDB, Trino (Athena) and Spark SQL have in common; where a function differs, it
is written as DuckDB has it, and `DIALECTS` says what to put in its place. docs/signals.md says how
to run it elsewhere.
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

DIALECTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "duckdb": {},
        "trino": {
            "EPOCH_US(TRY_CAST(occurred_at AS TIMESTAMPTZ))": (
                "TRY(CAST(TO_UNIXTIME(FROM_ISO8601_TIMESTAMP(occurred_at)) * 1E6 AS BIGINT))"
            ),
        },
        "spark": {
            "EPOCH_US(TRY_CAST(occurred_at AS TIMESTAMPTZ))": (
                "UNIX_MICROS(TRY_CAST(occurred_at AS TIMESTAMP))"
            ),
        },
    }
)
"""What other engines call it, by dialect."""

_NUMBER = re.compile(r"(?<![:\w]):([a-z_]+)\b")


def statement(name: str, numbers: Mapping[str, float], dialect: str = "duckdb") -> str:
    """The SELECT of ``sql/<name>.sql``, with numbers in place of each ``:name``.

    Raises:
        KeyError: A number of the statement is not given.
    """
    text = files("training.signals").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
    for ours, theirs in DIALECTS[dialect].items():
        text = text.replace(ours, theirs)
    return _NUMBER.sub(lambda found: _literal(numbers[found[1]]), text)


def _literal(number: float) -> str:
    """As all engines read it: a BIGINT or a DOUBLE, never a DECIMAL."""
    if isinstance(number, int):
        return str(number)
    text = repr(float(number)).upper()
    return text if "E" in text else f"{text}E0"
