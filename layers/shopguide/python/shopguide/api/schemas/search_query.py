"""How a query was read, and what had a hand in its ranking."""

from collections.abc import Collection
from typing import Self

from pydantic import BaseModel, Field

from shopguide.domain.merchandising import RuleAction
from shopguide.domain.query import (
    Chip,
    ChipMode,
    ConstraintKind,
    Correction,
    SortOrder,
    SynonymUse,
    Understanding,
)
from shopguide.search.merchandising.effects import AppliedRule
from shopguide.search.reranking import RerankState
from shopguide.search.result import Reranking, SearchResult, WayOut


class ChipView(BaseModel):
    """A constraint that was read out of the query; send its id as `off` to switch it off."""

    id: str
    kind: ConstraintKind
    text: str = Field(description="The words that it came from.")
    span: tuple[int, int]
    negated: bool
    values: list[str]
    at_least: float | None
    at_most: float | None
    currency: str
    mode: ChipMode = Field(description="'filter' leaves products out, 'prefer' raises others.")
    relaxed: bool = Field(description="Let go, because no product meets it beside the others.")

    @classmethod
    def of(cls, chip: Chip, relaxed: Collection[Chip]) -> Self:
        """The view of a chip."""
        return cls(
            id=chip.id,
            kind=chip.kind,
            text=chip.text,
            span=(chip.start, chip.end),
            negated=chip.negated,
            values=list(chip.values),
            at_least=chip.at_least,
            at_most=chip.at_most,
            currency=chip.currency,
            mode=chip.mode,
            relaxed=chip in relaxed,
        )


class SortView(BaseModel):
    """The order of the hits."""

    order: SortOrder
    id: str = Field(description="Switches off the wish that was read out of the query.")
    span: tuple[int, int] | None = Field(description="Where the query wishes for it.")

    @classmethod
    def of(cls, order: SortOrder, understood: Understanding) -> Self:
        """The view of an order."""
        return cls(order=order, id=understood.sort_id, span=understood.sort_span)


class CorrectionView(BaseModel):
    """What was searched in place of words that the shop does not know."""

    span: tuple[int, int]
    written: str
    corrected: str

    @classmethod
    def of(cls, correction: Correction) -> Self:
        """The view of a correction."""
        return cls(
            span=(correction.start, correction.end),
            written=correction.written,
            corrected=correction.corrected,
        )


class SynonymView(BaseModel):
    """What was searched beside words of the query."""

    span: tuple[int, int]
    phrase: str
    alternatives: list[str]

    @classmethod
    def of(cls, use: SynonymUse) -> Self:
        """The view of a synonym."""
        return cls(span=(use.start, use.end), phrase=use.phrase, alternatives=[*use.alternatives])


class AppliedRuleView(BaseModel):
    """A rule of the shop that applied, by its line in the rules file."""

    id: str
    line: int
    action: RuleAction
    note: str

    @classmethod
    def of(cls, rule: AppliedRule) -> Self:
        """The view of a rule."""
        return cls(id=rule.id, line=rule.line, action=rule.action, note=rule.note)


class RerankingView(BaseModel):
    """What the reranker did."""

    state: RerankState
    hits: int = Field(description="How many of the first hits it judged.")
    took_ms: float

    @classmethod
    def of(cls, reranking: Reranking) -> Self:
        """The view of a reranking."""
        took_ms = round(reranking.took_ms, 2)
        return cls(state=reranking.state, hits=reranking.hits, took_ms=took_ms)


class MovedView(BaseModel):
    """A hit of the page that the shopper's taste moved: up, or down for a negative number."""

    product_id: str
    places: int


class PersonalView(BaseModel):
    """What a shopper's taste did."""

    products: int = Field(description="Products of the history that made the taste.")
    moved: list[MovedView]

    @classmethod
    def of(cls, result: SearchResult) -> Self | None:
        """The view of a taste, None of none."""
        if result.profile is None:
            return None
        moved = [
            MovedView(product_id=hit.product.product_id, places=hit.stages.places)
            for hit in result.hits
            if hit.stages.places
        ]
        return cls(products=result.profile.products, moved=moved)


class WayOutView(BaseModel):
    """A constraint without which there would be so many products."""

    constraint: str
    products: int

    @classmethod
    def of(cls, way: WayOut) -> Self:
        """The view of a way out."""
        return cls(constraint=way.constraint, products=way.products)
