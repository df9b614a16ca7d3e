"""Small lakes of made-up interactions."""

import gzip
import json
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.unit.training.signals.plain_signals import Told

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_KINDS = ("view_item", "select_item", "add_to_wishlist", "add_to_cart", "purchase", "dismiss")


def random_interactions(seed: int, count: int = 600) -> list[Told]:
    """A few shoppers and products, all kinds and contexts, sessions, ties in time, robots."""
    chance = random.Random(seed)
    told = []
    for number in range(count):
        if number % 6 == 0:
            shopper = f"s{chance.randrange(30):02d}" if chance.random() < 0.9 else "robot"
            begin = NOW - timedelta(days=1 + chance.randrange(120), minutes=chance.randrange(300))
        told.append(
            Told(
                event_id=f"e{number:05d}",
                shopper=shopper,
                product=chance.choice("甲乙丙丁") if chance.random() < 0.3 else _product(chance),
                kind=chance.choices(_KINDS, (8, 1, 1, 4, 4, 1))[0],
                moment=int(begin.timestamp() + chance.randrange(9) * 3_000) * 1_000_000,
                device=chance.choice((None, "mobile", "desktop")),
                hour=chance.choice((None, *range(24))),
                country=chance.choice((None, "DE", "CN")),
            )
        )
    return told


def _product(chance: random.Random) -> str:
    return f"p{min(chance.randrange(40), chance.randrange(40)):02d}"


def lake_line(each: Told) -> dict[str, object]:
    """As the export of the journal writes it: members that say nothing are left out."""
    at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=each.moment)
    line = {
        "type": "interaction",
        "event_id": each.event_id,
        "shopper_id": each.shopper,
        "occurred_at": at.isoformat(),
        "kind": each.kind,
        "product_id": each.product,
        "device": each.device,
        "hour": each.hour,
        "country": each.country,
    }
    return {name: value for name, value in line.items() if value is not None}


def write_lake(folder: Path, told: Iterable[Told], *raw: str) -> Path:
    """``day=.../part-00.jsonl.gz``, a file a day, with `raw` lines in one more."""
    days: dict[str, list[str]] = {}
    for each in told:
        line = lake_line(each)
        days.setdefault(str(line["occurred_at"])[:10], []).append(json.dumps(line))
    for day, lines in days.items():
        write_part(folder / f"day={day}" / "part-00.jsonl.gz", lines)
    if raw:
        write_part(folder / "day=raw" / "part-00.jsonl.gz", raw)
    folder.mkdir(exist_ok=True)
    return folder


def write_part(path: Path, lines: Sequence[str]) -> None:
    """One gzipped file of lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))
