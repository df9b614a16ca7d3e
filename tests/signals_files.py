"""Writes the folder of a version of the signals into an object store, as the nightly batch does."""

import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from shopguide.domain.indexed import Matrix
from shopguide.domain.recommending import BlendWeights, weights_to_json
from shopguide.domain.signals import SIGNALS_PREFIX, Neighbours
from shopguide.ports.object_store import ObjectStore

Scored = Sequence[tuple[str, float]]

MADE_AT = "2026-01-01T03:00:00+00:00"


@dataclass(frozen=True, kw_only=True)
class SignalFiles:
    """What is in a version; what is left out is a file without lines, or no file.

    Attributes:
        neighbours: By product id.
        like_minded: By shopper id, the best first.
        trending: By segment, the best first.
        factors: Products' vectors ``[factors]`` by id; none: no ``factors.npz``.
        regularization: Of the factors.
        alpha: Of the factors.
        weights: Of the blend, where it was tuned.
        clicks: Contents of ``clicks.json`` and ``clicks.onnx``.
        recommender: Fingerprint of the recommender that is to be served.
        made_at: When the batch read the interactions.
        interactions: How many it counted.
    """

    neighbours: Mapping[str, Neighbours] = field(default_factory=dict)
    like_minded: Mapping[str, Scored] = field(default_factory=dict)
    trending: Mapping[str, Scored] = field(default_factory=dict)
    factors: Mapping[str, Sequence[float]] = field(default_factory=dict)
    regularization: float = 0.01
    alpha: float = 10.0
    weights: BlendWeights | None = None
    clicks: tuple[Mapping[str, Any], bytes] | None = None
    recommender: str = ""
    made_at: str = MADE_AT
    interactions: int = 100

    def contents(self) -> dict[str, bytes]:
        """All files but ``signals.json``, by name."""
        files = {
            "neighbours.jsonl.gz": _lines(map(_neighbours_line, *_columns(self.neighbours))),
            "like-minded.jsonl.gz": _lines(_scored_lines("shopper_id", self.like_minded)),
            "trending.jsonl.gz": _lines(_scored_lines("segment", self.trending)),
        }
        if self.factors:
            files["factors.npz"] = self._factors()
        if self.weights is not None:
            files["weights.json"] = json.dumps(weights_to_json(self.weights)).encode()
        if self.clicks is not None:
            card, files["clicks.onnx"] = self.clicks
            files["clicks.json"] = json.dumps(card).encode()
        return files

    def manifest(self) -> dict[str, Any]:
        """``signals.json``."""
        sums = {name: hashlib.sha256(body).hexdigest() for name, body in self.contents().items()}
        told = json.dumps([sums, self.recommender], sort_keys=True).encode()
        return {
            "version": hashlib.sha256(told).hexdigest()[:16],
            "made_at": self.made_at,
            "interactions": self.interactions,
            "shoppers": len(self.like_minded),
            "products": len(self.neighbours),
            "robots": 0,
            "settings": {},
            "files": sums,
            "recommender": self.recommender,
        }

    def _factors(self) -> bytes:
        vectors: Matrix = np.array(list(self.factors.values()), dtype=np.float32)
        file = io.BytesIO()
        np.savez(
            file,
            ids=np.array(list(self.factors)),
            vectors=vectors,
            gram=vectors.T @ vectors,
            regularization=self.regularization,
            alpha=self.alpha,
        )
        return file.getvalue()


def write_signals(objects: ObjectStore, files: SignalFiles) -> str:
    """Put a version's folder into the object store, ``signals.json`` last; the version's id."""
    manifest = files.manifest()
    folder = f"{SIGNALS_PREFIX}{manifest['version']}/"
    for name, body in files.contents().items():
        objects.put(folder + name, body)
    objects.put(f"{folder}signals.json", json.dumps(manifest).encode())
    return str(manifest["version"])


def _columns(neighbours: Mapping[str, Neighbours]) -> tuple[Iterable[str], Iterable[Neighbours]]:
    return neighbours.keys(), neighbours.values()


def _neighbours_line(product_id: str, neighbours: Neighbours) -> dict[str, Any]:
    return {
        "product_id": product_id,
        "followed": [list(pair) for pair in neighbours.followed],
        "together": [[it.product_id, it.lift, it.count] for it in neighbours.together],
        "count": neighbours.count,
    }


def _scored_lines(name: str, scored: Mapping[str, Scored]) -> Iterable[dict[str, Any]]:
    for key, pairs in scored.items():
        products, scores = ([product for product, _ in pairs], [score for _, score in pairs])
        yield {name: key, "products": products, "scores": scores}


def _lines(lines: Iterable[Mapping[str, Any]]) -> bytes:
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    return gzip.compress(text.encode(), compresslevel=1, mtime=0)
