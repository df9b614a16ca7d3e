"""Chinese and English texts of one thing, as a bilingual shop has them."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from shopguide.text.language import HAN
from shopguide.text.normalise import clean_text
from training.data.catalogue_products import PRODUCT_COLUMNS, embedded_text, rows_of
from training.data.cleaning.preparation import PreparedShop
from training.data.examples import Split, TextPair

if TYPE_CHECKING:
    import polars as pl

MODEL_CODE = r"\b[A-Z]{2,}-?[0-9]{2,}[A-Z0-9-]*\b"
"""``WH-1000XM5``, ``MX500``: letters, then digits; ``128GB`` and ``1080P`` are quantities."""

MAX_PRODUCTS_OF_A_CODE = 4
"""A code on more products of one language is a word of the trade (``HDMI20``), not a model."""

_SHORTEST_HAN = 4
_FEWEST_LATIN = 4
"""A brand and its model are three words at most ("Nuvio Power Max"), and no translation."""
_HAN_RUN = re.compile(rf"[{HAN}]+")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'&-]+")


def zh_en_pairs(shop: PreparedShop, split: Split = "train") -> list[TextPair]:
    """Both ways between Chinese and English: products listed in both languages (the same
    ``item_group_id``, ``gtin`` or model code), and titles that say everything twice.

    A title is the query; the text is the other product's, as the index embeds it, or the other half
    of the title. Memory: the products that have a partner.
    """
    import polars as pl

    products = shop.products.filter(pl.col("split") == split)
    pairs = [pair for row in rows_of(_partners(products), _BOTH) for pair in _of_partners(row)]
    titles = rows_of(products.filter(_is_bilingual()), ("title", "group"))
    pairs += [pair for row in titles for pair in _of_halves(row["title"], row["group"])]
    return list(dict.fromkeys(pairs))


_COLUMNS = (*PRODUCT_COLUMNS, "group")
_BOTH = (*(f"zh_{name}" for name in _COLUMNS), *(f"en_{name}" for name in _COLUMNS))


def halves_of(title: str) -> tuple[str, str] | None:
    """The Chinese and the English words of a title that has enough of both, else None."""
    han = " ".join(_HAN_RUN.findall(title))
    latin = [word for word in _LATIN_WORD.findall(title) if not word.isupper()]
    if len(han.replace(" ", "")) < _SHORTEST_HAN or len(latin) < _FEWEST_LATIN:
        return None
    return han, " ".join(latin)


def _partners(products: "pl.LazyFrame") -> "pl.LazyFrame":
    """A row for each Chinese and English product of one key, with the columns of both."""
    import polars as pl

    code = pl.col("title").str.to_uppercase().str.extract_all(MODEL_CODE).list.unique()
    keys = pl.concat(
        [
            products.select(*_COLUMNS, "language", key="group"),
            products.select(*_COLUMNS, "language", key=code).explode("key").drop_nulls("key"),
        ]
    ).filter(pl.len().over("key", "language") <= MAX_PRODUCTS_OF_A_CODE)
    sides = [
        keys.filter(pl.col("language") == language).select(
            "key", *(pl.col(name).alias(f"{language}_{name}") for name in _COLUMNS)
        )
        for language in ("zh", "en")
    ]
    return (
        sides[0]
        .join(sides[1], on="key", maintain_order="left_right")
        .select(_BOTH)
        .unique(maintain_order=True)
    )


def _is_bilingual() -> "pl.Expr":
    import polars as pl

    title = pl.col("title")
    return title.str.contains(r"\p{Han}{2}") & title.str.contains(r"[A-Za-z]{3}")


def _of_partners(row: dict[str, Any]) -> Iterator[TextPair]:
    zh, en = ({name: row[f"{side}_{name}"] for name in _COLUMNS} for side in ("zh", "en"))
    for query, text, language in ((zh, en, "zh"), (en, zh, "en")):
        yield TextPair(
            clean_text(query["title"]), embedded_text(text), "zh_en", language, zh["group"]
        )


def _of_halves(title: str, group: str) -> Iterator[TextPair]:
    halves = halves_of(clean_text(title))
    if halves:
        zh, en = halves
        yield TextPair(zh, en, "zh_en", "zh", group)
        yield TextPair(en, zh, "zh_en", "en", group)
