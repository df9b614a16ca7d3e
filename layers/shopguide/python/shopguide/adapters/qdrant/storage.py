"""How a Qdrant cluster keeps a collection: shards, copies, precision, what lies on disk."""

from dataclasses import dataclass
from typing import Any

from shopguide.adapters.qdrant.sdk import models
from shopguide.domain.indexed import FieldKind, IndexSchema

OVERSAMPLING = 2.0
"""How many times the documents that are asked for are found by short vectors, to be scored by whole
ones."""

_WHOLE_SCORES = models.SearchParams(
    quantization=models.QuantizationSearchParams(rescore=True, oversampling=OVERSAMPLING)
)
"""Asks for scores of the vectors as they were given."""


@dataclass(frozen=True, slots=True)
class CollectionStorage:
    """What a new collection is told; an existing one keeps what it was made with.

    Args:
        shards: Parts that a collection is split into; 0: the server's own default.
        replicas: Copies of each part on different nodes; 0: the server's own default.
        write_consistency: Copies that have taken a write before it counts; 0: the default.
        quantisation: ``int8`` or ``binary``: short forms of the vectors, kept in memory to find
            candidates by, which whole vectors then score; ``none`` without.
        on_disk: Keep whole vectors, graphs, terms and fields on disk. Only short vectors and the
            ids stay in memory.
    """

    shards: int = 0
    replicas: int = 0
    write_consistency: int = 0
    quantisation: str = "none"
    on_disk: bool = False

    @property
    def search_params(self) -> models.SearchParams | None:
        """What a search by dense vectors is told."""
        return None if self.quantisation == "none" else _WHOLE_SCORES

    def request(self, schema: IndexSchema) -> dict[str, Any]:
        """What `QdrantClient.create_collection` takes beside the name."""
        disk = True if self.on_disk else None
        return {
            "vectors_config": {
                name: models.VectorParams(size=size, distance=models.Distance.COSINE, on_disk=disk)
                for name, size in schema.dense.items()
            },
            "sparse_vectors_config": {
                name: models.SparseVectorParams(
                    modifier=models.Modifier.IDF, index=models.SparseIndexParams(on_disk=disk)
                )
                for name in schema.sparse
            },
            "shard_number": self.shards or None,
            "replication_factor": self.replicas or None,
            "write_consistency_factor": self.write_consistency or None,
            "on_disk_payload": disk,
            "hnsw_config": models.HnswConfigDiff(on_disk=True) if self.on_disk else None,
            "quantization_config": self._quantisation(),
        }

    def field_index(self, kind: FieldKind) -> models.PayloadSchemaType | models.PayloadSchemaParams:
        """The index that makes a field one to filter by."""
        plain = models.PayloadSchemaType(kind.value)
        if not self.on_disk:
            return plain
        match kind:
            case FieldKind.KEYWORD:
                return models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, on_disk=True)
            case FieldKind.INTEGER:
                return models.IntegerIndexParams(
                    type=models.IntegerIndexType.INTEGER, lookup=True, range=True, on_disk=True
                )
            case FieldKind.FLOAT:
                return models.FloatIndexParams(type=models.FloatIndexType.FLOAT, on_disk=True)
            case FieldKind.BOOL:
                return models.BoolIndexParams(type=models.BoolIndexType.BOOL, on_disk=True)

    def _quantisation(self) -> models.ScalarQuantization | models.BinaryQuantization | None:
        if self.quantisation == "int8":
            scalar = models.ScalarQuantizationConfig(
                type=models.ScalarType.INT8, quantile=0.99, always_ram=True
            )
            return models.ScalarQuantization(scalar=scalar)
        if self.quantisation == "binary":
            binary = models.BinaryQuantizationConfig(always_ram=True)
            return models.BinaryQuantization(binary=binary)
        return None
