"""Puts products side by side, and says what it comes to for what a shopper needs."""

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np

from shopguide.compare.alignment import FIRST_ROWS, Aligned, align
from shopguide.compare.facts import facts_of
from shopguide.compare.kinds import are_of_one_kind
from shopguide.compare.mentions import mentions_of
from shopguide.compare.needs import Want, read_wants
from shopguide.compare.request import check_ids, read_need
from shopguide.compare.reviews import ReviewInsights, align_aspects, rating_row
from shopguide.compare.summary import Summariser, Summary
from shopguide.compare.verdicts import judge
from shopguide.domain.comparison import (
    ComparedAspect,
    ComparedRow,
    Comparison,
    ComparisonNote,
)
from shopguide.domain.errors import NotFoundError, product_not_found
from shopguide.domain.insight import ProductInsights
from shopguide.domain.product import Product
from shopguide.ports.clock import Clock
from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.carried import is_carried
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.language import Language, check_language, detect_language
from shopguide.text.passages import product_language
from shopguide.text.reviews.aspects import find_aspects

NEAREST_ROWS = 3
"""Attributes nearest to a need whose words name none."""


class CompareService:
    """Two to five products side by side, in Chinese or English.

    Args:
        index: Holds the products.
        encoder: Finds the attributes nearest to a need whose words name none.
        load_insights: Gives what reviews say on first use, None where nothing reads them.
        clock: Says when price and stock were read.
    """

    def __init__(
        self,
        index: VectorIndex,
        encoder: Encoder,
        load_insights: Callable[[], ReviewInsights | None],
        clock: Clock,
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._load_insights = load_insights
        self._clock = clock

    def compare(self, product_ids: Sequence[str], need: str = "", language: str = "") -> Comparison:
        """The products as they stand now, attribute by attribute, and what it comes to.

        Args:
            product_ids: Two to five different ones; their order is kept.
            need: What the shopper wants to do with it, in their words; may be empty.
            language: ``zh`` or ``en``; empty for that of the need, else of the first product.

        Raises:
            InvalidParameterError: too few or too many products, one of them twice, a need that is
                too long, or a language that is not ours.
            ProductNotFoundError: the shop has no product of one of these ids.
        """
        check_language(language)
        cleaned = read_need(need)
        products = self._fetch(check_ids(product_ids))
        spoken = cast("Language", language or _language_of(cleaned, products))
        wants = read_wants(cleaned, [product.brand for product in products]) if cleaned else []
        carried = all(map(is_carried, products)) or any("weight" in want.names for want in wants)
        facts = [facts_of(product, spoken) for product in products]
        rows = align(facts, spoken, carried=carried)
        insights = self._insights(products, spoken)
        aspects, ratings = align_aspects(insights), rating_row(insights, spoken)
        summariser = Summariser(products, spoken, cleaned)
        if cleaned:
            summary = self._for_need(summariser, cleaned, wants, rows, aspects, products)
        else:
            summary = summariser.of_differences(rows, aspects)
        return Comparison(
            products=products,
            language=spoken,
            need=need,
            rows=_with_ratings([each.row for each in rows], ratings),
            aspects=aspects,
            summary=summary.sentences,
            pick="" if summary.pick is None else products[summary.pick].product_id,
            notes=_notes(products, rows, summary, cleaned),
            compared_at=self._clock.now(),
        )

    def _fetch(self, product_ids: Sequence[str]) -> list[Product]:
        try:
            documents = self._index.fetch(PRODUCTS, product_ids)
        except NotFoundError:
            documents = ()
        found = {document.document_id: product_of(document.fields) for document in documents}
        for product_id in product_ids:
            if product_id not in found:
                raise product_not_found(product_id, field="product_ids")
        return [found[product_id] for product_id in product_ids]

    def _insights(self, products: Sequence[Product], language: Language) -> list[ProductInsights]:
        insights = self._load_insights()
        return [insights.of(each.product_id, language) for each in products] if insights else []

    def _for_need(
        self,
        summariser: Summariser,
        need: str,
        wants: Sequence[Want],
        rows: Sequence[Aligned],
        aspects: Sequence[ComparedAspect],
        products: Sequence[Product],
    ) -> Summary:
        judgements = judge(wants, rows)
        mentions = mentions_of(need, products)
        spoken_of = set(find_aspects(need))
        asked = [each for each in aspects if each.aspect in spoken_of]
        if not (judgements or mentions or asked):
            judgements = judge([Want((name,)) for name in self._nearest(need, rows)], rows)
            return summariser.of_nearest(judgements)
        return summariser.of_need(judgements, mentions, asked)

    def _nearest(self, need: str, rows: Sequence[Aligned]) -> list[str]:
        """Attributes that differ and whose sentences lie nearest to the need."""
        telling = [each for each in rows if each.row.differs and each.row.name not in FIRST_ROWS]
        if not telling:
            return []
        texts = [_as_text(each) for each in telling]
        nearness = self._encoder.encode_passages(texts) @ self._encoder.encode_queries([need])[0]
        order = np.argsort(-nearness, kind="stable")[:NEAREST_ROWS]
        return [telling[place].row.name for place in order]


def _with_ratings(rows: list[ComparedRow], ratings: ComparedRow | None) -> list[ComparedRow]:
    """The rows with what reviews come to behind those that every product has."""
    if ratings is None:
        return rows
    first = sum(row.name in FIRST_ROWS for row in rows)
    return [*rows[:first], ratings, *rows[first:]]


def _as_text(aligned: Aligned) -> str:
    values = ", ".join(cell.value for cell in aligned.row.cells if cell.value)
    return f"{aligned.row.shown}: {values}"


def _language_of(need: str, products: Sequence[Product]) -> Language:
    return detect_language(need) if need else product_language(products[0])


def _notes(
    products: Sequence[Product], rows: Sequence[Aligned], summary: Summary, need: str
) -> list[ComparisonNote]:
    prices = [each.current_price for each in products]
    attributes = [each for each in rows if each.row.name not in FIRST_ROWS]
    said = {
        ComparisonNote.PRICES_IN_DIFFERENT_CURRENCIES: len({p.currency for p in prices if p}) > 1,
        ComparisonNote.PRICE_UNKNOWN: None in prices,
        ComparisonNote.DIFFERENT_KINDS: not are_of_one_kind(products, rows),
        ComparisonNote.NOTHING_IN_COMMON: all(each.stated == 1 for each in attributes),
        ComparisonNote.VALUES_IN_TWO_LANGUAGES: len(set(map(product_language, products))) > 1,
        ComparisonNote.NEED_NOT_COVERED: bool(need) and not summary.covers_need,
    }
    return [note for note, holds in said.items() if holds]
