"""Canaries of a shop in memory."""

from typing import Any

from shopguide.domain.canary import Canary
from shopguide.domain.merchandising_revision import (
    MerchandisingKind,
    Revision,
    RevisionAction,
    live_revision_key,
    revision_to_json,
)


def publish_canaries(shop: Any, *product_ids: str) -> None:
    """Canaries that ask for these products to be there at all."""
    shop.canaries = [Canary(f"query for {each}", each) for each in product_ids]
    revision = Revision(1, "v1", len(product_ids), "", RevisionAction.PUBLISH)
    key = live_revision_key(MerchandisingKind.CANARIES)
    shop.records.put(key, revision_to_json(revision))
