"""What shoppers were shown: without it, nobody knows what they did not take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shopguide.domain.recommending import NO_CONTEXT, Context

MAX_SHOWN = 100
"""Products of one impression."""


@dataclass(frozen=True, slots=True)
class ReportedImpression:
    """A list that an app has shown (GA4 ``view_item_list``); without `occurred_at`, just now.

    Attributes:
        event_id: Unique across all shoppers and events.
        shopper_id: An account or an anonymous session.
        product_ids: What came into sight, in its order, `MAX_SHOWN` at most.
        ranking_id: Of the recommendation or search that was shown.
        scene: Where: ``home``, ``product``, ``cart``, ``campaign``, ``search``.
    """

    event_id: str
    shopper_id: str
    product_ids: Sequence[str]
    ranking_id: str = ""
    scene: str = ""
    occurred_at: datetime | None = None
    context: Context = NO_CONTEXT
