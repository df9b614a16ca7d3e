"""``GET /v1/suggest``."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from shopguide.api.schemas.request import RequestModel
from shopguide.domain.suggestion import Suggestion, Suggestions
from shopguide.search.suggest.service import MAX_PREFIX_CHARACTERS, MAX_SUGGESTIONS


class SuggestParameters(RequestModel):
    """What was typed so far, and how many suggestions of each kind to return."""

    q: str = Field(
        "",
        max_length=MAX_PREFIX_CHARACTERS,
        description="What was typed so far, Chinese, pinyin or English; empty: what is popular.",
    )
    limit: int = Field(8, ge=1, le=MAX_SUGGESTIONS, description="Most suggestions of each kind.")
    language: Literal["zh", "en"] | None = Field(
        None, description="Suggestions in this language come first."
    )


class SuggestionView(BaseModel):
    """A text to show, and where in it the letters stand that were typed."""

    text: str
    start: int = Field(description="First character that was typed, in `text`.")
    end: int = Field(description="The one after the last; `start` where the text shows it nowhere.")

    @classmethod
    def of(cls, suggestion: Suggestion) -> Self:
        """The view of a suggestion."""
        return cls(text=suggestion.text, start=suggestion.start, end=suggestion.end)


class CategorySuggestionView(SuggestionView):
    """A category level."""

    path: str = Field(description="Its path from the root, as `category` of a search takes it.")

    @classmethod
    def of(cls, suggestion: Suggestion) -> Self:
        """The view of a suggestion."""
        view = SuggestionView.of(suggestion)
        return cls(**dict(view), path=suggestion.path)


class ProductSuggestionView(SuggestionView):
    """A product, by its title."""

    product_id: str

    @classmethod
    def of(cls, suggestion: Suggestion) -> Self:
        """The view of a suggestion."""
        view = SuggestionView.of(suggestion)
        return cls(**dict(view), product_id=suggestion.product_id)


class SuggestResponse(BaseModel):
    """Suggestions of each kind, best first."""

    query: str = Field(description="What was typed, cleaned.")
    corrected: str = Field(description="What was looked up where a letter was wrong, else empty.")
    queries: list[SuggestionView]
    categories: list[CategorySuggestionView]
    brands: list[SuggestionView]
    products: list[ProductSuggestionView]
    took_ms: float

    @classmethod
    def of(cls, found: Suggestions, took_ms: float) -> Self:
        """The response that tells what was found."""
        return cls(
            query=found.prefix,
            corrected=found.corrected,
            queries=[SuggestionView.of(each) for each in found.queries],
            categories=[CategorySuggestionView.of(each) for each in found.categories],
            brands=[SuggestionView.of(each) for each in found.brands],
            products=[ProductSuggestionView.of(each) for each in found.products],
            took_ms=round(took_ms, 2),
        )
