"""The second index of products, which an import is prepared in beside the live one.

It is called after the import, so that nothing that another one left behind is ever taken for it.
Every step may be done again, and at any time by two workers at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from shopguide.domain.batch import ChangeKind, RowChange
from shopguide.domain.catalog_import import ImportRecord
from shopguide.domain.errors import index_lost
from shopguide.domain.indexed import IndexedDocument, IndexSchema
from shopguide.domain.json_value import JsonObject
from shopguide.indexing.documents import ProductDocuments
from shopguide.indexing.layout import drop_twins
from shopguide.indexing.warming import warm_up
from shopguide.ports.encoder import Encoder
from shopguide.ports.renamed_index import RenamedIndex
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, index_name


class Rehearsal:
    """The second index of one import.

    Args:
        index: Has the live index.
        record: The import; its `rehearsal` names the second index.

    Raises:
        IndexLostError: there is no live index of products.
    """

    def __init__(self, index: VectorIndex, record: ImportRecord) -> None:
        schema = index.schema(PRODUCTS)
        if schema is None:
            raise index_lost("all products")
        self._index = index
        self._schema: IndexSchema = schema
        self._record = record
        self.name = index_name(PRODUCTS, schema.encoder, schema.layout, record.rehearsal)

    @property
    def is_live(self) -> bool:
        """Whether the second index has gone live."""
        return self._index.resolve(PRODUCTS) == self.name

    def apply(self, changes: Sequence[RowChange], load_encoder: Callable[[], Encoder]) -> None:
        """Bring these products into the second index; durable only after the index's `flush`.

        Raises:
            EncoderMismatchError: the live index was built with another encoder.
        """
        self._index.create(self.name, self._schema)
        copied = [each.row_id for each in changes if each.kind is ChangeKind.COPY]
        live = self._index.fetch(PRODUCTS, copied, with_vectors=True) if copied else ()
        self._index.upsert(self.name, live)
        # What is removed is in the second index only if it is brought in: so it is left out.
        written = [each for each in changes if each.kind in (ChangeKind.WRITE, ChangeKind.FIELDS)]
        if written:
            encoder = load_encoder()
            self._schema.check_encoder(encoder.bundle.fingerprint)
            ProductDocuments(_BesideLive(self._index, self.name), encoder).apply(written)

    def check_whole(self, rows: int) -> None:
        """Raise `IndexLostError` unless the second index has every row that the import ends with.

        Rows are missing where the live index, which they are copied from, does not have them.
        """
        there = self._index.count(self.name)
        if there < rows:
            raise index_lost(f"{rows - there:,} of {rows:,} products")

    def go_live(self) -> None:
        """Make the second index the live one; the one before is kept until the next import."""
        live = self._index.resolve(PRODUCTS)
        if live != self.name:
            drop_twins(self._index, keep=self.name)
            warm_up(self._index, [self.name])
            self._index.point_aliases({PRODUCTS: self.name})

    def drop(self) -> None:
        """Delete the second index, unless it is live or was never made."""
        if not self.is_live and self.name in self._index.names():
            self._index.drop(self.name)


class _BesideLive(RenamedIndex):
    """Writes to the second index what it reads, and takes vectors, from the live one."""

    def __init__(self, index: VectorIndex, second: str) -> None:
        super().__init__(index, {PRODUCTS: second})
        self._live = index

    def fetch(
        self,
        name: str,
        document_ids: Sequence[str | UUID],
        *,
        with_vectors: bool = False,
        fields: tuple[str, ...] | None = None,
    ) -> Sequence[IndexedDocument]:
        """The documents as they are live."""
        return self._live.fetch(name, document_ids, with_vectors=with_vectors, fields=fields)

    def replace_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        """Write documents with these fields and the vectors that they have live, in one step."""
        live = self._live.fetch(name, list(fields_by_id), with_vectors=True, fields=())
        self.upsert(name, [replace(one, fields=fields_by_id[one.document_id]) for one in live])

    def merge_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        """Write documents as they are live but for these fields, in one step."""
        live = self._live.fetch(name, list(fields_by_id), with_vectors=True)
        changed = [
            replace(one, fields={**one.fields, **fields_by_id[one.document_id]}) for one in live
        ]
        self.upsert(name, changed)
