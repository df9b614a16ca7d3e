"""Queries with rated products, for measuring search."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.evaluate.errors import EvaluationInputError
from training.evaluate.records import read_records

HIGHEST_RATING = 10
"""A rating counts ``2 ** rating - 1``: grades are few, such as 0 to 3."""


@dataclass(frozen=True, slots=True)
class Judgements:
    """Rated products of each query that search can be measured on.

    Attributes:
        ratings: Query -> product id -> rating, with at least one above 0.
        rows: Rows of the file.
        unknown_products: Rated products that the catalogue does not have.
        queries_left_out: Queries without a product of the catalogue that is rated above 0.
    """

    ratings: Mapping[str, Mapping[str, float]]
    rows: int
    unknown_products: Sequence[str] = ()
    queries_left_out: int = 0

    def within(self, product_ids: Collection[str]) -> "Judgements":
        """Those of a catalogue.

        Raises:
            EvaluationInputError: the catalogue has none of the products.
        """
        rated = {product for grades in self.ratings.values() for product in grades}
        unknown = sorted(rated.difference(product_ids))
        kept = {
            query: {product: grade for product, grade in grades.items() if product in product_ids}
            for query, grades in self.ratings.items()
        }
        usable = {query: grades for query, grades in kept.items() if any(grades.values())}
        if not usable:
            raise EvaluationInputError(
                f"The catalogue has none of the products that are rated (such as {unknown[:3]}).",
                fix="Use the ids of the products file, letter for letter, in column product_id.",
                field="product_id",
            )
        left_out = self.queries_left_out + len(kept) - len(usable)
        return Judgements(usable, self.rows, unknown, left_out)

    def first(self, count: int | None) -> "Judgements":
        """The first `count` queries of the file; all for None."""
        ratings = dict(list(self.ratings.items())[:count])
        return Judgements(ratings, self.rows, self.unknown_products, self.queries_left_out)


def read_judgements(path: Path) -> Judgements:
    """Read ``query, product_id, rating``; of two ratings of the same pair the higher one counts.

    Raises:
        EvaluationInputError: the file cannot be used, a row lacks its query or product, or a rating
            is no number from 0 to `HIGHEST_RATING`, or none is above 0.
    """
    records = read_records(path, "query", "product_id", "rating")
    ratings: dict[str, dict[str, float]] = defaultdict(dict)
    for row in records.rows:
        for column in ("query", "product_id"):
            if not row[column]:
                raise EvaluationInputError(
                    f"{path.name}, line {row.line}: {column} is empty.",
                    fix="Give every row a query, a product_id and a rating.",
                    field=column,
                )
        rating = records.number(row, "rating", 0, HIGHEST_RATING)
        known = ratings[row["query"]]
        known[row["product_id"]] = max(rating, known.get(row["product_id"], 0.0))
    usable = {query: grades for query, grades in ratings.items() if any(grades.values())}
    if not usable:
        raise EvaluationInputError(
            f"No rating of {path.name} is above 0.",
            fix="Rate at least one product of a query 1 or higher.",
            field="rating",
        )
    return Judgements(usable, len(records.rows), (), len(ratings) - len(usable))
