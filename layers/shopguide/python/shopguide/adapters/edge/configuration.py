"""How the engine is told to keep an index: what lies in files, what is searched how.

Documents are written into one segment that can grow, whose field indexes, terms and ids are all in
this process's own memory: some 3 KB a product. A segment that is *sealed* cannot grow, and is read
from mapped files alone, which the system takes back when it needs the room: 0.2 KB a product.
"""

import os
from dataclasses import dataclass

import qdrant_edge as edge

from shopguide.domain.indexed import FieldKind, IndexSchema


@dataclass(frozen=True, slots=True)
class Sealing:
    """When the segment that grows is sealed.

    Args:
        documents: That it has then, at least. 4,096 take about a second in which no search can run;
            fewer would take longer together, because some 0.3 s do not depend on the number.
        small_shop: Documents of an index that is not sealed at all. It never stops, and changes of
            prices take half as long, for up to 75 MB of memory.
    """

    documents: int = 4096
    small_shop: int = 24_576


_COMPACTED_SHARE = 0.2
"""Of deleted documents, above which a segment is rewritten when the index is opened."""

_DROPPED_SHARE = 0.8
"""The same while it is served. High, so that deletions all over the shop never have all segments
rewritten at once; a file that changes every price empties one segment after the other."""

_FILES = edge.Memory.Cached
"""In mapped files that are read ahead. `Cold` ones are not: 50 documents take four times as long
to fetch then."""


def shard_configuration(
    schema: IndexSchema, sealing: Sealing, *, opening: bool = False
) -> edge.EdgeConfig:
    """The configuration of a shard that is served, or of one that is about to be opened.

    Search is exact and no graph is ever built: a sealed segment has one without edges (m = 0).
    """
    vectors = {
        name: edge.EdgeVectorParams(
            size=dimension, distance=edge.Distance.Cosine, memory=edge.Memory.Cold
        )
        for name, dimension in schema.dense.items()
    }
    sparse = {
        name: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf, memory=_FILES)
        for name in schema.sparse
    }
    return edge.EdgeConfig(
        vectors=vectors,
        sparse_vectors=sparse,
        payload_memory=_FILES,
        id_tracker_memory=_FILES,
        hnsw_config=edge.HnswIndexConfig(m=0, ef_construct=4, full_scan_threshold=10),
        optimizers=_optimizers(schema, sealing, opening=opening),
        max_search_threads=os.cpu_count(),
        wal_enabled=True,
    )


def field_parameters(kind: FieldKind) -> "edge.PayloadSchemaParams":
    """How the index of a field is kept."""
    match kind:
        case FieldKind.KEYWORD:
            return edge.KeywordIndexParams(memory=_FILES)
        case FieldKind.INTEGER:
            return edge.IntegerIndexParams(lookup=True, range=True, memory=_FILES)
        case FieldKind.FLOAT:
            return edge.FloatIndexParams(memory=_FILES)
        case FieldKind.BOOL:
            return edge.BoolIndexParams(memory=_FILES)


def _optimizers(
    schema: IndexSchema, sealing: Sealing, *, opening: bool
) -> edge.EdgeOptimizersConfig:
    """When `optimize` seals a segment, rewrites it, or joins it with others.

    Only remains are joined: two sealed segments together are longer than `max_segment_size`, and so
    is one with nothing.
    """
    sealed_kilobytes = _kilobytes(schema, sealing.documents)
    growing = sealing.small_shop if opening else sealing.documents // 2
    return edge.EdgeOptimizersConfig(
        deleted_threshold=_COMPACTED_SHARE if opening else _DROPPED_SHARE,
        vacuum_min_vector_number=min(1000, sealing.documents // 4),
        default_segment_number=8,
        max_segment_size=max(1, sealed_kilobytes - 1),
        indexing_threshold=max(1, _kilobytes(schema, growing)),
    )


def _kilobytes(schema: IndexSchema, documents: int) -> int:
    """What the engine takes for the size of a segment: its largest dense vectors."""
    return documents * 4 * max(schema.dense.values(), default=1) // 1024
