"""Names in a merchandiser's file that the shop does not know (yet), which are warnings.

Products are looked up in the manifest of the last import and not in the index, because functions
that publish such files have no engine's library.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from shopguide.domain.canary import Canary
from shopguide.domain.errors import ObjectNotFoundError, UnavailableError
from shopguide.domain.file_problem import FileProblem, Severity, shown_value
from shopguide.domain.lexicon import Lexicon
from shopguide.domain.live_catalogue import live_from_json
from shopguide.domain.manifest_lines import manifest_lines, row_ids_in
from shopguide.domain.merchandising import Rule
from shopguide.domain.product import CATEGORY_SEPARATOR
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable

_PRODUCTS = "products"


class LiveCatalogueNames:
    """What the live catalogue has, as far as it can be asked.

    Args:
        objects: Has the manifest of the products.
        records: Says which one it is.
        load_lexicon: The lexicon; of an empty one, nothing is said about brands and categories.
    """

    def __init__(
        self, objects: ObjectStore, records: RecordTable, load_lexicon: Callable[[], Lexicon]
    ) -> None:
        self._objects = objects
        self._records = records
        self._load_lexicon = load_lexicon

    def unknown_in(self, rules: Sequence[Rule]) -> list[FileProblem]:
        """A warning for each product, brand and category that the catalogue does not have."""
        try:
            wanted = {one for rule in rules for one in rule.product_ids}
            unknown = self._unknown_products(wanted)
            lexicon = self._load_lexicon()
        except (ObjectNotFoundError, UnavailableError) as error:
            return [_not_compared("rules", error.message)]
        return [
            warning
            for rule in rules
            for warning in (
                *_products_of(rule, unknown),
                *(_names_of(rule, lexicon) if lexicon.products else ()),
            )
        ]

    def unknown_among(self, canaries: Sequence[Canary]) -> list[FileProblem]:
        """A warning for each canary whose product the catalogue does not have."""
        try:
            unknown = self._unknown_products({canary.product_id for canary in canaries})
        except (ObjectNotFoundError, UnavailableError) as error:
            return [_not_compared("canaries", error.message)]
        reason = "The shop has no such product."
        fix = "Check how it is written; the query counts as soon as it finds the product."
        return [
            FileProblem(
                Severity.WARNING,
                canary.line,
                "product_id",
                shown_value(canary.product_id),
                reason,
                fix,
            )
            for canary in canaries
            if canary.product_id in unknown
        ]

    def _unknown_products(self, wanted: set[str]) -> frozenset[str]:
        """Ids that no product of the shop has; none for a shop that never had products."""
        key = live_from_json(self._records.get(LIVE_CATALOGUE)).manifests.get(_PRODUCTS)
        if not key or not wanted:
            return frozenset()
        with closing(self._objects.open(key)) as manifest:
            ids = row_ids_in(manifest_lines(manifest, key), key)
            return frozenset(wanted.difference(ids))


def _products_of(rule: Rule, unknown: frozenset[str]) -> Iterator[FileProblem]:
    for product_id in rule.product_ids:
        if product_id in unknown:
            yield _warning(rule, "product_id", product_id, "The shop has no such product.")


def _names_of(rule: Rule, lexicon: Lexicon) -> Iterator[FileProblem]:
    if rule.brand and rule.brand not in lexicon.brands:
        yield _warning(rule, "brand", rule.brand, "No product of the shop has this brand.")
    levels = rule.category.split(CATEGORY_SEPARATOR) if rule.category else []
    if any(level not in lexicon.categories for level in levels):
        yield _warning(rule, "category", rule.category, "No product lies in this category.")


def _warning(rule: Rule, column: str, value: str, reason: str) -> FileProblem:
    fix = "Check how it is written; the rule applies as soon as the catalogue has it."
    return FileProblem(Severity.WARNING, rule.line, column, shown_value(value), reason, fix)


def _not_compared(what: str, why: str) -> FileProblem:
    reason = f"The {what} were not compared with the catalogue: {why}"
    return FileProblem(Severity.WARNING, 1, "", "", reason, "Check the file again later.")
