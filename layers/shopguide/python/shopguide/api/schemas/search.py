"""``GET /v1/search``."""

from typing import Self

from pydantic import BaseModel, Field

from shopguide.api.schemas.product import ConstraintParameters, HitView
from shopguide.search.service import MAX_QUERY_CHARACTERS, SearchRequest, SearchResult


class SearchParameters(ConstraintParameters):
    """What to search, among what, and which part of the ranking to return."""

    # The length counts after cleaning, so it is the service that checks it.
    q: str = Field(
        description="The query, in Chinese or English; its length counts after cleaning.",
        json_schema_extra={"minLength": 1, "maxLength": MAX_QUERY_CHARACTERS},
    )
    in_stock: bool = Field(False, description="Only products that are in stock.")
    limit: int = Field(20, ge=1, le=100, description="Most hits to return.")
    offset: int = Field(0, ge=0, le=1000, description="Hits to leave out before the first.")

    def request(self) -> SearchRequest:
        """The request to the service."""
        constraints = self.constraints(in_stock=self.in_stock)
        return SearchRequest(self.q, constraints, limit=self.limit, offset=self.offset)


class SearchResponse(BaseModel):
    """Products for a query, best first."""

    query: str = Field(description="The query as it was understood, cleaned.")
    hits: list[HitView]
    strategy: str = Field(description="What made the order: 'dense'.")
    took_ms: float
    catalogue_version: int
    encoder: str = Field(description="Fingerprint of the encoder bundle.")
    notes: list[str] = Field(description="'catalogue_empty' before the first import.")

    @classmethod
    def of(cls, result: SearchResult, took_ms: float) -> Self:
        """The response that tells a result."""
        return cls(
            query=result.query,
            hits=[HitView.of(hit) for hit in result.ranking.hits],
            strategy=result.ranking.strategy,
            took_ms=round(took_ms, 2),
            catalogue_version=result.catalogue_version,
            encoder=result.encoder,
            notes=list(result.ranking.notes),
        )
