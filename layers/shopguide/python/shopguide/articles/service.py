"""Articles: search, recommendations, and one article whole."""

from collections.abc import Callable, Sequence

import numpy as np

from shopguide.articles.explaining import (
    because_of_history,
    because_of_interests,
    because_of_product,
)
from shopguide.articles.nearest import (
    ARTICLES,
    SOURCE_PREFIX,
    in_order,
    nearest_articles,
    newest_articles,
)
from shopguide.domain.article import Article, ArticleRanking
from shopguide.domain.errors import ArticleNotFoundError, NotFoundError, product_not_found
from shopguide.domain.filters import Match
from shopguide.domain.indexed import TEXT_VECTOR, Matrix
from shopguide.domain.passage import Passage
from shopguide.ports.encoder import Encoder
from shopguide.ports.shopper_profiles import ShopperProfiles
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PASSAGES, PRODUCTS
from shopguide.text.normalise import fold
from shopguide.text.terms import query_terms, text_terms

WORDS_WEIGHT = 0.1
"""Added to the cosine of a paragraph that has every word of the query, with its title. Not tuned:
no judged set of articles is public. Cosines of unrelated texts lie about as far apart."""

_MOST_PARAGRAPHS = 1_000


class ArticleService:
    """Articles lie among the passages, in the space of the products' vectors.

    So what a shopper likes, and a product, can be compared with them as they are. Only a query
    needs the encoder.
    """

    def __init__(
        self,
        index: VectorIndex,
        load_encoder: Callable[[], Encoder],
        profiles: ShopperProfiles,
        interests_of: Callable[[str], Sequence[str]],
    ) -> None:
        self._index = index
        self._load_encoder = load_encoder
        self._profiles = profiles
        self._interests_of = interests_of

    def search(self, query: str, limit: int = 10) -> ArticleRanking:
        """Articles about what a query asks, in either language; the newest for an empty one.

        Raises:
            EncoderMismatchError: the index was built with another encoder.
        """
        if not query:
            return ArticleRanking(newest_articles(self._index, limit), "newest")
        wanted = frozenset(query_terms(query))
        vector = self._encoded([query])[0]
        hits = nearest_articles(
            self._index, vector, limit, lambda passage: WORDS_WEIGHT * _share(wanted, passage)
        )
        return ArticleRanking(hits, "search")

    def recommend(
        self, *, shopper_id: str = "", product_id: str = "", limit: int = 10
    ) -> ArticleRanking:
        """Articles near a product, else what a shopper likes or declares, else the newest.

        Each has its reason, but for those without a date among the newest.

        Raises:
            ProductNotFoundError: the live catalogue has no such product.
            EncoderMismatchError: the index was built with another encoder.
        """
        if product_id:
            return self._near_product(product_id, limit)
        if (profile := self._profiles.of(shopper_id)) is not None:
            explain = because_of_history(self._index, profile)
            hits = nearest_articles(self._index, profile.vector, limit, explain=explain)
            return ArticleRanking(hits, "profile")
        interests = self._interests_of(shopper_id) if shopper_id else ()
        if interests and self._index.schema(PASSAGES) is not None:
            vectors = self._encoded(interests)
            explain = because_of_interests(interests, vectors)
            middle = np.asarray(vectors.mean(axis=0), dtype=np.float32)
            hits = nearest_articles(self._index, middle, limit, explain=explain)
            return ArticleRanking(hits, "interests")
        return ArticleRanking(newest_articles(self._index, limit), "newest")

    def article(self, article_id: str) -> Article:
        """One article with all its paragraphs.

        Raises:
            ArticleNotFoundError: the shop has none with this id.
        """
        rows = ARTICLES.and_must(Match("row_id", (f"{SOURCE_PREFIX}{article_id}",)))
        try:
            page = self._index.scan(PASSAGES, rows, limit=_MOST_PARAGRAPHS, fields=("passage",))
            passages = in_order(page.documents)
        except NotFoundError:
            passages = []
        if not passages:
            raise ArticleNotFoundError(
                f"There is no article {article_id!r}.",
                fix="Use an article_id that GET /v1/articles answered with.",
                field="article_id",
            )
        return Article(
            article_id=article_id,
            title=passages[0].title,
            paragraphs=[passage.text for passage in passages],
            date=passages[0].date,
            language=passages[0].language,
        )

    def _near_product(self, product_id: str, limit: int) -> ArticleRanking:
        try:
            found = self._index.fetch(PRODUCTS, [product_id], with_vectors=True, fields=())
        except NotFoundError:
            found = ()
        if not found:
            raise product_not_found(product_id)
        vector = found[0].vectors[TEXT_VECTOR]
        explain = because_of_product(product_id)
        hits = nearest_articles(self._index, vector, limit, explain=explain)
        return ArticleRanking(hits, "product")

    def _encoded(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of texts, by the encoder that made the index."""
        encoder = self._load_encoder()
        schema = self._index.schema(PASSAGES)
        if schema is not None:
            schema.check_encoder(encoder.bundle.fingerprint)
        return encoder.encode_queries(texts)


def _share(wanted: frozenset[str], passage: Passage) -> float:
    """The share of the terms that a paragraph or its title has."""
    there = wanted.intersection(text_terms(fold(f"{passage.title} {passage.text}")))
    return len(there) / max(1, len(wanted))
