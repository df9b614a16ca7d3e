"""A simulated shop whose true chances of a click are known: what a click model should find.

Simulated, and said to be so: no public data set holds a shop's impressions with their places,
contexts and products. A shopper clicks on what they see by a chance that depends on the product's
category among their last views, its price beside what they usually look at, and its rating; and
they see the place k (from 0) of a list by ``(k + 1) ** -0.7``. Lists are made by rating, as shops
do, so that places and products hang together and a click rate alone misleads.
"""

import csv
import gzip
import json
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

CATEGORIES = ("Shoes > Boots", "Shoes > 凉鞋", "Bags > 背包", "Garden > Tools")
BRANDS = ("Acme", "华山", "Nord")
START = datetime(2026, 3, 1, tzinfo=UTC)
LIST = 8


@dataclass
class ClickShop:
    """Products, and what shoppers did; `truth` has the chance of a click on what is seen.

    Attributes:
        by_chance: Clicks have nothing to do with products: there is nothing to learn.
    """

    products: int = 60
    shoppers: int = 300
    lists: int = 16
    seed: int = 3
    by_chance: bool = False
    events: list[dict[str, Any]] = field(default_factory=list)
    truth: list[list[float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        self.categories = self.random.integers(len(CATEGORIES), size=self.products)
        self.prices = np.round(np.exp(self.random.normal(3.5, 0.7, self.products)), 2)
        self.ratings = np.round(self.random.uniform(2.5, 5, self.products), 1)
        self.histories: list[deque[int]] = [deque(maxlen=50) for _ in range(self.shoppers)]
        for shopper in range(self.shoppers):
            self._begin(shopper)
        moment = START + timedelta(days=1)
        for number in range(self.lists * self.shoppers):
            moment += timedelta(seconds=90)
            self._show(int(self.random.integers(self.shoppers)), number, moment)

    def write(self, folder: Path) -> dict[str, Path]:
        """Folders by channel: ``train`` with the products, ``lake`` with the events."""
        shop, day = folder / "shop", folder / "lake" / "day=2026-03-01"
        shop.mkdir(parents=True)
        day.mkdir(parents=True)
        with (shop / "products.csv").open("w", newline="", encoding="utf-8") as stream:
            rows = csv.writer(stream)
            rows.writerow(["id", "title", "product_type", "brand", "price", "rating"])
            for product in range(self.products):
                category = CATEGORIES[self.categories[product]]
                price = f"{self.prices[product]} EUR"
                title = f"{category.split(' > ')[1]} {product}"
                brand = BRANDS[product % len(BRANDS)]
                rows.writerow([f"p{product}", title, category, brand, price, self.ratings[product]])
        with gzip.open(day / "part-00.jsonl.gz", "wt", encoding="utf-8") as stream:
            stream.writelines(f"{json.dumps(event)}\n" for event in self.events)
        return {"train": shop, "lake": folder / "lake"}

    def _begin(self, shopper: int) -> None:
        own = np.flatnonzero(self.categories == self.random.integers(len(CATEGORIES)))
        for product in self.random.choice(own, size=4):
            self._look(shopper, int(product), START, "")

    def _show(self, shopper: int, number: int, moment: datetime) -> None:
        order = self.ratings + self.random.normal(0, 0.8, self.products)
        shown = self.random.choice(self.products, 2 * LIST, replace=False)
        shown = shown[np.argsort(-order[shown])][:LIST]
        chances = self._chances(shopper, shown)
        self.truth.append([float(chance) for chance in chances])
        self._report(
            "impression",
            shopper,
            moment,
            product_ids=[f"p{product}" for product in shown],
            ranking_id=f"r{number}",
            scene="home",
            device="mobile",
        )
        seen = np.arange(1, LIST + 1) ** -0.7
        for product in shown[self.random.random(LIST) < chances * seen]:
            self._look(shopper, int(product), moment + timedelta(seconds=20), f"r{number}")

    def _chances(self, shopper: int, shown: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        if self.by_chance:
            return np.full(len(shown), 0.2)
        history = list(self.histories[shopper])
        same = [(self.categories[history] == self.categories[each]).mean() for each in shown]
        gaps = np.log(self.prices[shown]) - np.median(np.log(self.prices[history]))
        logits = -2.2 + 3.0 * np.array(same) - 0.9 * np.abs(gaps) + 0.7 * (self.ratings[shown] - 4)
        return np.asarray(1 / (1 + np.exp(-logits)))

    def _look(self, shopper: int, product: int, moment: datetime, ranking_id: str) -> None:
        self.histories[shopper].append(product)
        more = {"kind": "select_item", "product_id": f"p{product}", "ranking_id": ranking_id}
        self._report("interaction", shopper, moment, **more)

    def _report(self, type_: str, shopper: int, moment: datetime, **members: Any) -> None:
        event = {"type": type_, "event_id": f"e{len(self.events)}", "shopper_id": f"s{shopper}"}
        told = {name: value for name, value in members.items() if value != ""}
        self.events.append({**event, "occurred_at": moment.isoformat(), **told})
