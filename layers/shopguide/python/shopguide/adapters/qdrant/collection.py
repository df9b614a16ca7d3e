"""Questions to one collection, and the documents in its answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ParamSpec, TypeVar
from uuid import UUID

from shopguide.adapters.qdrant.candidates import Answer, candidates_of
from shopguide.adapters.qdrant.connection import PatientCaller
from shopguide.adapters.qdrant.filters import qdrant_filter
from shopguide.adapters.qdrant.hybrid import hybrid_answers, hybrid_requests, membership_request
from shopguide.adapters.qdrant.payload import asked_fields, field_path
from shopguide.adapters.qdrant.points import to_document, to_scored, to_vector
from shopguide.adapters.qdrant.ranking import with_ties_by_id
from shopguide.adapters.qdrant.sdk import QdrantClient, models
from shopguide.domain.filters import Filter
from shopguide.domain.indexed import (
    TEXT_VECTOR,
    Candidates,
    FacetCount,
    HybridQuery,
    IndexedDocument,
    NearestQuery,
    ScoredDocument,
    facet_value,
)

_Parameters = ParamSpec("_Parameters")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Collection:
    """Reads one collection by its name or an alias."""

    name: str
    client: QdrantClient
    call: PatientCaller
    dense_params: models.SearchParams | None = None

    def points(
        self,
        points: Sequence[str],
        fields: tuple[str, ...] | None,
        *,
        with_vectors: bool = False,
    ) -> Mapping[str, IndexedDocument]:
        """The documents that points store, of those that there are."""
        records = self._ask(
            self.client.retrieve,
            self.name,
            points,
            with_payload=asked_fields(fields),
            with_vectors=with_vectors,
        )
        return {str(record.id): to_document(record) for record in records}

    def nearest(self, query: NearestQuery) -> Sequence[ScoredDocument]:
        """Nearest documents, best first."""
        found = self._ask(
            self.client.query_points,
            self.name,
            query=to_vector(query.vector),
            using=query.vector_name,
            search_params=self.dense_params if query.vector_name == TEXT_VECTOR else None,
            query_filter=qdrant_filter(query.filter),
            limit=query.limit,
            offset=query.offset,
            with_payload=asked_fields(query.fields),
            with_vectors=query.with_vectors,
        )
        return [to_scored(point) for point in found.points]

    def candidates(self, query: HybridQuery) -> Candidates:
        """What is nearest by meaning and by words, with both scores."""
        answers = hybrid_answers(query, self._answers(hybrid_requests(query, self.dense_params)))

        def who_passes(asked: Sequence[Sequence[UUID]]) -> Sequence[Sequence[UUID]]:
            pairs = zip((*query.subsets, *query.marks), asked, strict=True)
            passing = self._answers([membership_request(subset, keys) for subset, keys in pairs])
            return [[key for key, _ in answer] for answer in passing]

        return candidates_of(answers, query.depth, len(query.marks), who_passes)

    def _answers(self, requests: list[models.QueryRequest]) -> Sequence[Answer]:
        """Keys and scores, for each request of a batch."""
        found = self._ask(self.client.query_batch_points, self.name, requests)
        return [[(UUID(str(point.id)), point.score) for point in one.points] for one in found]

    def facet(self, field: str, matching: Filter, limit: int) -> Sequence[FacetCount]:
        """Values of a field with the documents that hold each, most frequent first."""
        answer = self._ask(
            self.client.facet,
            self.name,
            field_path(field),
            facet_filter=qdrant_filter(matching),
            limit=limit,
            exact=True,
        )
        return [FacetCount(facet_value(hit.value), hit.count) for hit in answer.hits]

    def ordered(
        self,
        field: str,
        matching: Filter,
        *,
        descending: bool,
        limit: int,
        fields: tuple[str, ...] | None,
    ) -> Sequence[IndexedDocument]:
        """Documents by the number in a field, equal ones by id."""
        direction = models.Direction.DESC if descending else models.Direction.ASC
        asked = None if fields is None else (*fields, field)
        documents = with_ties_by_id(
            self._scroll(
                matching, limit, asked, models.OrderBy(key=field_path(field), direction=direction)
            ),
            field,
            lambda equal, room: self._scroll(matching.and_must(equal), room, asked),
            descending=descending,
            limit=limit,
        )
        return [document.with_fields(fields) for document in documents]

    def _scroll(
        self,
        matching: Filter,
        limit: int,
        fields: tuple[str, ...] | None,
        order_by: models.OrderBy | None = None,
    ) -> Sequence[IndexedDocument]:
        records, _ = self._ask(
            self.client.scroll,
            self.name,
            scroll_filter=qdrant_filter(matching),
            limit=limit,
            order_by=order_by,
            with_payload=asked_fields(fields),
        )
        return [to_document(record) for record in records]

    def _ask(
        self,
        send: Callable[_Parameters, _Answer],
        *args: _Parameters.args,
        **kwargs: _Parameters.kwargs,
    ) -> _Answer:
        return self.call(self.name, send, *args, **kwargs)
