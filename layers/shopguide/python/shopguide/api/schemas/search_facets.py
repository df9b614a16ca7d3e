"""Facets of a search."""

from typing import Self

from pydantic import BaseModel, Field

from shopguide.domain.facet import Facet, FacetCounts, FacetResult, FacetScope, FacetValue


class FacetValueView(BaseModel):
    """One choice."""

    value: str = Field(description="What to send as the parameter of the facet's name.")
    shown: str
    count: int
    selected: bool
    at_least: float | None = Field(description="Of a range: send as `price_min`, `rating_min`.")
    at_most: float | None = Field(description="Of a range: send as `price_max`.")

    @classmethod
    def of(cls, value: FacetValue) -> Self:
        """The view of a choice."""
        return cls(
            value=value.value,
            shown=value.shown,
            count=value.count,
            selected=value.selected,
            at_least=value.at_least,
            at_most=value.at_most,
        )


class FacetView(BaseModel):
    """The choices of one facet, the most frequent first, or ranges in their order."""

    facet: Facet
    values: list[FacetValueView]
    currency: str = Field(description="Of price ranges.")

    @classmethod
    def of(cls, result: FacetResult) -> Self:
        """The view of a facet."""
        values = [FacetValueView.of(value) for value in result.values]
        return cls(facet=result.facet, values=values, currency=result.currency)


class FacetsView(BaseModel):
    """Facets, and which products they count."""

    scope: FacetScope = Field(
        description="'words': all with every word of the query; 'hits': the best hits, where few"
        " have every word; 'filter': all that meet the constraints, for a query without words."
    )
    products: int = Field(description="How many those are.")
    facets: list[FacetView]

    @classmethod
    def of(cls, counts: FacetCounts | None) -> Self | None:
        """The view of facets, None of none."""
        if counts is None:
            return None
        facets = [FacetView.of(result) for result in counts.facets]
        return cls(scope=counts.scope, products=counts.products, facets=facets)
