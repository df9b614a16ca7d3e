"""Questions and reviews are shown while the shop has their product: they come and go with it.

Their manifests keep every row, also those about products that the shop does not have. The index has
those that are about one of its products, or about none; so the order in which files are uploaded
does not matter, and a product that comes back has its passages again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import cast

from shopguide.catalog.comparing.id_set import IdSet
from shopguide.catalog.comparing.known_rows import KnownPartition, KnownRows
from shopguide.catalog.comparing.manifest import PARTITIONS, ManifestRow
from shopguide.domain.batch import ChangeKind, RowChange
from shopguide.domain.json_value import JsonObject
from shopguide.domain.live_catalogue import LiveCatalogue
from shopguide.ports.object_store import ObjectStore

PRODUCTS = "products"
FOLLOWING = ("qa", "reviews")
"""Families whose rows come and go with products; articles stand for themselves."""


class ProductMoves:
    """Which products an import lets come and go."""

    def __init__(self) -> None:
        self.came = IdSet()
        self.gone = IdSet()

    def note(self, product_id: str, *, was: bool, stays: bool, wavers: bool) -> None:
        """Tell of one product.

        Args:
            product_id: Its id.
            was: Whether the shop had it.
            stays: Whether the shop has it after the import.
            wavers: Whether an unfinished import may have let it come or go.
        """
        if stays and (wavers or not was):
            self.came.add(product_id)
        if not stays and (wavers or was):
            self.gone.add(product_id)


class LiveProducts:
    """Whether the live catalogue has a product, for the rows that are about one."""

    def __init__(self, objects: ObjectStore, live: LiveCatalogue) -> None:
        self._ids = IdSet()
        self._wavering = IdSet()
        with KnownRows(objects, live, PRODUCTS, import_id="") as rows:
            for number in range(PARTITIONS):
                known = rows.partition(number)
                for product_id in known.live:
                    self._ids.add(product_id)
                for product_id in known.wavering:
                    self._wavering.add(product_id)

    def shows(self, content: JsonObject) -> bool:
        """Whether a row is about one of the shop's products, or about none in particular."""
        product_id = product_of_passages(content)
        return not product_id or product_id in self._ids

    def is_certain(self, row: ManifestRow | None) -> bool:
        """Whether no unfinished import may have let the row's product, and so the row, move."""
        content = row.content if row and self._wavering else None
        return content is None or product_of_passages(content) not in self._wavering


def shown_rows(objects: ObjectStore, live: LiveCatalogue, family: str) -> LiveProducts | None:
    """What says which rows of a family are in the index; None where all are."""
    return LiveProducts(objects, live) if family in FOLLOWING else None


def product_of_passages(content: JsonObject) -> str:
    """The product that a row's passages are about; empty for none."""
    passages = cast("Sequence[Mapping[str, str]]", content.get("passages") or ())
    return passages[0].get("product_id", "") if passages else ""


def passage_changes(
    objects: ObjectStore, live: LiveCatalogue, moves: ProductMoves | None
) -> Iterator[RowChange]:
    """What has to happen to the passages of products that come and go.

    Rows of manifests that kept no content are left as they are. A row that an unfinished import may
    have put under a product that goes now is put right.

    Raises:
        ManifestDamagedError: a manifest is cut off or not as it was written.
    """
    if moves is None or not (moves.came or moves.gone):
        return
    products = cache(lambda: LiveProducts(objects, live))
    for family in FOLLOWING:
        if live.manifests.get(family) or live.unsettled.get(family):
            with KnownRows(objects, live, family, import_id="") as rows:
                for number in range(PARTITIONS):
                    yield from _changes_in(rows.partition(number), family, moves, products)


def _changes_in(
    known: KnownPartition, family: str, moves: ProductMoves, products: Callable[[], LiveProducts]
) -> Iterator[RowChange]:
    for row_id, row in known.live.items():
        content = row.content
        product_id = product_of_passages(content) if content else ""
        if content and product_id in moves.came:
            yield RowChange(ChangeKind.WRITE, row_id, content, family)
        elif product_id in moves.gone:
            yield RowChange(ChangeKind.REMOVE, row_id, family=family)
        elif content and _may_go(row_id, known, moves):
            if products().shows(content):
                yield RowChange(ChangeKind.WRITE, row_id, content, family)
            else:
                yield RowChange(ChangeKind.REMOVE, row_id, family=family)
    for row_id in known.strays:
        if _may_go(row_id, known, moves):
            yield RowChange(ChangeKind.REMOVE, row_id, family=family)


def _may_go(row_id: str, known: KnownPartition, moves: ProductMoves) -> bool:
    """Whether the index may have the row under a product that goes, by an unfinished import."""
    contents = [row.content for row in known.made_of.get(row_id, ())]
    return any(product_of_passages(each) in moves.gone for each in contents if each)
