"""Queries that somebody annotated with what they ask, and the shop that they are asked of."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shopguide.domain.lexicon import Lexicon, Name
from shopguide.domain.query import ConstraintKind, SortOrder
from shopguide.text.normalise import fold
from training.evaluate.errors import EvaluationInputError
from training.evaluate.records import read_text


@dataclass(frozen=True, slots=True)
class Constraint:
    """One thing that a query asks for, or (`negated`) does not want.

    A value or bounds, as in `shopguide.domain.query.Chip`; `around` instead of bounds where the
    shopper gives a number and no side. `text` are its words in the cleaned query. Where it is
    `optional`, finding it is neither right nor wrong.
    """

    kind: ConstraintKind
    text: str
    value: str = ""
    negated: bool = False
    at_least: float | None = None
    at_most: float | None = None
    around: float | None = None
    currency: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class AnnotatedQuery:
    """A query with all that it constrains, and the orders that are right for it."""

    query: str
    language: str
    constraints: Sequence[Constraint]
    sorts: Sequence[SortOrder]


def read_annotated_queries(path: Path) -> list[AnnotatedQuery]:
    """Read one JSON object a line: ``query, language, constraints, sort``.

    Raises:
        EvaluationInputError: the file cannot be read, or a line is something else.
    """
    queries = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        try:
            queries.append(_query_of(json.loads(line)))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise EvaluationInputError(
                f"{path.name}, line {number} is no annotated query: {error}.",
                fix="Write query, language, constraints and sort as "
                "tests/data/constraint_queries.md says.",
            ) from error
    return queries


def read_described_shop(path: Path) -> Lexicon:
    """The lexicon of a shop whose names, with their numbers of products, a JSON file lists.

    Raises:
        EvaluationInputError: the file cannot be read, or is something else.
    """
    try:
        return _lexicon_of(json.loads(read_text(path)))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise EvaluationInputError(
            f"{path.name} does not describe a shop: {error!r}.",
            fix="Give products, brands, categories, colours, sizes, genders and words.",
        ) from error


def _query_of(record: Mapping[str, Any]) -> AnnotatedQuery:
    sorts = [record["sort"], *record.get("or_sort", ())]
    return AnnotatedQuery(
        record["query"],
        record["language"],
        [each for entry in record["constraints"] for each in _constraints_of(entry)],
        [SortOrder(name) for name in sorts],
    )


def _constraints_of(entry: Mapping[str, Any]) -> list[Constraint]:
    """One constraint a value."""
    return [
        Constraint(
            ConstraintKind(entry["kind"]),
            entry["text"],
            value,
            negated=entry["negated"],
            at_least=entry.get("at_least"),
            at_most=entry.get("at_most"),
            around=entry.get("around"),
            currency=entry.get("currency", ""),
            optional=entry.get("optional", False),
        )
        for value in entry.get("values", [""])
    ]


def _lexicon_of(shop: Mapping[str, Any]) -> Lexicon:
    brands = {fold(name): Name(name, count) for name, count in shop["brands"].items()}
    categories = _categories_of(shop["categories"])
    names = {**brands, **categories}
    words = dict(shop["words"])
    for name, about in names.items():
        for word in name.split():
            words[word] = words.get(word, 0) + about.count
    return Lexicon(
        catalogue_version=1,
        products=shop["products"],
        words=words,
        brands=brands,
        categories=categories,
        colours=shop["colours"],
        sizes=shop["sizes"],
        genders=shop["genders"],
    )


def _categories_of(tree: Mapping[str, Mapping[str, int]]) -> dict[str, Name]:
    categories = {}
    for top, levels in tree.items():
        categories[fold(top)] = Name(top, sum(levels.values()), top)
        for level, count in levels.items():
            categories[fold(level)] = Name(level, count, f"{top} > {level}")
    return categories
