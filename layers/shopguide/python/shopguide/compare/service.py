"""Puts products side by side, and says what it comes to for what a shopper needs."""

from collections.abc import Callable, Sequence
from typing import Protocol, cast

from shopguide.compare.facts import AVAILABILITY, BRAND, PRICE, Fact, facts_of
from shopguide.compare.request import check_ids, check_language, read_need
from shopguide.domain.comparison import ComparedCell, ComparedRow, Comparison
from shopguide.domain.errors import NotFoundError, product_not_found
from shopguide.domain.insight import ProductInsights
from shopguide.domain.product import Product
from shopguide.ports.clock import Clock
from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.language import Language, detect_language
from shopguide.text.normalise import fold
from shopguide.text.passages import product_language

_SHOWN: dict[Language, dict[str, str]] = {
    "en": {PRICE: "Price", AVAILABILITY: "Availability", BRAND: "Brand"},
    "zh": {PRICE: "价格", AVAILABILITY: "库存", BRAND: "品牌"},
}


class ReviewInsights(Protocol):
    """What reviews say about a product."""

    def of(self, product_id: str, language: str = "") -> ProductInsights:
        """Aspect by aspect, with names in `language`."""


class CompareService:
    """Two to five products side by side, in Chinese or English.

    Args:
        index: Holds the products.
        encoder: The one that the index was built with.
        load_insights: Gives what reviews say on first use, None where nothing reads them.
        clock: Says when price and stock were read.
    """

    def __init__(
        self,
        index: VectorIndex,
        encoder: Encoder,
        load_insights: Callable[[], ReviewInsights | None],
        clock: Clock,
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._load_insights = load_insights
        self._clock = clock

    def compare(self, product_ids: Sequence[str], need: str = "", language: str = "") -> Comparison:
        """The products as they stand now, attribute by attribute.

        Args:
            product_ids: Two to five different ones; their order is kept.
            need: What the shopper wants to do with it, in their words; may be empty.
            language: ``zh`` or ``en``; empty for that of the need, else of the first product.

        Raises:
            InvalidParameterError: too few or too many products, one of them twice, a need that is
                too long, or a language that is not ours.
            ProductNotFoundError: the shop has no product of one of these ids.
        """
        check_language(language)
        cleaned = read_need(need)
        products = self._fetch(check_ids(product_ids))
        spoken = cast("Language", language or _language_of(cleaned, products))
        return Comparison(
            products=products,
            language=spoken,
            need=need,
            rows=_rows([facts_of(product, spoken) for product in products], spoken),
            aspects=(),
            summary=(),
            pick="",
            notes=(),
            compared_at=self._clock.now(),
        )

    def _fetch(self, product_ids: Sequence[str]) -> list[Product]:
        try:
            documents = self._index.fetch(PRODUCTS, product_ids)
        except NotFoundError:
            documents = ()
        found = {document.document_id: product_of(document.fields) for document in documents}
        for product_id in product_ids:
            if product_id not in found:
                raise product_not_found(product_id)
        return [found[product_id] for product_id in product_ids]


def _language_of(need: str, products: Sequence[Product]) -> Language:
    return detect_language(need) if need else product_language(products[0])


def _rows(facts: Sequence[Sequence[Fact]], language: Language) -> list[ComparedRow]:
    rows = []
    for name, shown in _SHOWN[language].items():
        stated = [next((fact for fact in each if fact.name == name), None) for each in facts]
        cells = [
            ComparedCell(fact.value, fact.passage.passage_id) if fact else ComparedCell("")
            for fact in stated
        ]
        differs = len({fold(cell.value) for cell in cells if cell.value}) > 1
        rows.append(ComparedRow(name, shown, cells, differs))
    return rows
