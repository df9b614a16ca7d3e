"""Interactions of a shop that is none: products by Zipf's law, in sessions about one matter."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

_KINDS = ("view_item", "select_item", "add_to_wishlist", "add_to_cart", "purchase")
_KIND_SHARES = (0.7, 0.1, 0.03, 0.11, 0.06)
_DEVICES = ("mobile", "desktop", "tablet", "app")
_COUNTRIES = ("DE", "CN", "US", "FR", "JP")
_SESSION = 8
_TOPIC = 200
_LAST = datetime(2026, 6, 1, tzinfo=UTC)
_DAYS = 300
_FILES = 16


def write_lake(folder: Path, interactions: int, products: int, seed: int = 1) -> None:
    """Write ``part-NN.jsonl.gz`` of `interactions` lines: a shopper for each ten of them.

    A session has about eight interactions, most of them with products of one topic; products are
    popular by Zipf's law within their topic, and topics among each other.
    """
    chance = np.random.default_rng(seed)
    sessions = interactions // _SESSION + 1
    shoppers = (interactions // 10) * chance.power(2.0, sessions)
    begins = chance.uniform(0, _DAYS * 86_400, sessions)
    topics = _zipf(chance, products // _TOPIC, sessions)
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[list[str]] = [[] for _ in range(_FILES)]
    owner = np.repeat(np.arange(sessions), _SESSION)[:interactions]
    same = chance.random(interactions) < 0.85
    topic = np.where(same, topics[owner], _zipf(chance, products // _TOPIC, interactions))
    product = topic * _TOPIC + _zipf(chance, _TOPIC, interactions)
    kinds = chance.choice(len(_KINDS), interactions, p=_KIND_SHARES)
    for number in range(interactions):
        session = int(owner[number])
        at = _LAST - timedelta(seconds=float(begins[session]) - 45.0 * (number % _SESSION))
        line = {
            "type": "interaction",
            "event_id": f"{number:08x}-0000-4000-8000-{session:012x}",
            "shopper_id": f"shopper-{int(shoppers[session]):07d}",
            "occurred_at": at.isoformat(),
            "kind": _KINDS[kinds[number]],
            "product_id": f"SKU-{int(product[number]):06d}",
            "device": _DEVICES[session % len(_DEVICES)],
            "hour": at.hour,
            "country": _COUNTRIES[session % len(_COUNTRIES)],
        }
        lines[session % _FILES].append(json.dumps(line))
    for part, told in enumerate(lines):
        with gzip.open(folder / f"part-{part:02d}.jsonl.gz", "wt", compresslevel=3) as file:
            file.write("\n".join(told) + "\n")


def _zipf(chance: np.random.Generator, many: int, count: int) -> np.ndarray:
    shares = 1.0 / np.arange(1, many + 1)
    return chance.choice(many, count, p=shares / shares.sum())
