"""From a shop's tables to what may be trained on, with an account of every row.

    prepared = prepare(read_shop(Path("shop")))
    print(prepared.report.render())

Each table is written twice to a temporary folder: with the reason to drop each row, then what is
kept, with its `split`. Both passes stream. In memory are the keys that duplicates are found by, the
ids and groups of products, the times of interactions and the hashes of texts that could leak: some
hundred bytes a row, however long its texts are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from training.data.cleaning.accounting import log_dropped, notes_of, table_report, unknown_products
from training.data.cleaning.duplicates import find_duplicates
from training.data.cleaning.fingerprint import tables_fingerprint
from training.data.cleaning.leakage import (
    late_interactions,
    leak_of,
    leaked_rows,
    products_on_both_sides,
    queries_like_titles,
    questions_heard_before,
)
from training.data.cleaning.normal_forms import language_of, readable
from training.data.cleaning.product_groups import joined_to_groups, product_groups
from training.data.cleaning.query_splits import about_held_out_products, with_query_groups
from training.data.cleaning.report import DataReport, LeakageCheck, Note
from training.data.cleaning.robots import find_robots
from training.data.cleaning.row_checks import SHOWN, TEXTS, with_reasons
from training.data.cleaning.splits import SplitShares, split_by, split_by_time, time_borders
from training.data.reading.columns import KINDS, Kind
from training.data.reading.shop_tables import ShopTables
from training.data.reading.staging import new_staging_folder
from training.errors import TrainingError

if TYPE_CHECKING:
    import polars as pl

_BY_PRODUCT: tuple[Kind, ...] = ("products", "qa", "reviews")


@dataclass(frozen=True)
class PreparedShop:
    """What may be trained on: clean tables with a `split`, and the account of the rest.

    Each table has the columns of `ShopTables` with readable texts, and `split` (``train``, ``dev``
    or ``test``). Rows with texts have a `language` (``zh`` or ``en``); products, questions, reviews
    and queries a `group`, equal for variants of one product. Near duplicates of a product are stood
    for by one of them, whose id their questions, reviews and queries then have (interactions name
    what was touched).
    """

    products: "pl.LazyFrame"
    qa: "pl.LazyFrame"
    reviews: "pl.LazyFrame"
    articles: "pl.LazyFrame"
    interactions: "pl.LazyFrame"
    queries: "pl.LazyFrame"
    report: DataReport

    @property
    def data_fingerprint(self) -> str:
        """16 hex digits that change exactly when the kept rows or their splits do."""
        return self.report.fingerprint


def prepare(
    shop: ShopTables, *, now: datetime | None = None, shares: SplitShares | None = None
) -> PreparedShop:
    """Clean a shop's tables, split them, and say what was dropped and why.

    Args:
        shop: As `read_shop` gave it.
        now: Nothing can have happened later; the present moment unless told.
        shares: How much is kept apart from training.
    """
    run = _Preparation(
        shop, new_staging_folder(), now or datetime.now(UTC), shares or SplitShares()
    )
    tables = run.prepare()
    return PreparedShop(**tables, report=run.report(tables))


class _Preparation:
    """One run over all tables; what it finds on the way goes into the report.

    Joins keep the order of rows, so that equal files train equal models.
    """

    def __init__(self, shop: ShopTables, folder: Path, now: datetime, shares: SplitShares) -> None:
        self._shop = shop
        self._folder = folder
        self._now = now
        self._shares = shares
        self._dropped = shop.dropped.copy()
        self._notes: list[Note] = []
        self._checks: list[LeakageCheck] = []
        self._borders: dict[str, str] = {}

    def prepare(self) -> dict[Kind, "pl.LazyFrame"]:
        """The kept tables by kind."""
        checked = self._checked("products")
        duplicates = find_duplicates(checked, "products")
        groups = product_groups(checked, duplicates)
        unique = self._drop("products", checked, duplicates)
        products = self._products(unique, groups)
        return {
            "products": products,
            "qa": self._about_products("qa", groups),
            "reviews": self._about_products("reviews", groups),
            "articles": self._kept("articles", self._split(self._unique("articles"), "title")),
            "interactions": self._interactions(),
            "queries": self._queries(products, groups),
        }

    def report(self, tables: Mapping[Kind, "pl.LazyFrame"]) -> DataReport:
        """The account of the run that made these tables.

        Raises:
            TrainingError: a product or a time is on both sides of a split.
        """
        by_product = {kind: tables[kind] for kind in _BY_PRODUCT}
        heard = questions_heard_before(tables["qa"])
        torn = products_on_both_sides(by_product)
        late = late_interactions(tables["interactions"])
        if torn or late:
            raise TrainingError(
                f"The splits leak: {torn} products on both sides, {late} late interactions.",
                fix="This is a fault of training.data; please report it.",
            )
        checks = (
            LeakageCheck("held-out questions heard about other products", heard, "kept"),
            LeakageCheck("products on both sides", torn, "as must be"),
            LeakageCheck("interactions of train after dev begins", late, "as must be"),
        )
        return DataReport(
            tables={kind: table_report(tables[kind], self._shop.rows[kind]) for kind in KINDS},
            dropped=self._dropped,
            notes=self._notes,
            checks=(*self._checks, *checks),
            borders=self._borders,
            fingerprint=tables_fingerprint(
                {kind: tables[kind].drop("file", "line") for kind in KINDS}
            ),
        )

    def _products(self, rows: "pl.LazyFrame", groups: "pl.DataFrame") -> "pl.LazyFrame":
        named = groups.lazy().select("id", "group")
        grouped = rows.join(named, on="id", how="left", maintain_order="left")
        return self._kept("products", self._split(grouped, "group"))

    def _about_products(self, kind: Kind, groups: "pl.DataFrame") -> "pl.LazyFrame":
        rows = self._unique(kind, groups)
        self._notes += unknown_products(kind, rows)
        rows = self._split(rows, "group")
        if leak := leak_of(kind):
            rows = self._drop_leak(kind, rows, leaked_rows(rows, leak), leak.reason, leak.meaning)
        return self._kept(kind, rows.drop("known"))

    def _queries(self, products: "pl.LazyFrame", groups: "pl.DataFrame") -> "pl.LazyFrame":
        rows = self._unique("queries", groups)
        self._notes += unknown_products("queries", rows)
        same = queries_like_titles(rows, products)
        rows = self._drop_leak("queries", rows, same, "equals_title", "queries that are a title")
        rows = self._split(with_query_groups(rows), "query_group")
        torn = about_held_out_products(rows, self._shares)
        meaning = "queries of train about held-out products"
        rows = self._drop_leak("queries", rows, torn, "held_out_product", meaning)
        return self._kept("queries", rows.drop("known", "query_group"))

    def _interactions(self) -> "pl.LazyFrame":
        import polars as pl

        rows = self._unique("interactions")
        robots = rows.join(find_robots(rows).lazy(), on="shopper_id", how="semi")
        rows = self._drop("interactions", rows, _because(robots.select("row").collect(), "robot"))
        borders = time_borders(rows, self._shares)
        if borders is None:
            return self._kept("interactions", rows.with_columns(split=pl.lit("train")))
        self._borders = {
            name: moment.isoformat()
            for name, moment in zip(("dev_from", "test_from"), borders, strict=True)
        }
        return self._kept("interactions", rows.with_columns(split=split_by_time(*borders)))

    def _unique(self, kind: Kind, groups: "pl.DataFrame | None" = None) -> "pl.LazyFrame":
        """The rows of a table that are useful and say something new.

        Rows about products come to the product that was kept first: what is said of two near
        duplicates is said twice.
        """
        rows = self._checked(kind)
        if groups is not None:
            rows = joined_to_groups(rows, groups)
        return self._drop(kind, rows, find_duplicates(rows, kind))

    def _checked(self, kind: Kind) -> "pl.LazyFrame":
        """The rows that are useful by themselves, with readable texts, numbered by `row`."""
        import polars as pl

        table = self._shop.table(kind)
        self._notes += notes_of(kind, table)
        rows = table.with_columns(readable(name) for name in TEXTS[kind]).with_row_index("row")
        if TEXTS[kind]:
            rows = rows.with_columns(language=language_of(*TEXTS[kind][:2]))
        rows = self._written(f"{kind}.checked", with_reasons(rows, kind, self._now))
        log_dropped(self._dropped, kind, rows.filter(pl.col("reason").is_not_null()))
        return rows.filter(pl.col("reason").is_null()).drop("reason", "shown")

    def _drop(self, kind: Kind, rows: "pl.LazyFrame", doomed: "pl.DataFrame") -> "pl.LazyFrame":
        """The rows without the doomed (`row`, `reason`), which are logged."""
        import polars as pl

        if doomed.is_empty():
            return rows
        gone = rows.join(doomed.lazy(), on="row", how="inner")
        gone = gone.with_columns(shown=pl.col(SHOWN[kind]))
        log_dropped(self._dropped, kind, gone)
        return rows.join(doomed.lazy(), on="row", how="anti", maintain_order="left")

    def _drop_leak(
        self, kind: Kind, rows: "pl.LazyFrame", leaked: "pl.DataFrame", reason: str, meaning: str
    ) -> "pl.LazyFrame":
        self._checks.append(LeakageCheck(meaning, leaked.height, "dropped"))
        return self._drop(kind, rows, _because(leaked, reason))

    def _split(self, rows: "pl.LazyFrame", column: str) -> "pl.LazyFrame":
        import polars as pl

        return rows.with_columns(split=split_by(pl.col(column), self._shares))

    def _kept(self, kind: Kind, rows: "pl.LazyFrame") -> "pl.LazyFrame":
        return self._written(kind, rows.drop("row"))

    def _written(self, name: str, rows: "pl.LazyFrame") -> "pl.LazyFrame":
        import polars as pl

        path = self._folder / f"{name}.parquet"
        rows.sink_parquet(path, compression="lz4")
        return pl.scan_parquet(path)


def _because(rows: "pl.DataFrame", reason: str) -> "pl.DataFrame":
    import polars as pl

    return rows.with_columns(reason=pl.lit(reason))
