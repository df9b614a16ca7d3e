"""One hit of a search."""

from typing import Self

from pydantic import BaseModel, Field

from shopguide.api.schemas.product import ProductView
from shopguide.search.result import SearchHit

Span = tuple[int, int]


class HighlightsView(BaseModel):
    """Where texts have words of the query: [start, end), in characters."""

    title: list[Span]
    description: list[Span] = Field(description="Within the first 300 characters.")


class StagesView(BaseModel):
    """What each stage gave a hit."""

    cosine: float | None = Field(description="Of query and product; null for a pinned product.")
    term_score: float | None = Field(description="Of the words: BM25F.")
    words: float | None = Field(description="The same relative to the best of the search.")
    fused: float | None = Field(
        description="`meaning_weight` x cosine + (1 - `meaning_weight`) x words + boosts."
    )
    boosts: dict[str, float] = Field(
        description="By name: 'rules', 'accessory', 'category', or the id of a chip."
    )
    relevance: float | None = Field(description="Of the reranker, 0 to 1.")
    personal_places: int = Field(description="How far the shopper's taste moved it up.")
    pinned: bool


class SearchHitView(BaseModel):
    """A product of the ranking; scores compare only within one response."""

    product: ProductView
    score: float
    pinned: bool = Field(description="A rule of the shop put it here.")
    highlights: HighlightsView
    variants: list[str] = Field(description="Ids of up to 20 products folded into this hit.")
    variant_count: int
    stages: StagesView | None = Field(description="With `explain=true`, else null.")

    @classmethod
    def of(cls, hit: SearchHit, *, explain: bool) -> Self:
        """The view of a hit."""
        stages = hit.stages
        return cls(
            product=ProductView.of(hit.product),
            score=hit.score,
            pinned=stages.pinned,
            highlights=HighlightsView(
                title=list(hit.title_spans), description=list(hit.description_spans)
            ),
            variants=list(hit.variants),
            variant_count=hit.variant_count,
            stages=StagesView(
                cosine=stages.cosine,
                term_score=stages.term_score,
                words=stages.words,
                fused=stages.fused,
                boosts=dict(stages.boosts),
                relevance=stages.relevance,
                personal_places=stages.places,
                pinned=stages.pinned,
            )
            if explain
            else None,
        )
