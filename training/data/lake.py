"""The lake: what shoppers were shown and did, as tables of a DuckDB that lives in memory.

    with open_lake(Path("lake")) as lake:
        lake.sql("SELECT count(*) FROM interaction")

Files are those that the service exports (``day=…/part-….jsonl.gz``, docs/events.md), or any other
JSON lines, Parquet or CSV with the same columns, anywhere below the folder.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from training.errors import TrainingInputError

_COLUMNS = {
    "type": "VARCHAR",
    "event_id": "VARCHAR",
    "shopper_id": "VARCHAR",
    "occurred_at": "VARCHAR",
    "kind": "VARCHAR",
    "product_id": "VARCHAR",
    "product_ids": "VARCHAR[]",
    "ranking_id": "VARCHAR",
    "scene": "VARCHAR",
    "device": "VARCHAR",
    "hour": "INTEGER",
    "country": "VARCHAR",
}
_TEXTS = ("ranking_id", "scene", "device", "country")
SHOPPER_INTERACTIONS = 2_000
"""Interactions of one shopper that say what is wanted, the last ones: more are a robot's."""

_SUFFIXES = (".jsonl", ".jsonl.gz", ".parquet", ".csv", ".csv.gz")


def open_lake(folder: Path) -> duckdb.DuckDBPyConnection:
    """Tables ``interaction`` and ``impression``, each event once.

    Both have ``event_id, shopper_id``, ``moment`` (seconds since 1970, UTC), ``ranking_id, device,
    country`` (empty where unknown) and ``hour`` (NULL where unknown); interactions have ``kind,
    product_id`` beside, impressions ``product_ids, scene``. An event without a time is left out.

    Raises:
        TrainingInputError: the folder holds no such file, or one that cannot be read.
    """
    files = sorted(path for path in folder.rglob("*") if path.name.endswith(_SUFFIXES))
    if not files:
        raise _wrong(folder, "it holds no .jsonl, .jsonl.gz, .parquet or .csv file")
    lake = duckdb.connect(":memory:")
    try:
        _read(lake, files)
    except duckdb.Error as error:
        lake.close()
        raise _wrong(folder, str(error).split("\n")[0]) from error
    return lake


def _read(lake: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    given = " UNION ALL BY NAME ".join(
        f"SELECT * FROM {_scan(suffix, found)}"  # noqa: S608 - file names, quoted below
        for suffix in _SUFFIXES
        if (found := [str(path) for path in files if path.name.endswith(suffix)])
    )
    lake.execute(f"CREATE TABLE given AS {given}")
    present = {str(row[0]) for row in lake.execute("DESCRIBE given").fetchall()}
    for name, kind in _COLUMNS.items():
        if name not in present:
            lake.execute(f"ALTER TABLE given ADD COLUMN {name} {kind}")
    for table, member in (("interaction", "product_id"), ("impression", "product_ids")):
        lake.execute(_events(table, member))
    lake.execute("DROP TABLE given")


def _scan(suffix: str, files: Sequence[str]) -> str:
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in files)
    if suffix.startswith(".jsonl"):
        columns = ", ".join(f"{name}: '{kind}'" for name, kind in _COLUMNS.items())
        return (
            f"read_json([{names}], format = 'newline_delimited', columns = {{{columns}}}, "
            "hive_partitioning = false)"
        )
    reader = "read_parquet" if suffix == ".parquet" else "read_csv"
    return f"{reader}([{names}], union_by_name = true, hive_partitioning = false)"


def _events(table: str, member: str) -> str:
    """One type of event; files that hold only interactions need not say so."""
    texts = ", ".join(f"coalesce({name}, '') AS {name}" for name in _TEXTS)
    return f"""
        CREATE TABLE {table} AS
        SELECT event_id, shopper_id, epoch(TRY_CAST(occurred_at AS TIMESTAMP)) AS moment,
               kind, product_id, product_ids, hour, {texts}
        FROM given
        WHERE coalesce(type, 'interaction') = '{table}'
            AND {member} IS NOT NULL AND moment IS NOT NULL
        QUALIFY event_id IS NULL
            OR row_number() OVER (PARTITION BY event_id ORDER BY occurred_at) = 1
    """  # noqa: S608 - names of ours


def _wrong(folder: Path, what: str) -> TrainingInputError:
    return TrainingInputError(
        f"The lake {folder} cannot be read: {what}.",
        fix="Give the folder that `shopguide signals build` exports to, or files of its columns "
        "(docs/events.md).",
        field="lake",
    )
