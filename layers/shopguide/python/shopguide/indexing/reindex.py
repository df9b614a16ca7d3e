"""Documents that are live, written into indexes of another encoder or layout, which go live."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from shopguide.domain.batch import RowChange
from shopguide.domain.filters import Filter, Match
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument, Vector
from shopguide.domain.json_value import JsonObject, same_json
from shopguide.domain.passage import PassageKind
from shopguide.domain.product import Product
from shopguide.indexing.layout import ensure_indexes_beside
from shopguide.indexing.warming import warm_up
from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.fingerprint import product_text_fingerprint
from shopguide.text.index_layout import (
    PASSAGES,
    PRODUCTS,
    passage_fields,
    passage_of,
    product_fields,
    product_of,
    product_sparse,
)
from shopguide.text.passage_text import passage_text
from shopguide.text.product_text import product_text

_PAGE = 1000


class Reembedding:
    """Builds an encoder's indexes beside the live ones; every step may be done again.

    What the new index has already, with equal fields, is not embedded again: so a reindex that was
    cut off goes on, and one back to an encoder whose index was kept costs little. Neither is what
    the same encoder embedded for the live index, which is then rebuilt for its layout only.
    """

    def __init__(self, index: VectorIndex, encoder: Encoder) -> None:
        self._index = index
        self._encoder = encoder
        self._names = ensure_indexes_beside(index, encoder)
        live = index.schema(PRODUCTS)
        self._keeps_vectors = live is not None and live.encoder == encoder.bundle.fingerprint

    def apply(self, changes: Sequence[RowChange]) -> None:
        """Embed the documents of these rows; durable only after the index's `flush`."""
        rows: dict[str, list[str]] = {}
        for change in changes:
            rows.setdefault(str(change.content["family"]), []).append(change.row_id)
        for family, row_ids in rows.items():
            if family == "products":
                self._write_products(row_ids)
            else:
                self._write_passages(self._passages_of(family, row_ids))

    @property
    def products(self) -> str:
        """Name of the new index of products."""
        return self._names[PRODUCTS]

    def drop_strays(self) -> None:
        """Remove from indexes that were kept what has left the shop since."""
        for alias, name in self._names.items():
            if strays := list(self._strays(alias, name)):
                self._index.delete(name, strays)

    def go_live(self) -> None:
        """Remove what is in the shop no more, warm the new indexes, and make them the live ones.

        Verified answers come from no row, so they are embedded here: those that are live by now.
        """
        verified = Filter((Match("kind", (PassageKind.VERIFIED_ANSWER.value,)),))
        self._write_passages(self._scan(PASSAGES, verified))
        self.drop_strays()
        self._index.flush()
        warm_up(self._index, self._names.values())
        self._index.point_aliases(self._names)

    def _write_products(self, row_ids: Sequence[str]) -> None:
        live = self._index.fetch(PRODUCTS, row_ids, with_vectors=self._keeps_vectors)
        products = {each.document_id: product_of(each.fields) for each in live}
        fields = {
            each.document_id: product_fields(
                products[each.document_id], price_history=each.fields.get("price_history")
            )
            for each in live
        }
        name = self._names[PRODUCTS]
        missing = self._missing(name, fields)
        vectors = {
            each.document_id: each.vectors[TEXT_VECTOR]
            for each in live
            if each.document_id in missing and self._is_embedded(each, products[each.document_id])
        }
        vectors |= self._embedded(
            {key: product_text(products[key]) for key in missing if key not in vectors}
        )
        documents = [
            IndexedDocument(key, fields, {TEXT_VECTOR: vectors[key]}, product_sparse(products[key]))
            for key, fields in missing.items()
        ]
        self._index.upsert(name, documents)

    def _is_embedded(self, live: IndexedDocument, product: Product) -> bool:
        """Whether the live document has the vector that the encoder would make."""
        text = product_text_fingerprint(product)
        return self._keeps_vectors and live.fields.get("text_fingerprint") == text

    def _write_passages(self, live: Iterable[IndexedDocument]) -> None:
        passages = {each.document_id: passage_of(each.fields) for each in live}
        name = self._names[PASSAGES]
        missing = self._missing(name, {key: passage_fields(each) for key, each in passages.items()})
        vectors = self._embedded({key: passage_text(passages[key]) for key in missing})
        documents = [
            IndexedDocument(key, fields, {TEXT_VECTOR: vectors[key]})
            for key, fields in missing.items()
        ]
        self._index.upsert(name, documents)

    def _missing(self, name: str, fields: Mapping[str, JsonObject]) -> dict[str, JsonObject]:
        """Those of the fields, by document, that the new index does not have like this."""
        there = {each.document_id: each.fields for each in self._index.fetch(name, list(fields))}
        return {
            key: wanted
            for key, wanted in fields.items()
            if key not in there or not same_json(there[key], wanted)
        }

    def _embedded(self, texts: Mapping[str, str]) -> dict[str, Vector]:
        return dict(zip(texts, self._encoder.encode_passages(list(texts.values())), strict=True))

    def _passages_of(self, family: str, row_ids: Sequence[str]) -> Iterator[IndexedDocument]:
        rows = Match("row_id", tuple(f"{family}:{row_id}" for row_id in row_ids))
        return self._scan(PASSAGES, Filter((rows,)))

    def _strays(self, alias: str, name: str) -> Iterator[str]:
        """What an index that was kept has and the live one has not."""
        cursor: str | None = None
        while True:
            page = self._index.scan(name, limit=_PAGE, cursor=cursor, fields=())
            ids = [document.document_id for document in page.documents]
            live = {each.document_id for each in self._index.fetch(alias, ids, fields=())}
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
