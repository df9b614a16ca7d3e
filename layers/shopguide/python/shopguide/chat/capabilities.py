"""What a dialogue calls on; each is asked for at the moment of the turn that needs it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from shopguide.answer.concluding import OpensCases
from shopguide.chat.reading.catalogue_words import CatalogueWords
from shopguide.domain.answer import Answer, Question
from shopguide.domain.comparison import Comparison
from shopguide.domain.insight import ProductInsights
from shopguide.domain.product import Product
from shopguide.domain.ranking import Ranking
from shopguide.recommend.request import RecommendationRequest
from shopguide.search.request import SearchRequest
from shopguide.search.result import SearchResult
from shopguide.text.product_filter import ProductConstraints


class Searches(Protocol):
    """`search.service.SearchService`."""

    def search(self, request: SearchRequest) -> SearchResult:
        """A page of products."""
        ...


class Answers(Protocol):
    """`answer.service.AnswerService`."""

    def answer(self, question: Question) -> Answer:
        """An answer, or an abstention."""
        ...

    def answer_shelf(
        self,
        question: Question,
        within: ProductConstraints = ...,
        among: Sequence[str] = ...,
    ) -> Answer | None:
        """What is computed over products; None for any other question."""
        ...


class Recommends(Protocol):
    """`recommend.scenes.service.SceneService`."""

    def recommend(self, request: RecommendationRequest) -> Ranking:
        """Products for a shopper."""
        ...

    def similar(self, product_id: str, request: RecommendationRequest) -> Ranking:
        """Products like another one."""
        ...


class Compares(Protocol):
    """`compare.service.CompareService`."""

    def compare(self, product_ids: Sequence[str], need: str = "", language: str = "") -> Comparison:
        """Two to five products side by side."""
        ...


class TellsInsights(Protocol):
    """`insights.service.InsightService`."""

    def of(self, product_id: str, language: str = "") -> ProductInsights:
        """What reviews say about a product."""
        ...


class ReadsProducts(Protocol):
    """`search.products.ProductReader`."""

    def product(self, product_id: str) -> Product:
        """The product as it stands now."""
        ...


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What turns lead to: loaders, so that a new encoder is used as soon as there is one."""

    words: CatalogueWords
    search: Callable[[], Searches]
    products: Callable[[], ReadsProducts]
    answer: Callable[[], Answers]
    recommend: Callable[[], Recommends]
    compare: Callable[[], Compares]
    insights: Callable[[], TellsInsights]
    cases: Callable[[], OpensCases]
