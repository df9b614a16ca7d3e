"""Changes of rows, applied to the documents that stand for them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import cast

from shopguide.domain.batch import ChangeKind, RowChange
from shopguide.domain.filters import Filter, HasId, Match
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument, Vector
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.passage import Passage, passage_from_json
from shopguide.domain.product import Product, product_from_json
from shopguide.domain.stages import stage
from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import (
    PASSAGES,
    PRODUCTS,
    PRODUCTS_LAYOUT,
    REPRICED_FIELDS,
    passage_fields,
    product_fields,
    product_sparse,
    repriced_fields,
)
from shopguide.text.passage_text import passage_text
from shopguide.text.product_text import product_text


class RowDocuments(ABC):
    """The documents of one family's rows; applying a change twice is applying it once."""

    def __init__(self, index: VectorIndex, encoder: Encoder) -> None:
        self._index = index
        self._encoder = encoder

    def apply(self, changes: Sequence[RowChange]) -> None:
        """Make the documents what the rows say; durable only after the index's `flush`."""
        by_kind: dict[ChangeKind, list[RowChange]] = {kind: [] for kind in ChangeKind}
        for change in changes:
            by_kind[change.kind].append(change)
        if written := by_kind[ChangeKind.WRITE]:
            self._write(written)
        if refreshed := by_kind[ChangeKind.FIELDS]:
            self._refresh(refreshed)
        if removed := by_kind[ChangeKind.REMOVE]:
            self._remove([change.row_id for change in removed])

    @abstractmethod
    def _write(self, changes: Sequence[RowChange]) -> None:
        """Embed and write rows whose text is new."""

    @abstractmethod
    def _refresh(self, changes: Sequence[RowChange]) -> None:
        """Replace the fields of rows whose text is as it was."""

    @abstractmethod
    def _remove(self, row_ids: Sequence[str]) -> None:
        """Remove rows."""

    def _vectors(self, texts: Sequence[str]) -> list[Vector]:
        with stage("embed"):
            return list(self._encoder.encode_passages(texts))


class ProductDocuments(RowDocuments):
    """One document a product, under the product's id, in the layout that the live index has."""

    def __init__(self, index: VectorIndex, encoder: Encoder) -> None:
        super().__init__(index, encoder)
        schema = index.schema(PRODUCTS)
        self._layout = PRODUCTS_LAYOUT if schema is None else schema.layout

    def _write(self, changes: Sequence[RowChange]) -> None:
        vectors = self._vectors([product_text(_product(change)) for change in changes])
        with stage("store"):
            self._index.upsert(PRODUCTS, list(map(self._document, changes, vectors)))

    def _refresh(self, changes: Sequence[RowChange]) -> None:
        wanted = (*REPRICED_FIELDS, "terms_fingerprint")
        there = self._index.fetch(PRODUCTS, [change.row_id for change in changes], fields=wanted)
        before = {document.document_id: document.fields for document in there}
        repriced: dict[str, JsonObject] = {}
        others: list[RowChange] = []
        for change in changes:
            if change.row_id not in before:
                continue
            history = change.content.get("price_history")
            fields = repriced_fields(before[change.row_id], _product(change), history)
            if fields is None:
                others.append(change)
            elif fields:
                repriced[change.row_id] = fields
        self._index.merge_fields(PRODUCTS, repriced)
        self._describe(others, before)

    def _describe(self, changes: Sequence[RowChange], before: Mapping[str, JsonObject]) -> None:
        """Write the fields anew, and the terms where they changed: an attribute changes the sparse
        vector and not the text that the encoder sees.
        """
        by_id = {change.row_id: change for change in changes}
        fields = {key: self._fields(change) for key, change in by_id.items()}
        name = "terms_fingerprint"
        stale = [key for key in fields if before[key].get(name) != fields[key].get(name)]
        documents = self._index.fetch(PRODUCTS, stale, with_vectors=True, fields=())
        self._index.upsert(
            PRODUCTS,
            [
                self._document(by_id[each.document_id], each.vectors[TEXT_VECTOR])
                for each in documents
            ],
        )
        for key in stale:
            del fields[key]
        self._index.replace_fields(PRODUCTS, fields)

    def _remove(self, row_ids: Sequence[str]) -> None:
        self._index.delete(PRODUCTS, row_ids)

    def _document(self, change: RowChange, vector: Vector) -> IndexedDocument:
        sparse = product_sparse(_product(change), self._layout)
        return IndexedDocument(change.row_id, self._fields(change), {TEXT_VECTOR: vector}, sparse)

    def _fields(self, change: RowChange) -> dict[str, JsonValue]:
        history = change.content.get("price_history")
        return product_fields(_product(change), self._layout, history)


class PassageDocuments(RowDocuments):
    """One document a passage; a row has one or, for an article, several."""

    def __init__(self, index: VectorIndex, encoder: Encoder, family: str) -> None:
        super().__init__(index, encoder)
        self._family = family

    def _write(self, changes: Sequence[RowChange]) -> None:
        passages = _passages(changes)
        fields = {passage.passage_id: passage_fields(passage) for passage in passages}
        vectors = self._vectors([passage_text(passage) for passage in passages])
        documents = [
            IndexedDocument(passage_id, content, {TEXT_VECTOR: vector})
            for (passage_id, content), vector in zip(fields.items(), vectors, strict=True)
        ]
        with stage("store"):
            self._index.upsert(PASSAGES, documents)
        # An article that grew shorter leaves paragraphs behind.
        stale = Filter(
            (self._rows([change.row_id for change in changes]),), (HasId(tuple(fields)),)
        )
        self._index.delete_matching(PASSAGES, stale)

    def _refresh(self, changes: Sequence[RowChange]) -> None:
        fields = {passage.passage_id: passage_fields(passage) for passage in _passages(changes)}
        self._index.replace_fields(PASSAGES, fields)

    def _remove(self, row_ids: Sequence[str]) -> None:
        self._index.delete_matching(PASSAGES, Filter((self._rows(row_ids),)))

    def _rows(self, row_ids: Sequence[str]) -> Match:
        return Match("row_id", tuple(f"{self._family}:{row_id}" for row_id in row_ids))


def _product(change: RowChange) -> Product:
    return product_from_json(change.content)


def _passages(changes: Sequence[RowChange]) -> list[Passage]:
    return [
        passage_from_json(record)
        for change in changes
        for record in cast("Sequence[JsonObject]", change.content["passages"])
    ]
