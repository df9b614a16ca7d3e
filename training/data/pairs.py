"""Pairs of texts that a shop's own data says belong together.

    prepared = prepare(read_shop(Path("shop")))
    pairs = title_description_pairs(prepared) + question_evidence_pairs(prepared)

Texts of products are those that the index embeds (`shopguide.text.product_text`), so that training
and serving see the same thing. Each function returns a list: memory grows with the pairs, which
`limit` bounds (the same sample every time), and joins hold the texts of the catalogue once.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shopguide.text.normalise import clean_text
from shopguide.text.passage_text import passage_text
from shopguide.text.product_text import product_text
from training.data.catalogue_products import (
    PRODUCT_COLUMNS,
    embedded_text,
    joined_product,
    product_of_row,
    rows_of,
    sampled,
    with_products,
)
from training.data.cleaning.preparation import PreparedShop
from training.data.evidence import evidence_for
from training.data.examples import GradedPair, RatedReview, Split, TextPair

if TYPE_CHECKING:
    import polars as pl

MIN_DESCRIPTION_CHARACTERS = 20
"""Shorter descriptions name nothing that a title could be found by."""

_JOINED = tuple(f"product_{name}" for name in PRODUCT_COLUMNS)


def title_description_pairs(
    shop: PreparedShop, split: Split = "train", *, limit: int | None = None
) -> list[TextPair]:
    """Titles with the rest of their product's text: brand, category and description.

    The text is the embedded one without the title, which would otherwise be found by itself.
    """
    import polars as pl

    told = _of(shop.products, split).filter(
        pl.col("description").str.len_chars() >= MIN_DESCRIPTION_CHARACTERS
    )
    rows = rows_of(sampled(told, limit, "id"), (*PRODUCT_COLUMNS, "language", "group"))
    return [
        TextPair(
            query=clean_text(row["title"]),
            text=product_text(replace(product_of_row(row), title="")),
            kind="title_description",
            language=row["language"],
            group=row["group"],
        )
        for row in rows
    ]


def question_evidence_pairs(
    shop: PreparedShop, split: Split = "train", *, limit: int | None = None
) -> list[TextPair]:
    """Questions with what answers them: the shop's answer, and the passage of the product's record
    that says the same.

    The answer stands alone, without its question, as evidence for the same question of another
    shopper would; the passage is as answers embed it (`shopguide.text.passage_text`).
    """
    asked = sampled(_of(shop.qa, split), limit, "question")
    known = with_products(asked, shop.products, how="left")
    columns = ("question", "answer", "product_id", "language", "group", *_JOINED[1:])
    return [pair for row in rows_of(known, columns) for pair in _question_pairs(row)]


def query_product_pairs(
    shop: PreparedShop, split: Split = "train", *, limit: int | None = None
) -> list[GradedPair]:
    """Search queries with the embedded texts of the products that they were rated with."""
    rated = with_products(sampled(_of(shop.queries, split), limit, "query"), shop.products)
    return [
        GradedPair(
            clean_text(row["query"]),
            embedded_text(joined_product(row)),
            row["rating"],
            row["product_id"],
        )
        for row in rows_of(rated, ("query", "rating", "product_id", *_JOINED[1:]))
    ]


def rated_reviews(
    shop: PreparedShop, split: Split = "train", *, limit: int | None = None
) -> list[RatedReview]:
    """Reviews that have a rating, each beside its product's embedded text."""
    import polars as pl

    given = _of(shop.reviews, split).filter(pl.col("rating").is_not_null())
    known = with_products(sampled(given, limit, "text"), shop.products)
    columns = ("title", "text", "rating", "language", "product_id", *_JOINED[1:])
    return [
        RatedReview(
            review=clean_text(f"{row['title']} {row['text']}"),
            text=embedded_text(joined_product(row)),
            rating=row["rating"],
            language=row["language"],
        )
        for row in rows_of(known, columns)
    ]


def language_model_texts(shop: PreparedShop, split: Split = "train") -> Iterator[str]:
    """All that a shop says, one text at a time: descriptions, reviews, answers, guides.

    For masked language modelling; nothing is held in memory.
    """
    for table, columns in (
        (shop.products, ("title", "description")),
        (shop.reviews, ("title", "text")),
        (shop.qa, ("question", "answer")),
        (shop.articles, ("title", "text")),
    ):
        for row in rows_of(_of(table, split), columns):
            yield clean_text(" ".join(row.values()))


def _of(table: "pl.LazyFrame", split: Split) -> "pl.LazyFrame":
    import polars as pl

    return table.filter(pl.col("split") == split)


def _question_pairs(row: dict[str, Any]) -> Iterator[TextPair]:
    def pair(text: str) -> TextPair:
        question = clean_text(row["question"])
        return TextPair(question, text, "question_evidence", row["language"], row["group"])

    yield pair(clean_text(row["answer"]))
    if row["product_title"] is None:
        return  # about the shop, or about a product that is gone
    passage = evidence_for(row["answer"], product_of_row(joined_product(row)))
    if passage is not None:
        yield pair(passage_text(passage))
