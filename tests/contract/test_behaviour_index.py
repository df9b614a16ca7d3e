"""The index of products by behaviour gives the same inner products in every engine."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.domain.indexed import Matrix, NearestQuery
from shopguide.domain.signals import FACTORS_VECTOR, SEQUENCE_VECTOR
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.signals.behaviour_index import build_behaviour_index
from shopguide.recommend.signals.inner_product import as_query, inner_product, taken_back
from shopguide.recommend.signals.product_vectors import ProductVectors, open_product_vectors

pytestmark = [
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact:UserWarning"),
]
CHANCE = np.random.default_rng(3)
FACTORS = CHANCE.normal(size=(40, 5)).astype(np.float32)
LEARNED = CHANCE.normal(size=(30, 4)).astype(np.float32)


@pytest.fixture(params=["memory", "edge", "client"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    if request.param == "memory":
        opened: VectorIndex = InMemoryVectorIndex()
    elif request.param == "edge":
        opened = EdgeVectorIndex(tmp_path / "index")
    else:
        from qdrant_client import QdrantClient

        from shopguide.adapters.qdrant.index import QdrantVectorIndex

        opened = QdrantVectorIndex(QdrantClient(":memory:"))
    yield opened
    opened.close()


def stored(folder: Path, name: str, first: int, vectors: Matrix) -> ProductVectors:
    """Vectors of the products from number `first` on, as they come out of a file."""
    ids = np.array([f"产品/{number}" for number in range(first, first + len(vectors))])
    np.savez(folder / f"{name}.npz", ids=ids, vectors=vectors)
    return open_product_vectors(folder / f"{name}.npz", folder)


def test_both_vectors_are_found_by_their_inner_products(index: VectorIndex, tmp_path: Path) -> None:
    vectors = {
        FACTORS_VECTOR: stored(tmp_path, "factors", 0, FACTORS),
        SEQUENCE_VECTOR: stored(tmp_path, "products", 20, LEARNED),
    }
    for _ in range(2):  # what is done again changes nothing
        counts = build_behaviour_index(index, "behaviour-1", vectors, "sequence@1")
    assert (counts.indexed, counts.left_out) == (50, 0)
    assert index.count("behaviour-1") == 50
    for name, whole, first in ((FACTORS_VECTOR, FACTORS, 0), (SEQUENCE_VECTOR, LEARNED, 20)):
        query = CHANCE.normal(size=whole.shape[1]).astype(np.float32)
        found = index.nearest("behaviour-1", NearestQuery(as_query(query), 5, vector_name=name))
        scores = whole @ query
        best = np.argsort(-scores)[:5]
        assert [hit.document.document_id for hit in found] == [f"产品/{first + n}" for n in best]
        longest = vectors[name].longest
        assert [inner_product(hit.score, query, longest) for hit in found] == pytest.approx(
            scores[best], abs=1e-4
        )


def test_vectors_come_back_as_they_were_given(index: VectorIndex, tmp_path: Path) -> None:
    vectors = {FACTORS_VECTOR: stored(tmp_path, "factors", 0, FACTORS)}
    build_behaviour_index(index, "behaviour-1", vectors)
    (document,) = index.fetch("behaviour-1", ["产品/7"], with_vectors=True)
    found = np.asarray(document.vectors[FACTORS_VECTOR])[np.newaxis]
    back = taken_back(found, vectors[FACTORS_VECTOR].longest)
    assert back[0] == pytest.approx(FACTORS[7], abs=1e-4)


def test_an_index_begun_for_other_vectors_is_begun_anew(index: VectorIndex, tmp_path: Path) -> None:
    build_behaviour_index(
        index, "behaviour-1", {FACTORS_VECTOR: stored(tmp_path, "factors", 0, FACTORS)}
    )
    learned = {SEQUENCE_VECTOR: stored(tmp_path, "products", 20, LEARNED)}
    build_behaviour_index(index, "behaviour-1", learned, "sequence@1")
    assert index.count("behaviour-1") == 30
