"""Hits in their order, and how each of them came about."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from shopguide.domain.indexed import IndexedDocument
from shopguide.domain.ranking import Hit
from shopguide.search.collapsing import CollapsedHit
from shopguide.search.reranking import RerankOutcome, RerankState
from shopguide.search.result import HitStages
from shopguide.text.index_layout import product_of

HIT_FIELDS = ("product", "group")
"""Stored fields that a hit is made of."""


@dataclass
class RankedHits:
    """Hits in their order, as far as they were needed.

    Attributes:
        hits: Best first, variants folded into them.
        stages: Of each hit, by product id.
        groups: The group of variants of each product, by id; empty for none.
        best: Keys of the best documents before any folding, the same for every page.
        reranking: What the reranker did.
        any_word: Whether a candidate has a word of the query.
        meaning: The share of the cosine in the scores.
        has_numbers: Of an order by a number: whether any product has it.
    """

    hits: Sequence[CollapsedHit] = ()
    stages: dict[str, HitStages] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    best: Sequence[UUID] = ()
    reranking: RerankOutcome = field(default_factory=lambda: RerankOutcome((), RerankState.OFF))
    any_word: bool = False
    meaning: float = 1.0
    has_numbers: bool = True

    def take(self, document: IndexedDocument, score: float, stages: HitStages) -> Hit:
        """A document as a hit, of which is kept how it came about."""
        self.stages[document.document_id] = stages
        self.groups[document.document_id] = str(document.fields.get("group", ""))
        return Hit(product_of(document.fields), score)

    def note_relevance(self, hit: Hit, relevance: float) -> None:
        """Keep what the reranker gave a hit."""
        product_id = hit.product.product_id
        self.stages[product_id] = replace(self.stages[product_id], relevance=relevance)

    def note_places(self, hit: Hit, places: int) -> None:
        """Keep how far a hit was moved up by the shopper's taste."""
        product_id = hit.product.product_id
        self.stages[product_id] = replace(self.stages[product_id], places=places)

    def group_of(self, hit: Hit) -> str:
        """The group of variants of a hit, empty for none."""
        return self.groups[hit.product.product_id]
