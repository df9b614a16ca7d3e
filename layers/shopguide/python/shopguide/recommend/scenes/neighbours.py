"""What the live signals say about some products."""

from collections.abc import Mapping, Sequence

from shopguide.domain.signals import Neighbours
from shopguide.recommend.signals.reader import SignalsReader


def neighbours_of(signals: SignalsReader, product_ids: Sequence[str]) -> Mapping[str, Neighbours]:
    """The neighbours of products by their ids; empty where nothing was ever published."""
    live = signals.live()
    return {} if live is None else signals.neighbours(live, product_ids)
