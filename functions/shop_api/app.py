"""Search, products, recommendations, events and status over HTTP."""

import time
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query

from functions.shop_api import (
    catalog,
    dismissals,
    erasure,
    insights,
    interests,
    recommendations,
    sessions,
    uploads,
)
from shopguide import __version__, starting
from shopguide.api.application import create_app
from shopguide.api.observability import http_handler
from shopguide.api.schemas.article import (
    ArticlesParameters,
    ArticlesResponse,
    ArticleView,
)
from shopguide.api.schemas.event import EventBatch
from shopguide.api.schemas.event_receipt import EventReceipt, RejectedEvent
from shopguide.api.schemas.offer import (
    OffersResponse,
    PriceHistoryParameters,
    PriceHistoryResponse,
)
from shopguide.api.schemas.product import ProductView
from shopguide.api.schemas.replay import ReplayRequest, ReplayResponse
from shopguide.api.schemas.request import Identifier, NoParameters
from shopguide.api.schemas.search import SearchParameters, SearchResponse
from shopguide.api.schemas.status import HealthResponse
from shopguide.api.schemas.suggest import SuggestParameters, SuggestResponse
from shopguide.bootstrap import Container, container, identify, with_live_encoder
from shopguide.search.result import SearchResult
from shopguide.text.normalise import clean_text

# Ids may have slashes, which a server sees unquoted: so the longer routes come first.
_PARTS = (catalog, uploads, sessions, insights, interests, dismissals, erasure, recommendations)
router = APIRouter(prefix="/v1", routes=[route for part in _PARTS for route in part.router.routes])

ProductId = Annotated[Identifier, Path(description="The product's id in the catalogue.")]
ArticleId = Annotated[Identifier, Path(description="As the articles file names it.")]
Nothing = Annotated[NoParameters, Query()]


@router.get("/search", tags=["search"])
def search(parameters: Annotated[SearchParameters, Query()]) -> SearchResponse:
    """Products for a query in Chinese or English, best first."""
    started = time.perf_counter()
    request, conversation = parameters.request(), parameters.conversation_id

    def ask(here: Container) -> tuple[SearchResult, Mapping[str, str]]:
        if conversation:
            return here.shared_state.search(conversation, request), {}
        applied = here.experiments.apply(request)
        return here.search.search(applied.request), applied.variants

    result, experiments = with_live_encoder(ask)
    took_ms = (time.perf_counter() - started) * 1000
    if result.hits and request.is_first_page:
        container().query_counts.count(result.understanding.query)
    return SearchResponse.of(result, took_ms, explain=parameters.explain, experiments=experiments)


@router.post("/search/replay", tags=["search"])
def replay(request: ReplayRequest, _: Nothing) -> ReplayResponse:
    """Repeat a search from its trace, and say what has become of it and why."""
    return ReplayResponse.of(with_live_encoder(lambda here: here.replay.replay(request.trace)))


@router.get("/suggest", tags=["search"])
def suggest(parameters: Annotated[SuggestParameters, Query()]) -> SuggestResponse:
    """Queries, categories, brands and products for what was typed so far."""
    started = time.perf_counter()
    found = container().suggest.suggest(parameters.q, parameters.limit, parameters.language)
    return SuggestResponse.of(found, took_ms=(time.perf_counter() - started) * 1000)


@router.get("/products/{product_id:path}/offers", tags=["products"])
def offers(product_id: ProductId, _: Nothing) -> OffersResponse:
    """What each seller asks for a product."""
    return OffersResponse.of(product_id, container().products.offers(product_id))


@router.get("/products/{product_id:path}/price-history", tags=["products"])
def price_history(
    product_id: ProductId, parameters: Annotated[PriceHistoryParameters, Query()]
) -> PriceHistoryResponse:
    """What a product has cost, and since when."""
    history = container().products.price_history(product_id, parameters.seller)
    return PriceHistoryResponse.of(product_id, history)


@router.get("/products/{product_id:path}", tags=["products"])
def product(product_id: ProductId, _: Nothing) -> ProductView:
    """One product as it stands now."""
    return ProductView.of(container().products.product(product_id))


@router.get("/articles", tags=["articles"])
def articles(parameters: Annotated[ArticlesParameters, Query()]) -> ArticlesResponse:
    """Articles for a query in Chinese or English, best first; without one, the newest."""
    query = clean_text(parameters.q)
    return ArticlesResponse.of(
        with_live_encoder(lambda here: here.articles.search(query, parameters.limit))
    )


@router.get("/articles/{article_id:path}", tags=["articles"])
def article(article_id: ArticleId, _: Nothing) -> ArticleView:
    """One article with all its paragraphs."""
    return ArticleView.of(container().articles.article(article_id))


@router.post("/events", tags=["events"])
def events(batch: EventBatch, _: Nothing) -> EventReceipt:
    """Record what shoppers do and are shown; it counts in the very next request."""
    judged = list(batch.judged())
    reports = [each for each in judged if not isinstance(each, RejectedEvent)]
    return EventReceipt.of(judged, container().events.record(reports))


@router.get("/health", tags=["status"])
def health(_: Nothing) -> HealthResponse:
    """What is live. Answers 200 also when a part does not work, and names the part."""
    here = container()
    used = here.loaded_encoder
    status = here.status.status()
    if not status.encoder_fits and here.follow_index(used):
        status = here.status.status()
    return HealthResponse.of(status, mode=here.settings.mode, version=__version__)


app = create_app("ShopGuide shop API", [router], identify=identify)
lambda_handler = http_handler(app, "shop_api")
starting.finish()
