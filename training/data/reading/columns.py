"""Columns of a shop's files, as docs/data-formats.md names them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shopguide.domain.catalog_import import CatalogKind
from shopguide.text import catalog_columns

Kind = Literal["products", "qa", "reviews", "articles", "interactions", "queries"]
KINDS: tuple[Kind, ...] = ("products", "qa", "reviews", "articles", "interactions", "queries")

ValueType = Literal["text", "number", "time"]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that training reads of one kind of file; others are left out.

    `types` names those that are not text. `synonyms` gives the column that a header word stands
    for; those of one column come in the order in which they are preferred. Where `keeps_others` is
    set, every other column becomes an attribute.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    types: Mapping[str, ValueType] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    keeps_others: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Required and optional ones, in the order of the table."""
        return self.required + self.optional


def _synonyms(kind: CatalogKind) -> Mapping[str, str]:
    """The headers by which a catalogue import recognises the columns, in English and Chinese."""
    return catalog_columns.COLUMNS[kind].synonyms


COLUMNS: Mapping[Kind, Columns] = {
    "products": Columns(
        ("id", "title"),
        (
            *("description", "brand", "product_type", "gtin", "item_group_id", "price"),
            *("product_detail", "attributes"),
        ),
        synonyms=_synonyms(CatalogKind.PRODUCTS),
        keeps_others=True,
    ),
    "qa": Columns(
        ("question", "answer"),
        ("id", "product_id", "date"),
        {"date": "time"},
        _synonyms(CatalogKind.QA),
    ),
    "reviews": Columns(
        ("product_id", "text"),
        ("id", "title", "rating", "date"),
        {"rating": "number", "date": "time"},
        _synonyms(CatalogKind.REVIEWS),
    ),
    "articles": Columns(
        ("title", "text"), ("id", "date"), {"date": "time"}, _synonyms(CatalogKind.ARTICLES)
    ),
    "interactions": Columns(
        ("shopper_id", "product_id", "type", "time"),
        types={"time": "time"},
        synonyms={
            "event_name": "type",
            "kind": "type",
            "timestamp": "time",
            "occurred_at": "time",
        },
    ),
    "queries": Columns(("query", "product_id", "rating"), types={"rating": "number"}),
}
"""What each kind of file has; ``event_name`` and ``timestamp`` are those of ``POST /v1/events``."""

NOT_ATTRIBUTES = frozenset(
    "link image_link additional_image_link price sale_price currency availability seller"
    " rejected_line rejected_column rejected_reason".split()
)
"""Columns of a products file that say nothing a text could be learned from."""
