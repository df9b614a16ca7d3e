"""Finds the passages that may answer a question: the product's own record, Q&A, reviews, articles.

The record is read and turned into passages at question time, so that price and stock are those of
now (docs/adr/0004); the others lie in the index `PASSAGES`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from shopguide.answer.vectors import PassageVectors
from shopguide.domain.answer import Question
from shopguide.domain.errors import NotFoundError, product_not_found
from shopguide.domain.filters import EVERYTHING, Filter, Match
from shopguide.domain.indexed import TEXT_VECTOR, NearestQuery, ScoredDocument, Vector
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.evidence.features import topic_matches, word_coverage
from shopguide.text.index_layout import PASSAGES, PRODUCTS, passage_of, product_of
from shopguide.text.passage_parts import split_into_parts
from shopguide.text.passage_text import passage_text
from shopguide.text.passages import record_passages

RECORD_PASSAGES = 24
"""Passages of product records that one question embeds at most."""

STORED_PASSAGES = 16
SHOP_WIDE_PASSAGES = 4
PRODUCTS_CONSIDERED = 4


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """A passage that may answer, its unit vector, and its product (None for shop-wide text).

    Of a long passage `part` is what may answer, and `vector` belongs to that part.
    """

    passage: Passage
    vector: Vector
    product: Product | None = None
    part: str = ""

    @property
    def read_as(self) -> Passage:
        """The passage as it is compared with a question: its part alone."""
        return replace(self.passage, text=self.part) if self.part else self.passage

    @property
    def title(self) -> str:
        """Title of its product, or empty."""
        return "" if self.product is None else self.product.title


class ChecksVerified(Protocol):
    """What knows of verified answers: `moderation.verified.VerifiedAnswers`."""

    def refused(
        self, passages: Sequence[Passage], products: Mapping[str, Product]
    ) -> frozenset[str]:
        """Ids of the verified answers among the passages that may not be used any more."""


class EvidenceFinder:
    """Finds evidence in one shop.

    Args:
        index: Holds products and passages.
        vectors: Embeds passages.
        verified: Says which verified answers still hold; None to use them all.
    """

    def __init__(
        self,
        index: VectorIndex,
        vectors: PassageVectors,
        verified: ChecksVerified | None = None,
    ) -> None:
        self._index = index
        self._vectors = vectors
        self._verified = verified

    def find(self, question: Question, vector: Vector) -> list[Evidence]:
        """Evidence about the product that the question names, or about the nearest ones.

        Raises:
            ProductNotFoundError: the shop has no such product.
        """
        if question.product_id:
            return self._about_product(question, vector)
        return self._across_shop(question, vector)

    def shop_wide(self, vector: Vector) -> list[Evidence]:
        """Evidence about the shop and no product."""
        about = Filter((Match("product_id", ("",)),))
        query = NearestQuery(vector, SHOP_WIDE_PASSAGES, about, with_vectors=True)
        return list(self._in_parts(Evidence(p, v) for p, v in self._stored(query)))

    def products(self, product_ids: Sequence[str]) -> dict[str, Product]:
        """Products as they stand now, by their ids; those that are gone are left out."""
        return self._fetch(product_ids)

    def of_passages(self, passages: Sequence[Passage], product: Product | None) -> list[Evidence]:
        """These passages as if they had been found; they are about `product`, where it is known."""
        vectors = self._vectors.of([passage_text(passage) for passage in passages])
        return list(
            self._in_parts(
                Evidence(passage, vector, product)
                for passage, vector in zip(passages, vectors, strict=True)
            )
        )

    def _about_product(self, question: Question, vector: Vector) -> list[Evidence]:
        products = self._fetch([question.product_id])
        if not products:
            raise product_not_found(question.product_id)
        about = Filter((Match("product_id", (question.product_id,)),))
        shop_wide = Filter((Match("product_id", ("",)),))
        stored = [
            *self._stored(NearestQuery(vector, STORED_PASSAGES, about, with_vectors=True)),
            *self._stored(NearestQuery(vector, SHOP_WIDE_PASSAGES, shop_wide, with_vectors=True)),
        ]
        return self._pool(question, products, stored, RECORD_PASSAGES)

    def _across_shop(self, question: Question, vector: Vector) -> list[Evidence]:
        nearest = self._nearest(PRODUCTS, NearestQuery(vector, PRODUCTS_CONSIDERED))
        products = {hit.document.document_id: product_of(hit.document.fields) for hit in nearest}
        query = NearestQuery(vector, STORED_PASSAGES, EVERYTHING, with_vectors=True)
        stored = self._stored(query)
        owners = {passage.product_id for passage, _ in stored if passage.product_id}
        titled = {**products, **self._fetch(sorted(owners - products.keys()))}
        living = [(p, v) for p, v in stored if not p.product_id or p.product_id in titled]
        share = RECORD_PASSAGES // max(1, len(products))
        return self._pool(question, products, living, share, titled)

    def _pool(
        self,
        question: Question,
        products: Mapping[str, Product],
        stored: Sequence[tuple[Passage, Vector]],
        passages_each: int,
        titled: Mapping[str, Product] | None = None,
    ) -> list[Evidence]:
        own = [
            passage
            for product in products.values()
            for passage in _select_passages(question.text, product, passages_each)
        ]
        own_vectors = self._vectors.of([passage_text(passage) for passage in own])
        known = titled or products
        stored = self._usable(stored, known)
        from_record = zip(own, own_vectors, strict=True)
        return [
            *(
                Evidence(passage, row, known.get(passage.product_id))
                for passage, row in from_record
            ),
            *self._in_parts(
                Evidence(passage, row, known.get(passage.product_id)) for passage, row in stored
            ),
        ]

    def _usable(
        self, stored: Sequence[tuple[Passage, Vector]], products: Mapping[str, Product]
    ) -> Sequence[tuple[Passage, Vector]]:
        """Without the verified answers that hold no more."""
        if self._verified is None:
            return stored
        refused = self._verified.refused([passage for passage, _ in stored], products)
        return [(passage, row) for passage, row in stored if passage.passage_id not in refused]

    def _in_parts(self, found: Iterable[Evidence]) -> Iterator[Evidence]:
        """Evidence with each article in parts: as a whole it lies near no question."""
        for item in found:
            parts = split_into_parts(item.passage)
            texts = [passage_text(replace(item.passage, text=part)) for part in parts]
            if len(parts) < 2:
                yield item
            else:
                for part, vector in zip(parts, self._vectors.of(texts), strict=True):
                    yield replace(item, part=part, vector=vector)

    def _fetch(self, product_ids: Sequence[str]) -> dict[str, Product]:
        if not product_ids:
            return {}
        try:
            documents = self._index.fetch(PRODUCTS, product_ids)
        except NotFoundError:  # nothing was ever imported
            return {}
        return {document.document_id: product_of(document.fields) for document in documents}

    def _stored(self, query: NearestQuery) -> list[tuple[Passage, Vector]]:
        return [
            (passage_of(hit.document.fields), hit.document.vectors[TEXT_VECTOR])
            for hit in self._nearest(PASSAGES, query)
        ]

    def _nearest(self, name: str, query: NearestQuery) -> Sequence[ScoredDocument]:
        try:
            return self._index.nearest(name, query)
        except NotFoundError:  # no file of this family was ever imported
            return ()


def _select_passages(question: str, product: Product, limit: int) -> list[Passage]:
    """At most `limit` passages of the product's record, those that share most with the question.

    Only words decide, without the encoder; the order of the record is kept.
    """
    passages = record_passages(product)
    if len(passages) <= limit:
        return passages
    promise = word_coverage(question, passages, [product.title] * len(passages))
    promise = promise + topic_matches(question, passages)
    best = np.argsort(-promise, kind="stable")[:limit]
    return [passages[n] for n in sorted(best)]
