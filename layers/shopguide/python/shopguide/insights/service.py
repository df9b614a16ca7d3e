"""What reviews say about a product, aspect by aspect."""

import logging
from collections import OrderedDict
from threading import Lock

from shopguide.domain.bundle import name_and_version
from shopguide.domain.errors import NotFoundError, UnavailableError, product_not_found
from shopguide.domain.insight import InsightNote, ProductInsights
from shopguide.domain.live_catalogue import live_from_json
from shopguide.domain.product import Product
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.insights.opinion import OpinionReply, opinion_reply
from shopguide.insights.opinions import ReviewReader
from shopguide.insights.reviews import read_reviews
from shopguide.insights.summary import ReviewSummary, summarise
from shopguide.insights.usual_ratings import UsualRatings, read_usual_ratings
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PASSAGES, PRODUCTS, product_of
from shopguide.text.passages import product_language
from shopguide.text.reviews.aspects import AspectNames
from shopguide.text.reviews.sentiment_model import SentimentModel, sentiment_model

_log = logging.getLogger(__name__)

QUOTES = 3
"""Quotes for each side of an aspect, where nobody says how many."""

_KEPT = 64
"""Products whose reviews are kept read: a few MB."""


class InsightService:
    """Reviews to insights, in Chinese and English; needs no model in memory.

    Args:
        index: Has products and reviews, and the reviews' vectors.
        records: Says which catalogue version is live.
    """

    def __init__(self, index: VectorIndex, records: RecordTable) -> None:
        self._index = index
        self._records = records
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, int], ReviewSummary] = OrderedDict()
        self._usual: tuple[int, UsualRatings] | None = None

    def of(self, product_id: str, language: str = "", quotes: int = QUOTES) -> ProductInsights:
        """What the reviews of a product say; nothing, with a note, where it has none.

        Args:
            product_id: The product.
            language: ``zh`` or ``en``, of names; empty: that of the product's record.
            quotes: For each side of an aspect, `quotes.MAX_QUOTES` at most.

        Raises:
            ProductNotFoundError: the live catalogue has no such product.
        """
        product = self._product(product_id)
        summary = self._summary(product)
        return summary.insights(product_id, language or product_language(product), quotes)

    def opinion(self, question: str, product_id: str, language: str = "") -> OpinionReply | None:
        """What reviews answer to a question; None where they say nothing of what it asks.

        Args:
            question: "Is it comfortable?", 质量怎么样, "what do people complain about?", 值得买吗.
            product_id: The product it is about.
            language: ``zh`` or ``en``, of the answer; empty: that of the product's record.

        Raises:
            ProductNotFoundError: the live catalogue has no such product.
        """
        product = self._product(product_id)
        summary = self._summary(product)
        names = AspectNames(product.attributes)
        return opinion_reply(question, summary, names, language or product_language(product))

    def has_reviews(self, product_id: str) -> bool:
        """Whether anybody wrote a review of the product that can be read.

        Raises:
            ProductNotFoundError: the live catalogue has no such product.
        """
        return bool(self._summary(self._product(product_id)).opinions)

    def _product(self, product_id: str) -> Product:
        try:
            found = self._index.fetch(PRODUCTS, [product_id], fields=("product",))
        except NotFoundError:
            found = ()
        if not found:
            raise product_not_found(product_id)
        return product_of(found[0].fields)

    def _summary(self, product: Product) -> ReviewSummary:
        version = self._version()
        if version is None:
            return self._read(product, None)
        key = (product.product_id, version)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        summary = self._read(product, version)
        with self._lock:
            self._kept[key] = summary
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return summary

    def _version(self) -> int | None:
        """Of the live catalogue; None while the records do not answer: nothing is kept then."""
        try:
            return live_from_json(self._records.get(LIVE_CATALOGUE)).version
        except UnavailableError as error:
            _log.warning("It is not known which catalogue version is live: %s", error)
            return None

    def _read(self, product: Product, version: int | None) -> ReviewSummary:
        found = read_reviews(self._index, product.product_id)
        reader = ReviewReader(AspectNames(product.attributes), self._model())
        notes = [InsightNote.COPIES_COUNTED_ONCE] if found.copies else []
        notes += [InsightNote.NOT_ALL_REVIEWS_READ] if found.is_cut else []
        usual = self._usual_ratings(version).of(product) if found.reviews else None
        return summarise([reader.read(each) for each in found.reviews], usual, notes)

    def _usual_ratings(self, version: int | None) -> UsualRatings:
        known = self._usual
        if known is not None and version in (None, known[0]):
            return known[1]
        usual = read_usual_ratings(self._index)
        if version is not None:
            self._usual = (version, usual)
        return usual

    def _model(self) -> SentimentModel:
        """The one for the encoder that the reviews' vectors come from."""
        schema = self._index.schema(PASSAGES)
        name = name_and_version(schema.encoder)[0] if schema else ""
        return sentiment_model(name)
