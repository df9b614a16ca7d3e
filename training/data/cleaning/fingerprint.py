"""A short word that changes exactly when what was trained on does."""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_FORMAT = "shop-data-1"
_MODULUS = 2**128
_BATCH_ROWS = 50_000


def tables_fingerprint(tables: Mapping[str, "pl.LazyFrame"]) -> str:
    """16 hex digits over the content of all tables; the order of rows and columns is nothing to it.

    The hashes of the rows are added up (Bellare & Micciancio 1997, "AdHash"), which needs no
    sorting, and tells a row that comes twice from one that comes once. Holds one batch of rows.
    """
    digest = hashlib.sha256(_FORMAT.encode())
    for name in sorted(tables):
        digest.update(f"{name}:{_table_sum(tables[name]):032x}".encode())
    return digest.hexdigest()[:16]


def _table_sum(table: "pl.LazyFrame") -> int:
    import polars as pl

    columns = sorted(table.collect_schema().names())
    cells = [pl.col(name).cast(pl.String).fill_null("\x00") for name in columns]
    rows = table.select(pl.concat_str(*cells, separator="\x1f").alias("row"))
    total = 0
    for batch in rows.collect_batches(chunk_size=_BATCH_ROWS, maintain_order=False):
        for text in batch["row"]:
            digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
            total += int.from_bytes(digest, "big")
    return total % _MODULUS
