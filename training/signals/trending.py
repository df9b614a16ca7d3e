"""What is looked at now, by everybody and by segment."""

from training.signals.database import SignalDatabase
from training.signals.interactions import DAY
from training.signals.settings import SignalSettings


def make_trending(database: SignalDatabase, settings: SignalSettings, as_of: int) -> None:
    """Make ``trending`` (segment, product, score, visits, segment_visits, place)."""
    database.make(
        "trends",
        as_of=as_of,
        since=as_of - settings.trend_days * DAY,
        half_life=settings.trend_half_life_days * DAY,
    )
    database.make("trending", best=settings.trend_best)
    database.drop("trends")
