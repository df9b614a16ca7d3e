"""Recommendations of every scene, each with its reason."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query

from shopguide.api.preferred_language import AcceptLanguage, preferred_language
from shopguide.api.schemas.article import ArticlesResponse, RecommendedArticlesParameters
from shopguide.api.schemas.campaign import CampaignInput, CampaignResponse
from shopguide.api.schemas.reason import Wording
from shopguide.api.schemas.recommendation import (
    AlternativesParameters,
    RecommendationParameters,
    RecommendationResponse,
    SimilarParameters,
)
from shopguide.api.schemas.request import Identifier, NoParameters
from shopguide.bootstrap import Container, container, with_live_encoder
from shopguide.domain.ranking import Ranking

router = APIRouter(prefix="/v1")

ProductId = Annotated[Identifier, Path(description="The product's id in the catalogue.")]
Nothing = Annotated[NoParameters, Query()]
BesideIt = Annotated[SimilarParameters, Query()]


@router.get("/products/{product_id:path}/similar", tags=["products"])
def similar(
    product_id: ProductId, parameters: BesideIt, accept_language: AcceptLanguage = ""
) -> RecommendationResponse:
    """Products like this one."""
    request = parameters.request()
    return _response(
        lambda here: here.scenes.similar(product_id, request),
        parameters.language,
        accept_language,
    )


@router.get("/products/{product_id:path}/bought-together", tags=["products"])
def bought_together(
    product_id: ProductId, parameters: BesideIt, accept_language: AcceptLanguage = ""
) -> RecommendationResponse:
    """What is bought together with a product, or else goes with it by its title."""
    request = parameters.request()
    return _response(
        lambda here: here.scenes.bought_together(product_id, request),
        parameters.language,
        accept_language,
    )


@router.get("/products/{product_id:path}/alternatives", tags=["products"])
def alternatives(
    product_id: ProductId,
    parameters: Annotated[AlternativesParameters, Query()],
    accept_language: AcceptLanguage = "",
) -> RecommendationResponse:
    """Products of the same category and like this one that are cheaper, or rated better."""
    request, kind = parameters.request(), parameters.kind
    return _response(
        lambda here: here.scenes.alternatives(product_id, kind, request),
        parameters.language,
        accept_language,
    )


@router.get("/recommendations", tags=["recommendations"])
def recommendations(
    parameters: Annotated[RecommendationParameters, Query()],
    accept_language: AcceptLanguage = "",
) -> RecommendationResponse:
    """Products for a shopper or session, beside a product or for a cart, each with its reason."""
    request, conversation = parameters.request(), parameters.conversation_id
    products = tuple(parameters.product_id)

    def ask(here: Container) -> Ranking:
        if conversation:
            return here.shared_state.recommend(conversation, request)
        experiments = here.experiments.apply(request)
        return experiments.rank(lambda changed: here.scenes.recommend(changed, products))

    language: str | None = parameters.language
    if conversation and not language:
        language = container().conversations.find(conversation, request.shopper_id).state.language
    return _response(ask, language, accept_language)


@router.post("/recommendations/campaign", tags=["recommendations"])
def campaign(
    asked: CampaignInput, _: Nothing, accept_language: AcceptLanguage = ""
) -> CampaignResponse:
    """The eligible products of a campaign in their order for one shopper, each with its score."""
    request = asked.request()

    def ask(here: Container) -> Ranking:
        return here.experiments.apply(request).rank(here.scenes.recommend)

    ranking, wording = _told(ask, asked.language, accept_language)
    return CampaignResponse.of(asked, ranking, wording)


@router.get("/recommendations/articles", tags=["articles"])
def recommended_articles(
    parameters: Annotated[RecommendedArticlesParameters, Query()],
    accept_language: AcceptLanguage = "",
) -> ArticlesResponse:
    """Articles near a product, else near what a shopper likes or declares, else the newest."""

    def ask(here: Container) -> ArticlesResponse:
        ranking = here.articles.recommend(
            shopper_id=parameters.shopper_id or "",
            product_id=parameters.product_id or "",
            limit=parameters.limit,
        )
        shown = (hit.title for hit in ranking.hits)
        spoken = preferred_language(parameters.language, accept_language, shown)
        titles = here.scenes.titles(hit.reason for hit in ranking.hits)
        return ArticlesResponse.of(ranking, Wording(spoken, titles))

    return with_live_encoder(ask)


def _response(
    ask: Callable[[Container], Ranking], language: str | None, accepted: str
) -> RecommendationResponse:
    return RecommendationResponse.of(*_told(ask, language, accepted))


def _told(
    ask: Callable[[Container], Ranking], language: str | None, accepted: str
) -> tuple[Ranking, Wording]:
    """A ranking, and how its reasons are told."""

    def ranked(here: Container) -> tuple[Ranking, Wording]:
        ranking = ask(here)
        shown = (hit.product.title for hit in ranking.hits)
        spoken = preferred_language(language, accepted, shown)
        return ranking, Wording(spoken, here.scenes.titles(hit.reason for hit in ranking.hits))

    return with_live_encoder(ranked)
