"""Articles of the shop: guides, terms, advice; content of their own beside the products."""

from collections.abc import Sequence
from dataclasses import dataclass

from shopguide.domain.ranking import Reason


@dataclass(frozen=True, slots=True)
class Article:
    """A whole article; `date` is ISO 8601 or empty, `language` ``zh`` or ``en``."""

    article_id: str
    title: str
    paragraphs: Sequence[str]
    date: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article that was found, by the paragraph of it that lies nearest.

    `score` is comparable within one ranking only; 0 where the order is by date. `reason` says why
    it is recommended; None where it was searched for.
    """

    article_id: str
    title: str
    snippet: str
    score: float
    date: str = ""
    language: str = "en"
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class ArticleRanking:
    """Articles, best first; `strategy` says what ordered them.

    It is ``search``, ``profile`` (the shopper's taste), ``interests`` (those declared), ``product``
    (near a product) or ``newest``.
    """

    hits: Sequence[ArticleHit]
    strategy: str
