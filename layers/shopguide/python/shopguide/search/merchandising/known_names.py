"""Names in a rules file that the live catalogue does not know: warnings, since it may yet come."""

from collections.abc import Callable, Iterator, Sequence

from shopguide.domain.errors import NotFoundError, UnavailableError
from shopguide.domain.file_problem import FileProblem, Severity, shown_value
from shopguide.domain.lexicon import Lexicon
from shopguide.domain.merchandising import Rule
from shopguide.domain.product import CATEGORY_SEPARATOR
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS

_FETCHED_AT_ONCE = 500


class LiveCatalogueNames:
    """What the live catalogue has, as far as it can be asked.

    Args:
        load_index: The vector index.
        load_lexicon: The lexicon; an empty one knows nothing, and nothing is said then.
    """

    def __init__(
        self, load_index: Callable[[], VectorIndex], load_lexicon: Callable[[], Lexicon]
    ) -> None:
        self._load_index = load_index
        self._load_lexicon = load_lexicon

    def unknown_in(self, rules: Sequence[Rule]) -> list[FileProblem]:
        """A warning for each product, brand and category that the catalogue does not have."""
        try:
            unknown = self._unknown_products(rules)
        except UnavailableError as error:
            return [_not_compared(error.message)]
        if unknown is None:
            return []  # an empty shop knows nothing
        lexicon = self._load_lexicon()
        return [
            warning
            for rule in rules
            for warning in (
                *_products_of(rule, unknown),
                *(_names_of(rule, lexicon) if lexicon.products else ()),
            )
        ]

    def _unknown_products(self, rules: Sequence[Rule]) -> frozenset[str] | None:
        """Ids that no product of the shop has, None for a shop without products."""
        wanted = list(dict.fromkeys(one for rule in rules for one in rule.product_ids))
        index = self._load_index()
        found: set[str] = set()
        try:
            if index.schema(PRODUCTS) is None:
                return None
            for start in range(0, len(wanted), _FETCHED_AT_ONCE):
                ids = wanted[start : start + _FETCHED_AT_ONCE]
                found.update(one.document_id for one in index.fetch(PRODUCTS, ids, fields=()))
        except NotFoundError:
            return None
        return frozenset(wanted) - found


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


def _not_compared(why: str) -> FileProblem:
    reason = f"The rules were not compared with the catalogue: {why}"
    return FileProblem(Severity.WARNING, 1, "", "", reason, "Check the file again later.")
