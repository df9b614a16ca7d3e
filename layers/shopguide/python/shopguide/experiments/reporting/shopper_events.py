"""What the shoppers of an experiment did, in the order in which they did it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shopguide.domain.interaction import ROBOT_EVENTS_A_DAY, InteractionKind
from shopguide.domain.json_value import JsonObject
from shopguide.experiments.reporting.enrolment import Enrolment
from shopguide.experiments.reporting.lake_lines import moment_of, texts_of

CLICKS = (InteractionKind.SELECT_ITEM, InteractionKind.VIEW_ITEM)
"""What counts as taking a product out of a list."""


@dataclass(slots=True)
class ShopperEvents:
    """One shopper's events since they were enrolled.

    Attributes:
        shown: Rankings of the scene: when, which, and its products.
        clicks: When, of which ranking, and on which product.
        purchases: When, for how much (0 where it was not told), and in which currency.
        moments: Of all events, for sessions.
        robot: Whether there were more on a day than a person makes.
    """

    shown: list[tuple[datetime, str, list[str]]] = field(default_factory=list)
    clicks: list[tuple[datetime, str, str]] = field(default_factory=list)
    purchases: list[tuple[datetime, float, str]] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)

    @property
    def robot(self) -> bool:
        """Whether they did more on one day than a person does."""
        a_day: defaultdict[object, int] = defaultdict(int)
        for moment in self.moments:
            a_day[moment.date()] += 1
        return max(a_day.values(), default=0) > ROBOT_EVENTS_A_DAY


_CLOCKS_DIFFER = timedelta(minutes=5)
"""An app's clock may be behind ours, which tells when the exposure was."""


def events_of(
    lines: Iterable[JsonObject], enrolment: Enrolment, scene: str, until: datetime
) -> Mapping[str, ShopperEvents]:
    """What each enrolled shopper did from their first exposure to the end; all are in it."""
    events = {shopper: ShopperEvents() for shopper in enrolment.variants}
    for line in lines:
        shopper = line.get("shopper_id")
        if not isinstance(shopper, str) or shopper not in events or line.get("type") == "exposure":
            continue
        at = moment_of(line)
        if at is not None and enrolment.since[shopper] - _CLOCKS_DIFFER <= at <= until:
            _take(events[shopper], line, at, scene)
    return events


def _take(events: ShopperEvents, line: JsonObject, at: datetime, scene: str) -> None:
    ranking, kind = str(line.get("ranking_id") or ""), line.get("kind")
    events.moments.append(at)
    if line.get("type") == "impression":
        if line.get("scene") == scene and ranking:
            events.shown.append((at, ranking, texts_of(line, "product_ids")))
    elif kind in CLICKS and ranking:
        events.clicks.append((at, ranking, str(line.get("product_id"))))
    elif kind == InteractionKind.PURCHASE:
        value = line.get("value")
        amount = float(value) if isinstance(value, int | float) and value > 0 else 0.0
        events.purchases.append((at, amount, str(line.get("currency") or "")))
