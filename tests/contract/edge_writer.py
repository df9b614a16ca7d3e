"""A process to be killed: writes numbered changes to an index, and says which are flushed.

    python edge_writer.py FOLDER FIRST SEALED_DOCUMENTS

Change n is to document n % DOCUMENTS; all documents are added, then get new fields, then are
deleted, and so on. At most one change to each document is unflushed at any time.
"""

import sys
from itertools import count
from pathlib import Path

import numpy as np

from shopguide.adapters.edge.configuration import Sealing
from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.domain.indexed import FieldKind, IndexedDocument, IndexSchema, Vector

DOCUMENTS = 240
BATCH = 20
SCHEMA = IndexSchema(
    dense={"text": 32},
    fields={"version": FieldKind.INTEGER, "label": FieldKind.KEYWORD},
    encoder="none",
)


def vector_of(change: int) -> Vector:
    vector = np.random.default_rng(change).standard_normal(32).astype(np.float32)
    return vector / np.linalg.norm(vector)


def fields_of(change: int) -> dict[str, object]:
    return {"version": change, "label": f"v{change}", "text": f"{change} " * (change % 50)}


def kind_of(change: int) -> str:
    return ("add", "refresh", "delete")[change // DOCUMENTS % 3]


def name_of(change: int) -> str:
    return f"商品-{change % DOCUMENTS}"


def document_after(change: int) -> IndexedDocument | None:
    """What the changed document must be like; None if it must be gone."""
    if kind_of(change) == "delete":
        return None
    encoded = change if kind_of(change) == "add" else change - DOCUMENTS
    return IndexedDocument(name_of(change), fields_of(change), {"text": vector_of(encoded)})


def apply(index: EdgeVectorIndex, changes: tuple[int, ...]) -> None:
    match kind_of(changes[0]):
        case "add":
            index.upsert("shop", [found for n in changes if (found := document_after(n))])
        case "refresh":
            index.replace_fields("shop", {name_of(n): fields_of(n) for n in changes})
        case _:
            index.delete("shop", [name_of(n) for n in changes])


def main(folder: Path, first: int, sealed_documents: int) -> None:
    sealing = Sealing(sealed_documents, small_shop=0)
    index = EdgeVectorIndex(folder, reserved_bytes=0, sealing=sealing)
    index.create("shop", SCHEMA)
    print("ready", flush=True)
    for turn in count():
        start = first + turn * BATCH
        changes = tuple(range(start, start + BATCH))
        apply(index, changes)
        if turn % 5 == 4:
            index.flush()
            print(changes[-1], flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
