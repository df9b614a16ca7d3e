"""Everything that lasts in a one-machine shop, but for times."""

import gzip
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shopguide.bootstrap import Container
from shopguide.domain.record_key import ROLLBACK
from shopguide.domain.rollback import plan_from_json
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PASSAGES, PRODUCTS

_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)?")


def state_of(here: Container) -> dict[str, Any]:
    """What one clean run leaves, and one that was killed has to leave as well.

    The ids of a rollback, which a clock makes, are the same in all of them.
    """
    folder = here.settings.data_dir
    state = {
        "records": _records(folder / "records.sqlite"),
        "queued": [_depth(here.import_queue.depth()), _depth(here.index_queue.depth())],
        "indexes": here.index.names(),
        "aliases": {alias: here.index.resolve(alias) for alias in (PRODUCTS, PASSAGES)},
        "folders": sorted(each.name for each in (folder / "index").iterdir()),
        "scratch": [each.name for each in (folder / "scratch").glob("*")],
        "documents": {name: dict(_documents(here.index, name)) for name in here.index.names()},
        "objects": {each.key: _content(here, each.key) for each in here.objects.list()},
    }
    text = _TIME.sub("", json.dumps(state, ensure_ascii=False, sort_keys=True))
    if plan := plan_from_json(here.records.get(ROLLBACK)):
        for name, made in {"": plan.plan_id, **plan.imports}.items():
            text = text.replace(made, f"rollback {name}")
    plain: dict[str, Any] = json.loads(text)
    return plain


def _depth(depth: Any) -> list[int]:
    return [depth.waiting, depth.in_flight, depth.dead]


def _records(path: Path) -> dict[str, Any]:
    """The whole table; sets in order."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT partition, sort, record FROM records").fetchall()
    connection.close()
    return {
        f"{partition} {sort}": _in_order(json.loads(record)) for partition, sort, record in rows
    }


def _in_order(record: Any) -> Any:
    if isinstance(record, dict) and isinstance(record.get("done"), list):
        return {**record, "done": sorted(record["done"])}
    return record


def _documents(index: VectorIndex, name: str) -> Iterator[tuple[str, Any]]:
    for document in index.scan(name, limit=10_000, with_vectors=True).documents:
        vectors = {key: vector.tolist() for key, vector in document.vectors.items()}
        yield document.document_id, [document.fields, vectors]


def _content(here: Container, key: str) -> Any:
    """What an object says, without what a clock said."""
    with here.objects.open(key) as stream:
        content = stream.read()
    if key.endswith("report.json"):
        report = json.loads(content)
        return {name: value for name, value in report.items() if name != "timing"}
    if key.endswith(".html"):
        return "a page"
    return (gzip.decompress(content) if key.endswith(".gz") else content).decode("latin-1")
