"""Products that shoppers turn down: kept for good, whatever becomes of the history."""

from collections.abc import Sequence

from shopguide.domain.dismissal import MAX_DISMISSALS, dismissal_key, dismissal_to_record
from shopguide.domain.interaction import Interaction
from shopguide.domain.record_key import dismissed_partition
from shopguide.ports.record_table import Put, RecordTable


class Dismissals:
    """Lists and takes back what shoppers turned down."""

    def __init__(self, records: RecordTable) -> None:
        self._records = records

    def of(self, shopper_id: str) -> Sequence[str]:
        """Ids of the products that a shopper turned down, in their order."""
        return [key.sort for key, _ in self._records.query(dismissed_partition(shopper_id))]

    def take_back(self, shopper_id: str, product_id: str) -> None:
        """Let a product be shown again; does nothing where it was not turned down."""
        self._records.delete([dismissal_key(shopper_id, product_id)])


class DismissalBatch:
    """The dismissals of one batch of events, in its order; reads each shopper's others once.

    The number of one shopper's is bounded, for every recommendation reads them all. Two requests
    at the same moment may both come in under the bound.
    """

    def __init__(self, dismissals: Dismissals) -> None:
        self._dismissals = dismissals
        self._stored: dict[str, frozenset[str]] = {}
        self._taken_in: dict[str, set[str]] = {}

    def take_in(self, shopper_id: str, product_id: str) -> bool:
        """False where the shopper has turned down `MAX_DISMISSALS` other products."""
        if shopper_id not in self._stored:
            self._stored[shopper_id] = frozenset(self._dismissals.of(shopper_id))
        known = self._stored[shopper_id] | self._taken_in.setdefault(shopper_id, set())
        if product_id not in known and len(known) >= MAX_DISMISSALS:
            return False
        self._taken_in[shopper_id].add(product_id)
        return True

    def writes(self, dismissal: Interaction) -> tuple[Put, ...]:
        """The write of a dismissal that was taken in; none where the product is turned down."""
        if dismissal.product_id in self._stored[dismissal.shopper_id]:
            return ()
        key = dismissal_key(dismissal.shopper_id, dismissal.product_id)
        return (Put(key, dismissal_to_record(dismissal.occurred_at)),)
