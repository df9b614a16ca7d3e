"""What objectives learn from: pairs of texts, graded pairs and rated reviews."""

from dataclasses import dataclass
from typing import Literal

from shopguide.text.language import Language

Split = Literal["train", "dev", "test"]
"""Which side of a split an example is on."""

PairKind = Literal["title_description", "question_evidence", "query_product", "zh_en"]


@dataclass(frozen=True, slots=True)
class TextPair:
    """Two texts that belong together; `text` is as the index would embed it.

    `query` goes through the encoder's query side, `text` through its passage side. `group` is equal
    for pairs whose texts are right for each other's queries (one product, or its variants), so that
    they must not stand against each other as negatives.
    """

    query: str
    text: str
    kind: PairKind
    language: Language
    group: str = ""


@dataclass(frozen=True, slots=True)
class GradedPair:
    """A search query and a product's text with its grade: 0 (wrong) to 3 (exactly that)."""

    query: str
    text: str
    grade: float
    product_id: str = ""


@dataclass(frozen=True, slots=True)
class RatedReview:
    """A review beside the text of its product, and the 1 to 5 stars that it gave."""

    review: str
    text: str
    rating: float
    language: Language
