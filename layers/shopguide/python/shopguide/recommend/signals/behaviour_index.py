"""The index of products by what shoppers do: their factors, and what the recommender learned."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shopguide.domain.errors import NotFoundError
from shopguide.domain.indexed import IndexedDocument, IndexSchema, Vector
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.signals.product_vectors import ProductVectors
from shopguide.text.index_layout import PRODUCTS

PREFIX = "behaviour-"
"""What the names of these indexes begin with; `indexing.layout` leaves them alone."""

MAX_GONE_SHARE = 0.2
"""Share of products that left the shop up to which they stay in the index.

They take places among the nearest, but they are in histories, too, which are folded in by their
vectors; and what is sold out of the catalogue today may be back tomorrow. Above it they would
crowd out what can be bought, and are left out.
"""

_DOCUMENTS = 512
_NO_MODEL = "none"


@dataclass(frozen=True, slots=True)
class IndexedCounts:
    """What was written.

    Attributes:
        indexed: Documents.
        left_out: Products of the files that are not in the shop, and were too many to be kept.
    """

    indexed: int = 0
    left_out: int = 0


def behaviour_index_name(version: str, recommender: str = "") -> str:
    """The index of a version; with learned vectors of a recommender it is another one."""
    name = f"{PREFIX}{version}"
    if not recommender:
        return name
    return f"{name}-{hashlib.blake2b(recommender.encode(), digest_size=4).hexdigest()}"


def is_of_version(name: str, version: str) -> bool:
    """Whether this is a name that `behaviour_index_name` gives an index of the version."""
    return name == f"{PREFIX}{version}" or (
        name.startswith(f"{PREFIX}{version}-") and len(name) == len(PREFIX) + len(version) + 9
    )


def build_behaviour_index(
    index: VectorIndex, name: str, vectors: Mapping[str, ProductVectors], recommender: str = ""
) -> IndexedCounts:
    """Make the index, or finish one that was begun; it is durable when this returns.

    Args:
        index: Where it is made.
        name: Of the index.
        vectors: By the name of the vector; a document has those that there are of its product.
        recommender: Fingerprint of the model that made some of the vectors; empty for none.
    """
    dense = {each: of.dimension for each, of in vectors.items()}
    _make(index, name, IndexSchema(dense, {}, recommender or _NO_MODEL))
    product_ids = list(dict.fromkeys(one for of in vectors.values() for one in of.rows))
    gone = _gone(index, product_ids)
    if len(gone) > MAX_GONE_SHARE * len(product_ids):
        product_ids = [product_id for product_id in product_ids if product_id not in gone]
    else:
        gone = frozenset()
    for batch in _batches(product_ids):
        index.upsert(name, _documents(batch, vectors))
    index.flush()
    return IndexedCounts(len(product_ids), len(gone))


def _make(index: VectorIndex, name: str, schema: IndexSchema) -> None:
    """Create the index; one that was begun for other vectors is begun anew."""
    begun = index.schema(name)
    if begun is not None and begun != schema:
        index.drop(name)
    index.create(name, schema)


def _gone(index: VectorIndex, product_ids: Sequence[str]) -> frozenset[str]:
    """Those that are not in the shop; none while the shop is empty, for it may yet be filled."""
    there: set[str] = set()
    try:
        for batch in _batches(product_ids):
            found = index.fetch(PRODUCTS, batch, fields=("product_id",))
            there.update(document.document_id for document in found)
    except NotFoundError:
        return frozenset()
    return frozenset(product_ids) - there if there else frozenset()


def _documents(
    product_ids: Sequence[str], vectors: Mapping[str, ProductVectors]
) -> list[IndexedDocument]:
    found: dict[str, dict[str, Vector]] = {product_id: {} for product_id in product_ids}
    for name, of in vectors.items():
        known = [product_id for product_id in product_ids if product_id in of.rows]
        for product_id, vector in zip(known, of.filled_up(known), strict=True):
            found[product_id][name] = vector
    return [IndexedDocument(product_id, {}, each) for product_id, each in found.items()]


def _batches(product_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(product_ids), _DOCUMENTS):
        yield product_ids[start : start + _DOCUMENTS]
