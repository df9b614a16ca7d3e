"""The lake: what shoppers were shown and did, as tables of a DuckDB that lives in memory.

    with open_lake(Path("lake")) as lake:
        lake.execute("SELECT count(*) FROM interaction")

Files are those that the service exports (``day=…/part-….jsonl.gz``, docs/events.md), or any other
JSON lines, Parquet or CSV with the same columns, anywhere below the folder.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.data.database import Database, open_connection
from training.data.lake_files import read_files
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
    "hour": "VARCHAR",
    "country": "VARCHAR",
}
_TEXTS = ("ranking_id", "scene", "device", "country")

SHOPPER_INTERACTIONS = 2_000
"""Interactions of one shopper that say what is wanted, the last ones: more are a robot's."""


@contextmanager
def open_lake(folder: Path) -> Iterator[Database]:
    """Tables ``interaction`` and ``impression``, each event once.

    Both have ``event_id, shopper_id``, ``moment`` (seconds since 1970, UTC), ``ranking_id, device,
    country`` (empty where unknown) and ``hour`` (NULL where unknown); interactions have ``kind,
    product_id`` beside, impressions ``product_ids, scene``. An event without a time or a shopper is
    left out, and so are broken lines.

    Raises:
        TrainingInputError: the folder holds no such file, or one that cannot be read.
    """
    with open_connection() as connection:
        database = Database(connection)
        if not read_files(database, folder, _COLUMNS).files:
            raise TrainingInputError(
                f"The lake {folder} holds no .jsonl, .parquet or .csv file.",
                fix="Give the folder that `shopguide signals build` exports to, or files of its "
                "columns (docs/events.md).",
                field="lake",
            )
        for table, member in (("interaction", "product_id"), ("impression", "product_ids")):
            database.execute(_events(table, member))
        database.drop("lake")
        yield database


def _events(table: str, member: str) -> str:
    """One type of event, told once: its earliest telling."""
    texts = ", ".join(f"coalesce({name}, '') AS {name}" for name in _TEXTS)
    return f"""
        CREATE TABLE {table} AS
        SELECT event_id, shopper_id, epoch(TRY_CAST(occurred_at AS TIMESTAMPTZ)) AS moment,
               kind, product_id, product_ids, TRY_CAST(hour AS INTEGER) AS hour, {texts}
        FROM lake
        WHERE type = '{table}' AND shopper_id <> ''
            AND {member} IS NOT NULL AND moment IS NOT NULL
        QUALIFY event_id IS NULL
            OR row_number() OVER (PARTITION BY event_id ORDER BY moment) = 1
    """  # noqa: S608 - names of ours
