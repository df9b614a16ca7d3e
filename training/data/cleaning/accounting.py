"""Counts of what is kept, dropped and remarkable in a table."""

from typing import TYPE_CHECKING

from training.data.cleaning.normal_forms import CONTROL_PATTERN, HTML_PATTERN
from training.data.cleaning.report import Note, TableReport
from training.data.cleaning.row_checks import TEXTS
from training.data.reading.columns import Kind
from training.data.reading.dropped import SAMPLES, DropLog

if TYPE_CHECKING:
    import polars as pl


def log_dropped(log: DropLog, kind: Kind, rows: "pl.LazyFrame") -> None:
    """Count rows by their `reason`, with the first of each as samples (`file, line, shown`)."""
    import polars as pl

    sample = pl.struct("file", "line", "shown").bottom_k_by("row", SAMPLES)
    for entry in (
        rows.group_by("reason").agg(pl.len(), sample.alias("samples")).collect().to_dicts()
    ):
        found = log.of(kind, entry["reason"])
        for row in entry["samples"]:
            found.add(row["file"], row["line"], row["shown"] or "")
        found.count += entry["len"] - len(entry["samples"])


def notes_of(kind: Kind, table: "pl.LazyFrame") -> list[Note]:
    """What is remarkable in a table as it was read."""
    import polars as pl

    texts = [pl.col(name) for name in TEXTS[kind]]
    if not texts:
        return []
    counts = {
        "HTML taken out": pl.any_horizontal(text.str.contains(HTML_PATTERN) for text in texts),
        "control characters taken out": pl.any_horizontal(
            text.str.contains(CONTROL_PATTERN) for text in texts
        ),
    }
    if kind == "products":
        counts |= {f"no {name}": pl.col(name) == "" for name in ("description", "brand")}
    if kind == "reviews":
        counts["no rating"] = pl.col("rating").is_null()
    return _counted(kind, table, counts)


def unknown_products(kind: Kind, rows: "pl.LazyFrame") -> list[Note]:
    """How many rows name a product that the catalogue does not have."""
    import polars as pl

    is_unknown = ~pl.col("known") & (pl.col("product_id") != "")
    return _counted(kind, rows, {"product unknown to the catalogue (kept)": is_unknown})


def _counted(kind: Kind, rows: "pl.LazyFrame", counts: dict[str, "pl.Expr"]) -> list[Note]:

    sums = rows.select(value.sum().alias(what) for what, value in counts.items()).collect()
    found = sums.row(0, named=True)
    return [Note(kind, what, int(count)) for what, count in found.items() if count]


def table_report(kept: "pl.LazyFrame", read: int) -> TableReport:
    """The counts of a table that was kept."""
    import polars as pl

    def counts(column: str) -> dict[str, int]:
        if column not in kept.collect_schema():
            return {}
        found = kept.group_by(column).len().sort(column).collect()
        return dict(found.iter_rows())

    rows = int(kept.select(pl.len()).collect().item())
    return TableReport(read, rows, counts("split"), counts("language"))
