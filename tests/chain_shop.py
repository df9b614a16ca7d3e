"""A simulated shop in which products follow each other: what a recommender should find.

Simulated, and said to be so. Products stand in rings; a shopper walks along one of them, now and
then looks at one of the few products that everybody looks at, views before buying, and takes days
between steps. Popularity alone foresees little of it.
"""

import csv
import gzip
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

RINGS, RING = 6, 8
KINDS = ("view_item", "select_item", "add_to_cart", "purchase")
WORDS = ("red shoes", "blue kettle", "black headphones", "wireless running", "红 鞋", "水 壶")
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class ChainShop:
    """The shop and what was done in it; `follower` of a product is the next one in its ring.

    Attributes:
        by_chance: Every step is to any product: there is nothing to learn.
    """

    shoppers: int = 250
    longest: int = 12
    seed: int = 5
    by_chance: bool = False
    events: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        for shopper in range(self.shoppers):
            self._walk(shopper)

    @staticmethod
    def follower(product: int) -> int:
        """The product after this one in its ring."""
        ring, place = divmod(product, RING)
        return ring * RING + (place + 1) % RING

    def write(self, folder: Path) -> dict[str, Path]:
        """Folders by channel: ``train`` with the products, ``lake`` with the events."""
        shop, day = folder / "shop", folder / "lake" / "day=2026-01-01"
        shop.mkdir(parents=True)
        day.mkdir(parents=True)
        with (shop / "products.csv").open("w", newline="", encoding="utf-8") as stream:
            rows = csv.writer(stream)
            rows.writerow(["id", "title", "price"])
            for product in range(RINGS * RING):
                title = f"{WORDS[product // RING]} {product}"
                rows.writerow([f"p{product}", title, f"{10 + product}.00 EUR"])
            for ring, words in enumerate(WORDS):  # nobody has ever touched these
                rows.writerow([f"new{ring}", f"{words} new", "20.00 EUR"])
        with gzip.open(day / "part-00.jsonl.gz", "wt", encoding="utf-8") as stream:
            stream.writelines(f"{json.dumps(event)}\n" for event in self.events)
        return {"train": shop, "lake": folder / "lake"}

    def _walk(self, shopper: int) -> None:
        moment = START + timedelta(days=float(self.random.uniform(0, 60)))
        at = int(self.random.integers(RINGS * RING))
        for _ in range(int(self.random.integers(4, self.longest + 1))):
            moment += timedelta(days=float(self.random.exponential(2)))
            if self.by_chance:
                at = int(self.random.integers(RINGS * RING))
            elif self.random.random() < 0.8:
                at = self.follower(at)
            shown = at if self.random.random() < 0.85 else int(self.random.integers(3))
            self._act(shopper, shown, moment)

    def _act(self, shopper: int, product: int, moment: datetime) -> None:
        for number in range(int(self.random.integers(1, len(KINDS) + 1))):
            self.events.append(
                {
                    "type": "interaction",
                    "event_id": f"e{len(self.events)}",
                    "shopper_id": f"s{shopper}",
                    "occurred_at": (moment + timedelta(seconds=number)).isoformat(),
                    "kind": KINDS[number],
                    "product_id": f"p{product}",
                }
            )
