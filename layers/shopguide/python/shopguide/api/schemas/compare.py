"""``POST /v1/compare``."""

from typing import Self

from pydantic import AwareDatetime, BaseModel, Field

from shopguide.api.schemas.answer import PassageView
from shopguide.api.schemas.product import ProductCardView
from shopguide.api.schemas.request import Identifier, RequestModel
from shopguide.compare.request import MAX_NEED_CHARACTERS, MAX_PRODUCTS, MIN_PRODUCTS
from shopguide.domain.comparison import ComparedAspect, ComparedRow, Comparison, SummarySentence
from shopguide.domain.insight import AspectInsight, Sentiment


class CompareRequest(RequestModel):
    """Products to put side by side, and what they are needed for."""

    # Their number, and the length of the need, are checked by the service.
    product_ids: list[Identifier] = Field(
        description="Two to five different products, in the order in which they are shown.",
        json_schema_extra={"minItems": MIN_PRODUCTS, "maxItems": MAX_PRODUCTS},
    )
    need: str = Field(
        "",
        description="What the shopper needs, in their words, in Chinese or English.",
        json_schema_extra={"maxLength": MAX_NEED_CHARACTERS},
    )
    language: str | None = Field(
        None, description="'zh' or 'en'; that of the need, else of the first product, if left out."
    )


class ComparedCellView(BaseModel):
    """What one product says about one attribute."""

    value: str | None = Field(description="As the record states it; null where it says nothing.")
    passage_id: str | None = Field(description="The passage of the record that says so.")


class ComparedRowView(BaseModel):
    """One attribute, with a cell for each product in their order."""

    name: str = Field(description="Stable id of the attribute.")
    shown: str = Field(description="Its name in the language of the comparison.")
    cells: list[ComparedCellView] = Field(description="One for each product, in their order.")
    differs: bool = Field(description="Whether two products say different things.")
    best: list[int] = Field(
        description="Places, from 0, of the products that are best by it; empty where none is."
    )

    @classmethod
    def of(cls, row: ComparedRow) -> Self:
        """The view of a row."""
        cells = [
            ComparedCellView(value=cell.value or None, passage_id=cell.passage_id or None)
            for cell in row.cells
        ]
        return cls(
            name=row.name,
            shown=row.shown,
            cells=cells,
            differs=row.differs,
            best=list(row.best),
        )


class ComparedOpinionView(BaseModel):
    """What reviews of one product say about one aspect."""

    sentiment: Sentiment
    positive: int = Field(description="Reviews that praise it.")
    negative: int = Field(description="Reviews that blame it.")
    neutral: int = Field(description="Reviews that do neither.")
    share: float = Field(description="Of the product's reviews, those that speak of it.")

    @classmethod
    def of(cls, insight: AspectInsight) -> Self:
        """The view of an aspect's insight."""
        return cls(
            sentiment=insight.sentiment,
            positive=insight.positive,
            negative=insight.negative,
            neutral=insight.neutral,
            share=round(insight.share, 4),
        )


class ComparedAspectView(BaseModel):
    """What reviews say about one aspect, for each product; null where they say nothing."""

    aspect: str = Field(description="Stable id of the aspect.")
    shown: str = Field(description="Its name in the language of the comparison.")
    opinions: list[ComparedOpinionView | None] = Field(
        description="One for each product, in their order."
    )

    @classmethod
    def of(cls, aspect: ComparedAspect) -> Self:
        """The view of an aspect over all products."""
        opinions = [
            None if each is None else ComparedOpinionView.of(each) for each in aspect.insights
        ]
        return cls(aspect=aspect.aspect, shown=aspect.shown, opinions=opinions)


class SummarySentenceView(BaseModel):
    """A sentence and the passages in which it stands."""

    text: str = Field(description="One sentence.")
    passages: list[PassageView] = Field(description="What it stands in.")

    @classmethod
    def of(cls, sentence: SummarySentence) -> Self:
        """The view of a sentence."""
        passages = [PassageView.of(passage) for passage in sentence.passages]
        return cls(text=sentence.text, passages=passages)


class CompareResponse(BaseModel):
    """Products side by side, and what it comes to."""

    products: list[ProductCardView] = Field(description="As cards, in the order of the request.")
    language: str = Field(description="Of names and sentences: 'zh' or 'en'.")
    need: str | None = Field(description="What it was compared for, cleaned.")
    rows: list[ComparedRowView] = Field(
        description="Price, stock, brand and rating; attributes that differ, that do not, and those"
        " which only one product states."
    )
    aspects: list[ComparedAspectView] = Field(description="What reviews speak of.")
    summary: list[SummarySentenceView] = Field(
        description="What it comes to, sentence by sentence."
    )
    pick: str | None = Field(
        description="The product that is clearly ahead on the need; null where none is."
    )
    notes: list[str] = Field(description="Stable words on what a reader should know.")
    compared_at: AwareDatetime = Field(description="When price and stock were read.")
    took_ms: float = Field(description="Milliseconds.")

    @classmethod
    def of(cls, comparison: Comparison, took_ms: float) -> Self:
        """The response that tells a comparison."""
        return cls(
            products=[ProductCardView.of(product) for product in comparison.products],
            language=comparison.language,
            need=comparison.need or None,
            rows=[ComparedRowView.of(row) for row in comparison.rows],
            aspects=[ComparedAspectView.of(aspect) for aspect in comparison.aspects],
            summary=[SummarySentenceView.of(sentence) for sentence in comparison.summary],
            pick=comparison.pick or None,
            notes=list(comparison.notes),
            compared_at=comparison.compared_at,
            took_ms=round(took_ms, 2),
        )
