"""The indexes, one for each encoder and layout, and which are live; encoders are never mixed."""

import re
from collections.abc import Iterable, Mapping, Sequence

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

_OURS = re.compile(rf"(?P<made_by>(?:{PRODUCTS}|{PASSAGES})-[0-9a-f]{{8}})(?:-\d+)?")
"""What `index_name` makes; other indexes on the server are left alone."""


def ensure_indexes(index: VectorIndex, encoder: Encoder) -> None:
    """Make both indexes and their aliases where there are none yet; one of an old layout stays.

    Raises:
        EncoderMismatchError: what is live was built with another encoder.
    """
    for alias, schema in _schemas(encoder).items():
        live = index.schema(alias)
        if live is None:
            name = index_name(alias, schema.encoder, schema.layout)
            index.create(name, schema)
            index.point_aliases({alias: name})
        else:
            live.check_encoder(schema.encoder)


def ensure_indexes_beside(index: VectorIndex, encoder: Encoder) -> Mapping[str, str]:
    """Make an encoder's indexes, live or not, where there are none yet; their names by alias."""
    schemas = _schemas(encoder)
    names = {
        alias: index_name(alias, schema.encoder, schema.layout) for alias, schema in schemas.items()
    }
    for alias, schema in schemas.items():
        index.create(names[alias], schema)
    return names


def drop_indexes_but(index: VectorIndex, encoders: Iterable[str]) -> Sequence[str]:
    """Delete our indexes but the live ones and those of these encoders (fingerprints); names."""
    aliases = (PRODUCTS, PASSAGES)
    made_by = {index_name(alias, encoder, 1) for encoder in encoders for alias in aliases}
    live = {
        index_name(alias, schema.encoder, schema.layout)
        for alias in aliases
        if (schema := index.schema(alias)) is not None
    }
    old = []
    for name in index.names():
        ours = _OURS.fullmatch(name)
        if ours and name not in live and ours["made_by"] not in made_by:
            old.append(name)
    for name in old:
        index.drop(name)
    return old


def _schemas(encoder: Encoder) -> Mapping[str, IndexSchema]:
    fingerprint = encoder.bundle.fingerprint
    return {
        PRODUCTS: products_schema(encoder.dimension, fingerprint),
        PASSAGES: passages_schema(encoder.dimension, fingerprint),
    }
