"""Products that can be recommended while the index does not answer.

A page that was made in good order renews them now and then: in memory, and in one record, for
processes that start during the outage. Price and stock are those of that moment.
"""

import json
import logging
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import cast

from shopguide.domain.errors import NotFoundError, UnavailableError
from shopguide.domain.filters import EVERYTHING, Filter, HasId
from shopguide.domain.indexed import IndexedDocument
from shopguide.domain.json_value import JsonObject
from shopguide.domain.matching import passes
from shopguide.domain.product import Product, product_from_json, product_to_json
from shopguide.domain.ranking import Hit, Ranking, Reason, ReasonType, RecommendationNote
from shopguide.domain.record_key import KEPT_PRODUCTS, KEPT_PRODUCTS_TURN
from shopguide.ports.clock import Clock
from shopguide.ports.limits import MAX_RECORD_BYTES
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.popular import PopularProducts
from shopguide.text.index_layout import PRODUCTS, product_fields, product_of

KEPT = 100
"""Products: enough that a filter by category leaves some."""

RENEWED_AFTER = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(days=7)

_log = logging.getLogger(__name__)


class KeptProducts:
    """The most popular products, and others of the shop where few are popular.

    Args:
        index: Has the products, as long as it answers.
        records: Keeps them for other processes.
        clock: Tells the time.
        popular: Says which are popular.
    """

    def __init__(
        self, index: VectorIndex, records: RecordTable, clock: Clock, popular: PopularProducts
    ) -> None:
        self._index = index
        self._records = records
        self._clock = clock
        self._popular = popular
        self._renewing = threading.Lock()
        self._renewed_at: datetime | None = None
        self._products: Sequence[Product] = ()

    def renew(self) -> None:
        """Read them again where they are old; whoever comes meanwhile does not wait for it."""
        now = self._clock.now()
        if self._renewed_at is not None and now - self._renewed_at < RENEWED_AFTER:
            return
        if not self._renewing.acquire(blocking=False):
            return
        try:
            self._renewed_at = now  # first: a shop that cannot keep them tries no sooner
            self._products = self._read()
            self._write(now)
        except (NotFoundError, UnavailableError) as error:
            _log.warning("No products are kept for an outage of the index: %s", error)
        finally:
            self._renewing.release()

    def ranking(self, wanted: Filter, limit: int) -> Ranking | None:
        """Those that pass a filter, most popular first; None where none were ever kept."""
        products = self._products or self._stored()
        if not products:
            return None
        hits = [
            Hit(product, 0.0, Reason(ReasonType.POPULAR))
            for product in products
            if passes(IndexedDocument(product.product_id, product_fields(product)), wanted)
        ]
        return Ranking(tuple(hits[:limit]), "popularity", (RecommendationNote.INDEX_UNAVAILABLE,))

    def _read(self) -> Sequence[Product]:
        leaders = [product_id for product_id, _ in self._popular.top()][:KEPT]
        found = dict(self._scan(Filter(must=(HasId(tuple(leaders)),)))) if leaders else {}
        if len(found) < KEPT:
            found |= {id_: each for id_, each in self._scan(EVERYTHING) if id_ not in found}
        first = [found.pop(id_) for id_ in leaders if id_ in found]
        return [*first, *found.values()][:KEPT]

    def _scan(self, matching: Filter) -> Iterator[tuple[str, Product]]:
        page = self._index.scan(PRODUCTS, matching, limit=KEPT, fields=("product",))
        return ((each.document_id, product_of(each.fields)) for each in page.documents)

    def _write(self, now: datetime) -> None:
        """As many as fit into one record, unless another process has just done so."""
        turn_ends = int((now + RENEWED_AFTER).timestamp())
        if not self._records.put(KEPT_PRODUCTS_TURN, {}, if_absent=True, expires_at=turn_ends):
            return
        stored: list[JsonObject] = []
        room = MAX_RECORD_BYTES * 9 // 10
        for product in self._products:
            document = product_to_json(product)
            room -= len(json.dumps(document, ensure_ascii=False).encode())
            if room < 0:
                break
            stored.append(document)
        expires_at = int((now + FORGOTTEN_AFTER).timestamp())
        self._records.put(KEPT_PRODUCTS, {"products": stored}, expires_at=expires_at)

    def _stored(self) -> Sequence[Product]:
        record = self._records.get(KEPT_PRODUCTS) or {}
        stored = cast("list[JsonObject]", record.get("products", []))
        return [product_from_json(each) for each in stored]
