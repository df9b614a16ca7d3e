"""What a new collection on a Qdrant cluster is told."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from qdrant_client import QdrantClient, models

from shopguide.adapters.qdrant.hybrid import hybrid_requests
from shopguide.adapters.qdrant.index import QdrantVectorIndex
from shopguide.adapters.qdrant.storage import CollectionStorage
from shopguide.config import read_settings
from shopguide.domain.errors import ConfigurationError
from shopguide.domain.indexed import FieldKind, HybridQuery, SparseVector
from shopguide.text.index_layout import products_schema

SCHEMA = products_schema(4, "none")
LARGE = CollectionStorage(
    shards=24, replicas=2, write_consistency=2, quantisation="int8", on_disk=True
)


def request(storage: CollectionStorage) -> models.CreateCollection:
    """The request as the server's own model reads it."""
    told = storage.request(SCHEMA)
    told["vectors"] = told.pop("vectors_config")
    told["sparse_vectors"] = told.pop("sparse_vectors_config")
    return models.CreateCollection(**told)


def test_without_settings_the_server_decides() -> None:
    told = request(CollectionStorage()).model_dump(exclude_none=True)
    assert told == {
        "vectors": {"text": {"size": 4, "distance": models.Distance.COSINE}},
        "sparse_vectors": {"terms": {"index": {}, "modifier": models.Modifier.IDF}},
    }
    assert CollectionStorage().field_index(FieldKind.KEYWORD) is models.PayloadSchemaType.KEYWORD


def test_large_shop_is_split_copied_shortened_and_kept_on_disk() -> None:
    told = request(LARGE)
    assert (told.shard_number, told.replication_factor, told.write_consistency_factor) == (24, 2, 2)
    assert told.on_disk_payload
    assert told.hnsw_config is not None
    assert told.hnsw_config.on_disk
    assert isinstance(told.quantization_config, models.ScalarQuantization)
    assert told.quantization_config.scalar.always_ram
    assert isinstance(told.vectors, dict)
    assert told.vectors["text"].on_disk
    assert told.sparse_vectors is not None
    index = told.sparse_vectors["terms"].index
    assert index is not None
    assert index.on_disk


@pytest.mark.parametrize("kind", FieldKind)
def test_fields_of_a_large_shop_are_indexed_on_disk(kind: FieldKind) -> None:
    told = LARGE.field_index(kind)
    assert not isinstance(told, models.PayloadSchemaType)
    assert told.type == kind.value
    assert told.model_dump()["on_disk"]


def test_binary_vectors_are_kept_in_memory() -> None:
    told = request(replace(LARGE, quantisation="binary")).quantization_config
    assert isinstance(told, models.BinaryQuantization)
    assert told.binary.always_ram


def test_candidates_found_by_short_vectors_are_scored_by_whole_ones() -> None:
    query = HybridQuery(
        np.ones(4, np.float32), SparseVector(np.array([1], np.uint32), np.ones(1, np.float32))
    )
    asked = hybrid_requests(query, LARGE.search_params)
    by_meaning = [one for one in asked if one.using == "text"]
    assert by_meaning
    for one in by_meaning:
        assert one.params is not None
        assert one.params.quantization is not None
        assert one.params.quantization.rescore
    assert all(one.params is None for one in asked if one.using == "terms")
    assert CollectionStorage().search_params is None


def test_index_is_made_and_asked_with_these_settings() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # no field is indexed in this process
        index = QdrantVectorIndex(QdrantClient(":memory:"), storage=LARGE)
        index.create("products", SCHEMA)
    assert index.schema("products") == SCHEMA
    assert index.count("products") == 0
    index.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHOPGUIDE_QDRANT_SHARDS", "-1"),
        ("SHOPGUIDE_QDRANT_REPLICAS", "5000"),
        ("SHOPGUIDE_QDRANT_QUANTISATION", "int4"),
        ("SHOPGUIDE_QDRANT_STORAGE", "cloud"),
    ],
)
def test_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        read_settings({name: value})
