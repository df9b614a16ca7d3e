"""The live indexes, made on first use and never mixed between encoders."""

from shopguide.domain.indexed import IndexSchema
from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import (
    PASSAGES,
    PRODUCTS,
    index_name,
    passages_schema,
    products_schema,
)


def ensure_indexes(index: VectorIndex, encoder: Encoder) -> None:
    """Make both indexes and their aliases where there are none yet.

    Raises:
        EncoderMismatchError: what is live was built with another encoder.
    """
    fingerprint = encoder.bundle.fingerprint
    wanted = {
        PRODUCTS: products_schema(encoder.dimension, fingerprint),
        PASSAGES: passages_schema(encoder.dimension, fingerprint),
    }
    for alias, schema in wanted.items():
        live = index.schema(alias)
        if live is None:
            _create(index, alias, schema)
        else:
            live.check_encoder(fingerprint)


def _create(index: VectorIndex, alias: str, schema: IndexSchema) -> None:
    name = index_name(alias, schema.encoder)
    index.create(name, schema)
    index.point_aliases({alias: name})
