"""User-based neighbours: what those took who took what a shopper took."""

from training.signals.database import SignalDatabase
from training.signals.interactions import DAY
from training.signals.settings import SignalSettings


def make_like_minded(database: SignalDatabase, settings: SignalSettings, as_of: int) -> None:
    """Make ``like_minded`` (shopper, product, score, place) out of ``taken``.

    Two shoppers are as alike as the cosine of their last `taste` products, weighted by rarity.
    Lists of a product's shoppers are cut at the last `taste_shoppers`, so that the cost is
    interactions times that, whatever everybody buys.
    """
    database.make("rarity")
    database.make("tastes", taste=settings.taste)
    database.make("product_shoppers", taste_shoppers=settings.taste_shoppers)
    database.make(
        "alike",
        active_since=as_of - settings.active_days * DAY,
        like_minded=settings.like_minded,
    )
    database.make("like_minded", best=settings.like_minded_best)
    database.drop("rarity", "tastes", "product_shoppers", "alike")
