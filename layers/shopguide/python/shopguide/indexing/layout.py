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

_OURS = re.compile(
    rf"(?P<base>(?P<made_by>(?:{PRODUCTS}|{PASSAGES})-[0-9a-f]{{8}})(?:-\d+)?)"
    r"(?:-r[0-9a-f]{16}(?:-\d+)?)?"
)
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
    names = {}
    for alias, schema in schemas.items():
        base = index_name(alias, schema.encoder, schema.layout)
        # One that was kept may be called after the rehearsal of an import.
        names[alias] = next(iter(_of_base(index, base)), base)
    for alias, schema in schemas.items():
        index.create(names[alias], schema)
    return names


def drop_indexes_but(index: VectorIndex, encoders: Iterable[str]) -> Sequence[str]:
    """Delete our indexes but the live ones and those of these encoders (fingerprints); names."""
    aliases = (PRODUCTS, PASSAGES)
    made_by = {index_name(alias, encoder, 1) for encoder in encoders for alias in aliases}
    live = {index.resolve(alias) for alias in aliases}
    old = []
    for name in index.names():
        ours = _OURS.fullmatch(name)
        if ours and name not in live and ours["made_by"] not in made_by:
            old.append(name)
    for name in old:
        index.drop(name)
    return old


def drop_twins(index: VectorIndex, keep: str = "") -> None:
    """Delete what rehearsals left behind: indexes of products like the live one, but for `keep`."""
    live = index.resolve(PRODUCTS)
    ours = _OURS.fullmatch(live or "")
    for name in _of_base(index, ours["base"]) if ours else ():
        if name not in (live, keep):
            index.drop(name)


def _of_base(index: VectorIndex, base: str) -> Sequence[str]:
    """The indexes of this name, or of this name and a rehearsal's; sorted."""
    found = ((name, _OURS.fullmatch(name)) for name in index.names())
    return [name for name, ours in found if ours and ours["base"] == base]


def _schemas(encoder: Encoder) -> Mapping[str, IndexSchema]:
    fingerprint = encoder.bundle.fingerprint
    return {
        PRODUCTS: products_schema(encoder.dimension, fingerprint),
        PASSAGES: passages_schema(encoder.dimension, fingerprint),
    }
