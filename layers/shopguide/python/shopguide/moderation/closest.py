"""The passages that lie closest to a case's question now, for whoever has to answer it."""

from collections.abc import Callable, Sequence

import numpy as np

from shopguide.domain.errors import NotFoundError
from shopguide.domain.filters import Filter, Match
from shopguide.domain.indexed import NearestQuery, Vector
from shopguide.domain.moderation import ModerationCase
from shopguide.domain.passage import Passage
from shopguide.moderation.answers_kept import MAX_PASSAGES, shortened
from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PASSAGES, PRODUCTS, passage_of, product_of
from shopguide.text.passage_text import passage_text
from shopguide.text.passages import record_passages

_RECORD_PASSAGES = 64
"""Passages of a product's record that are compared with the question."""


class ClosestPassages:
    """Finds what the shop's data say near a question, whether or not that answers it."""

    def __init__(self, index: VectorIndex, load_encoder: Callable[[], Encoder]) -> None:
        self._index = index
        self._load_encoder = load_encoder

    def of(self, case: ModerationCase) -> Sequence[Passage]:
        """At most `MAX_PASSAGES` passages about the case's product, or the shop; closest first.

        Raises:
            EncoderMismatchError: the index was built with another encoder.
        """
        if not case.question or self._index.schema(PRODUCTS) is None:
            return ()
        encoder = self._load_encoder()
        asked: Vector = encoder.encode_queries([case.question])[0]
        scored = [*self._stored(case, asked), *self._recorded(case, asked, encoder)]
        scored.sort(key=lambda each: -each[0])
        return shortened([passage for _, passage in scored[: 2 * MAX_PASSAGES]])

    def _stored(self, case: ModerationCase, asked: Vector) -> list[tuple[float, Passage]]:
        about = Filter((Match("product_id", (case.product_id,)),))
        try:
            hits = self._index.nearest(PASSAGES, NearestQuery(asked, MAX_PASSAGES, about))
        except NotFoundError:  # no file of this family was ever imported
            return []
        return [(hit.score, passage_of(hit.document.fields)) for hit in hits]

    def _recorded(
        self, case: ModerationCase, asked: Vector, encoder: Encoder
    ) -> list[tuple[float, Passage]]:
        found = self._index.fetch(PRODUCTS, [case.product_id]) if case.product_id else ()
        passages = [
            passage
            for document in found
            for passage in record_passages(product_of(document.fields))[:_RECORD_PASSAGES]
        ]
        if not passages:
            return []
        vectors = np.asarray(encoder.encode_passages(list(map(passage_text, passages))))
        return list(zip(map(float, vectors @ asked), passages, strict=True))
