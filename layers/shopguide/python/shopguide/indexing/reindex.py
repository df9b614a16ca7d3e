"""Documents that are live, written into the indexes of another encoder, which then go live."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from shopguide.domain.batch import RowChange
from shopguide.domain.filters import Filter, Match
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.json_value import JsonObject, same_json
from shopguide.indexing.layout import ensure_indexes_beside
from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import (
    PASSAGES,
    PRODUCTS,
    passage_fields,
    passage_of,
    product_fields,
    product_of,
)
from shopguide.text.passage_text import passage_text
from shopguide.text.product_text import product_text

_PAGE = 1000


class Reembedding:
    """Builds an encoder's indexes beside the live ones; every step may be done again.

    What the new index has already, with equal fields, is not embedded again: so a reindex that was
    cut off goes on, and one back to an encoder whose index was kept costs little.
    """

    def __init__(self, index: VectorIndex, encoder: Encoder) -> None:
        self._index = index
        self._encoder = encoder
        self._names = ensure_indexes_beside(index, encoder)

    def apply(self, changes: Sequence[RowChange]) -> None:
        """Embed the documents of these rows; durable only after the index's `flush`."""
        rows: dict[str, list[str]] = {}
        for change in changes:
            rows.setdefault(str(change.content["family"]), []).append(change.row_id)
        for family, row_ids in rows.items():
            if family == "products":
                self._write_products(self._index.fetch(PRODUCTS, row_ids))
            else:
                self._write_passages(self._passages_of(family, row_ids))

    def go_live(self) -> None:
        """Remove what is in the shop no more, and make the new indexes the live ones."""
        for alias, name in self._names.items():
            if strays := list(self._strays(alias, name)):
                self._index.delete(name, strays)
        self._index.flush()
        self._index.point_aliases(self._names)

    def _write_products(self, documents: Iterable[IndexedDocument]) -> None:
        products = [product_of(document.fields) for document in documents]
        texts = {product.product_id: product_text(product) for product in products}
        fields = {product.product_id: product_fields(product) for product in products}
        self._write(self._names[PRODUCTS], texts, fields)

    def _write_passages(self, documents: Iterable[IndexedDocument]) -> None:
        passages = [passage_of(document.fields) for document in documents]
        texts = {passage.passage_id: passage_text(passage) for passage in passages}
        fields = {passage.passage_id: passage_fields(passage) for passage in passages}
        self._write(self._names[PASSAGES], texts, fields)

    def _write(self, name: str, texts: Mapping[str, str], fields: Mapping[str, JsonObject]) -> None:
        """Write documents, texts and fields by id, that the index does not have like this."""
        there = {each.document_id: each.fields for each in self._index.fetch(name, list(fields))}
        missing = [
            document_id
            for document_id, wanted in fields.items()
            if document_id not in there or not same_json(there[document_id], wanted)
        ]
        vectors = self._encoder.encode_passages([texts[each] for each in missing])
        documents = [
            IndexedDocument(each, fields[each], {TEXT_VECTOR: vector})
            for each, vector in zip(missing, vectors, strict=True)
        ]
        self._index.upsert(name, documents)

    def _passages_of(self, family: str, row_ids: Sequence[str]) -> Iterator[IndexedDocument]:
        rows = Match("row_id", tuple(f"{family}:{row_id}" for row_id in row_ids))
        return self._scan(PASSAGES, Filter((rows,)))

    def _strays(self, alias: str, name: str) -> Iterator[str]:
        """What an index that was kept has and the live one has not."""
        cursor: str | None = None
        while True:
            page = self._index.scan(name, limit=_PAGE, cursor=cursor)
            ids = [document.document_id for document in page.documents]
            live = {document.document_id for document in self._index.fetch(alias, ids)}
            yield from (each for each in ids if each not in live)
            cursor = page.next_cursor
            if cursor is None:
                return

    def _scan(self, alias: str, matching: Filter) -> Iterator[IndexedDocument]:
        cursor: str | None = None
        while True:
            page = self._index.scan(alias, matching, limit=_PAGE, cursor=cursor)
            yield from page.documents
            cursor = page.next_cursor
            if cursor is None:
                return
