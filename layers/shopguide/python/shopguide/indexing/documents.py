"""Changes of rows, applied to the documents that stand for them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import cast

from shopguide.domain.batch import ChangeKind, RowChange
from shopguide.domain.filters import Filter, HasId, Match
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.json_value import JsonObject
from shopguide.domain.passage import Passage, passage_from_json
from shopguide.domain.product import Product, product_from_json
from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PASSAGES, PRODUCTS, passage_fields, product_fields
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

    def _upsert(self, alias: str, texts: Sequence[str], fields: Mapping[str, JsonObject]) -> None:
        """Write documents, `fields` by id, with the vectors of their texts, in the same order."""
        vectors = self._encoder.encode_passages(texts)
        documents = [
            IndexedDocument(document_id, content, {TEXT_VECTOR: vector})
            for (document_id, content), vector in zip(fields.items(), vectors, strict=True)
        ]
        self._index.upsert(alias, documents)


class ProductDocuments(RowDocuments):
    """One document a product, under the product's id."""

    def _write(self, changes: Sequence[RowChange]) -> None:
        products = [_product(change) for change in changes]
        fields = {product.product_id: product_fields(product) for product in products}
        self._upsert(PRODUCTS, [product_text(product) for product in products], fields)

    def _refresh(self, changes: Sequence[RowChange]) -> None:
        fields = {change.row_id: product_fields(_product(change)) for change in changes}
        self._index.replace_fields(PRODUCTS, fields)

    def _remove(self, row_ids: Sequence[str]) -> None:
        self._index.delete(PRODUCTS, row_ids)


class PassageDocuments(RowDocuments):
    """One document a passage; a row has one or, for an article, several."""

    def __init__(self, index: VectorIndex, encoder: Encoder, family: str) -> None:
        super().__init__(index, encoder)
        self._family = family

    def _write(self, changes: Sequence[RowChange]) -> None:
        passages = _passages(changes)
        fields = {passage.passage_id: passage_fields(passage) for passage in passages}
        self._upsert(PASSAGES, [passage_text(passage) for passage in passages], fields)
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
