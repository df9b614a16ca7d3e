"""What a shop should be after imports, said as simply as possible; and one that really imports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.catalog.preparation import Preparation, PreparedImport
from shopguide.catalog.restoration import PreparedRestoration, prepare_restoration
from shopguide.domain.batch import ChangeKind, RowChange, batches_prefix, change_from_line
from shopguide.domain.catalog_import import CatalogKind, ImportCounts, manifest_key
from shopguide.domain.json_value import JsonObject
from shopguide.domain.live_catalogue import LiveCatalogue


@dataclass(frozen=True)
class ProductRow:
    """A row of a product file; one without a title, or with another price than a number, is bad."""

    product_id: str
    title: str
    price: str
    seller: str = ""

    @property
    def is_valid(self) -> bool:
        return bool(self.title) and self.price.isdigit()


@dataclass(frozen=True)
class QuestionRow:
    """A row of a Q&A file; one without an answer is bad."""

    row_id: str
    product_id: str
    answer: str


@dataclass(frozen=True)
class ModelProduct:
    """What the shop has of a product: its title and, by seller, prices in their order."""

    title: str
    offers: tuple[tuple[str, str], ...]


@dataclass
class ModelShop:
    """The live rows, by what the documentation says of imports."""

    products: Mapping[str, ModelProduct] = field(default_factory=dict)
    questions: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def shown_questions(self) -> set[str]:
        return {
            row_id for row_id, (product, _) in self.questions.items() if product in self.products
        }

    def import_products(self, rows: Sequence[ProductRow], *, is_snapshot: bool) -> ImportCounts:
        """Counts of the import; the shop is then what it should be."""
        before = self.products
        named = dict.fromkeys(row.product_id for row in rows)
        after = {} if is_snapshot else dict(before)
        merged = rejected = 0
        for product_id in named:
            mine = [row for row in rows if row.product_id == product_id]
            valid: dict[str, ProductRow] = {}
            for row in mine:
                if row.is_valid:
                    valid.setdefault(row.seller, row)
            rejected += len(mine) - len(valid)
            merged += max(len(valid) - 1, 0)
            live = before.get(product_id)
            if valid:
                kept = _kept_offers(live, mine, valid, is_snapshot)
                offers = {**kept, **{seller: row.price for seller, row in valid.items()}}
                title = next(iter(valid.values())).title
                after[product_id] = ModelProduct(title, tuple(offers.items()))
            elif live:
                after[product_id] = live
        self.products = after
        files = {row.product_id for row in rows if row.product_id in after and _counts(row, rows)}
        return _counted(before, after, files, read=len(rows), rejected=rejected, merged=merged)

    def import_prices(self, rows: Sequence[ProductRow]) -> ImportCounts:
        """Counts of a delta without titles; the shop is then what it should be."""
        before = self.products
        after = dict(before)
        written: dict[str, set[str]] = {}
        for row in rows:
            live = after.get(row.product_id)
            sellers = written.get(row.product_id, set())
            if live is None or not row.price.isdigit() or row.seller in sellers:
                continue
            offers = dict(live.offers)
            if row.seller or "" in offers:
                offers[row.seller] = row.price
                after[row.product_id] = ModelProduct(live.title, tuple(offers.items()))
                written.setdefault(row.product_id, set()).add(row.seller)
        self.products = after
        valid = sum(map(len, written.values()))
        return _counted(
            before,
            after,
            set(written),
            read=len(rows),
            rejected=len(rows) - valid,
            merged=valid - len(written),
        )

    def import_questions(self, rows: Sequence[QuestionRow]) -> ImportCounts:
        """Counts of the import; the shop is then what it should be."""
        before = self.questions
        after: dict[str, tuple[str, str]] = {}
        for row in rows:
            if row.answer:
                after.setdefault(row.row_id, (row.product_id, row.answer))
        written = set(after)
        for row in rows:
            if row.row_id in before:
                after.setdefault(row.row_id, before[row.row_id])
        self.questions = after
        rejected = len(rows) - len(written)
        return _counted(before, after, written, read=len(rows), rejected=rejected)


def _counts(row: ProductRow, rows: Sequence[ProductRow]) -> bool:
    return any(other.is_valid for other in rows if other.product_id == row.product_id)


def _kept_offers(
    live: ModelProduct | None,
    rows: Sequence[ProductRow],
    valid: Mapping[str, ProductRow],
    is_snapshot: bool,
) -> dict[str, str]:
    """Live offers that stay: all where a delta has only some, and those whose row is wrong."""
    offers = dict(live.offers) if live else {}
    if not is_snapshot:
        return offers if offers.keys() - valid.keys() else {}
    wrong = {row.seller for row in rows if not row.is_valid} - set(valid)
    sells_alone = list(offers) == [""]
    if sells_alone or not wrong & offers.keys():
        return {}
    return {s: price for s, price in offers.items() if s in wrong or s in valid}


def _counted(
    before: Mapping[str, object],
    after: Mapping[str, object],
    written: set[str],
    *,
    read: int,
    rejected: int,
    merged: int = 0,
) -> ImportCounts:
    outcomes = [_outcome(before.get(row_id), after[row_id]) for row_id in written]
    return ImportCounts(
        read=read,
        rejected=rejected,
        unchanged=outcomes.count("unchanged"),
        added=outcomes.count("added"),
        changed_text=outcomes.count("changed_text"),
        changed_fields=outcomes.count("changed_fields"),
        removed=len(before.keys() - after.keys()),
        merged=merged,
    )


def _outcome(before: object, after: object) -> str:
    if before is None:
        return "added"
    if before == after:
        return "unchanged"
    if isinstance(before, ModelProduct) and isinstance(after, ModelProduct):
        return "changed_fields" if before.title == after.title else "changed_text"
    return "changed_text" if before[1] != after[1] else "changed_fields"


class ImportingShop:
    """Imports for real, with an index that is a dict."""

    def __init__(self) -> None:
        self.objects = InMemoryObjectStore()
        self.live = LiveCatalogue()
        self.index: dict[tuple[str, str], JsonObject] = {}
        self._imports = 0

    def prepare(
        self, kind: CatalogKind, content: str | bytes, *, dry_run: bool = False
    ) -> tuple[str, PreparedImport]:
        """Read a file; the import's id, and what it changes."""
        import_id = self._next_id()
        with TemporaryDirectory() as folder:
            preparation = Preparation(
                self.objects, import_id, kind, f"{kind}.csv", Path(folder), at=self._now()
            )
            stream = BytesIO(content.encode() if isinstance(content, str) else content)
            return import_id, preparation.run(stream, self.live, 2, dry_run=dry_run)

    def restore(self, family: str, target: str) -> tuple[str, PreparedRestoration]:
        """Prepare the way back to an earlier manifest."""
        import_id = self._next_id()
        with TemporaryDirectory() as folder:
            return import_id, prepare_restoration(
                self.objects, import_id, family, self.live, target, 2, Path(folder), at=self._now()
            )

    def index_batches(self, import_id: str, family: str, chosen: Sequence[int] = ()) -> None:
        """Apply all batches, or only the chosen ones, in any order."""
        keys = [stored.key for stored in self.objects.list(batches_prefix(import_id))]
        for key in [keys[number % len(keys)] for number in chosen if keys] if chosen else keys:
            with self.objects.open(key) as stream:
                for line in stream:
                    self._apply(change_from_line(line), family)

    def publish(self, import_id: str, family: str) -> None:
        self.live = self.live.after(family, import_id, manifest_key(import_id), self._now())

    def abandon(self, import_id: str, family: str) -> None:
        """Leave an import that may have changed the index."""
        self.live = self.live.with_unsettled(family, import_id)

    def run(self, kind: CatalogKind, content: str | bytes) -> PreparedImport:
        """Import a file to its end."""
        import_id, prepared = self.prepare(kind, content)
        self.index_batches(import_id, kind.family)
        self.publish(import_id, kind.family)
        return prepared

    def rows(self, family: str) -> dict[str, JsonObject]:
        """What is in the index."""
        return {row_id: row for (of, row_id), row in self.index.items() if of == family}

    def _apply(self, change: RowChange, family: str) -> None:
        place = (change.family or family, change.row_id)
        if change.kind is ChangeKind.REMOVE:
            self.index.pop(place, None)
        elif change.kind is ChangeKind.WRITE or place in self.index:
            self.index[place] = change.content
        else:
            raise AssertionError(f"the fields of {place} change, but the index does not have it")

    def _next_id(self) -> str:
        self._imports += 1
        return f"{self._imports:016x}"

    def _now(self) -> str:
        return f"2026-01-{1 + self._imports % 28:02d}T00:00:00.000Z"


def products_file(rows: Sequence[ProductRow]) -> str:
    """The file of these rows; it has a column for sellers if one of them has."""
    with_sellers = any(row.seller for row in rows)
    header = "id,title,price" + (",seller" if with_sellers else "")
    lines = [
        f"{row.product_id},{row.title},{row.price} USD" + (f",{row.seller}" if with_sellers else "")
        for row in rows
    ]
    return "\n".join([header, *lines]) + "\n"


def prices_file(rows: Sequence[ProductRow]) -> str:
    """The file of these rows without their titles."""
    lines = [f"{row.product_id},{row.price} USD,{row.seller}" for row in rows]
    return "\n".join(["id,price,seller", *lines]) + "\n"


def questions_file(rows: Sequence[QuestionRow]) -> str:
    """The file of these rows."""
    lines = [f"{row.row_id},{row.product_id},What?,{row.answer}" for row in rows]
    return "\n".join(["id,product_id,question,answer", *lines]) + "\n"


def without_warnings(counts: ImportCounts) -> ImportCounts:
    return replace(counts, warnings=0)
