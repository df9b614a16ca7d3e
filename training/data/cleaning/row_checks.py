"""What makes a row useless by itself: values that are missing, absurd or out of range."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from shopguide.domain.interaction import InteractionKind
from training.data.reading.columns import Kind

if TYPE_CHECKING:
    import polars as pl

MAX_CHARACTERS: Mapping[Kind, Mapping[str, int]] = {
    "products": {"id": 128, "title": 500},
    "qa": {"question": 1_000, "answer": 5_000},
    "reviews": {"text": 10_000},
    "articles": {"title": 500, "text": 200_000},
    "queries": {"query": 200},
}
"""Longer values are no such text but a mistake: a whole page, or several fields in one."""

REQUIRED: Mapping[Kind, Sequence[str]] = {
    "products": ("id", "title"),
    "qa": ("question", "answer"),
    "reviews": ("product_id", "text"),
    "articles": ("title", "text"),
    "interactions": ("shopper_id", "product_id", "type", "time"),
    "queries": ("query", "product_id", "rating"),
}
TEXTS: Mapping[Kind, Sequence[str]] = {
    "products": ("title", "description", "brand", "product_type"),
    "qa": ("question", "answer"),
    "reviews": ("title", "text"),
    "articles": ("title", "text"),
    "interactions": (),
    "queries": ("query",),
}
"""Columns of text that a person reads; the first ones say which language the row is in."""
SHOWN: Mapping[Kind, str] = {
    "products": "title",
    "qa": "question",
    "reviews": "text",
    "articles": "title",
    "interactions": "shopper_id",
    "queries": "query",
}
"""The column that a report shows of a row."""

RATINGS: Mapping[Kind, tuple[float, float]] = {"reviews": (1, 5), "queries": (0, 3)}
_FIRST_YEAR = datetime(1995, 1, 1, tzinfo=UTC)
_CLOCK_ERROR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A reason to drop a row: where `fails` is true. `column` is shown in the report."""

    reason: str
    fails: "pl.Expr"
    column: str


def checks_of(kind: Kind, now: datetime) -> list[RowCheck]:
    """The checks of one kind of row, the most telling first; nothing happens after `now`."""
    checks = [RowCheck(f"missing_{name}", _is_empty(name), name) for name in REQUIRED[kind]]
    checks += [
        RowCheck(f"{name}_too_long", _length(name) > limit, name)
        for name, limit in MAX_CHARACTERS.get(kind, {}).items()
    ]
    checks += [
        RowCheck(f"no_words_in_{name}", _has_no_words(name), name)
        for name in REQUIRED[kind]
        if name in TEXTS[kind]
    ]
    if kind in RATINGS:
        checks.append(_rating_check(*RATINGS[kind]))
    return checks + (_interaction_checks(now) if kind == "interactions" else [])


def _is_empty(column: str) -> "pl.Expr":
    import polars as pl

    value = pl.col(column)
    return value.is_null() if column in ("time", "rating") else value.str.len_bytes() == 0


def _length(column: str) -> "pl.Expr":
    import polars as pl

    return pl.col(column).str.len_chars()


def _has_no_words(column: str) -> "pl.Expr":
    import polars as pl

    return ~pl.col(column).str.contains(r"[\p{L}\p{N}]")


def _rating_check(lowest: float, highest: float) -> RowCheck:
    import polars as pl

    rating = pl.col("rating")
    within = rating.is_between(lowest, highest) & rating.is_finite()
    return RowCheck("rating_out_of_range", ~within, "rating")


def _interaction_checks(now: datetime) -> list[RowCheck]:
    import polars as pl

    known = [kind.value for kind in InteractionKind]
    return [
        RowCheck("unknown_type", ~pl.col("type").is_in(known), "type"),
        RowCheck("in_the_future", pl.col("time") > now + _CLOCK_ERROR, "time"),
        RowCheck("before_1995", pl.col("time") < _FIRST_YEAR, "time"),
    ]


def with_reasons(table: "pl.LazyFrame", kind: Kind, now: datetime) -> "pl.LazyFrame":
    """The rows with `reason` to drop each (null: none), and `shown`, the value at fault."""
    import polars as pl

    checks = checks_of(kind, now)
    reason = [pl.when(check.fails).then(pl.lit(check.reason)) for check in checks]
    shown = [pl.when(check.fails).then(pl.col(check.column).cast(pl.String)) for check in checks]
    return table.with_columns(reason=pl.coalesce(reason), shown=pl.coalesce(shown))
