"""Rows that are live and not in the index: a new, empty server beside an old record table."""

from collections.abc import Sequence

from shopguide.domain.live_catalogue import live_from_json, live_to_json
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PASSAGES, PRODUCTS

_PRODUCTS = "products"


def lost_families(index: VectorIndex, records: RecordTable) -> Sequence[str]:
    """The record families that are live and whose index is not there, sorted."""
    families = sorted(live_from_json(records.get(LIVE_CATALOGUE)).manifests)
    if not families:
        return ()
    aliases = {family: PRODUCTS if family == _PRODUCTS else PASSAGES for family in families}
    there = {alias: index.schema(alias) is not None for alias in set(aliases.values())}
    return [family for family in families if not there[aliases[family]]]


def forget_rows(records: RecordTable, families: Sequence[str]) -> None:
    """Let these families have no rows, so that the next upload of their files writes every one."""
    live = live_from_json(records.get(LIVE_CATALOGUE))
    without = live_to_json(live.without(families))
    records.update(
        LIVE_CATALOGUE, {name: without[name] for name in ("imports", "manifests", "unsettled")}
    )
