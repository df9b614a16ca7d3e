"""Articles by their paragraphs: each article stands where its best paragraph does."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from shopguide.articles.explaining import Explain, because_it_is_new
from shopguide.domain.article import ArticleHit
from shopguide.domain.errors import NotFoundError
from shopguide.domain.filters import Filter, Match
from shopguide.domain.indexed import IndexedDocument, NearestQuery, ScoredDocument, Vector
from shopguide.domain.passage import Passage, PassageKind
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PASSAGES, passage_of

ARTICLES = Filter((Match("kind", (PassageKind.ARTICLE.value,)),))
"""Passages that are paragraphs of articles."""

SOURCE_PREFIX = "articles:"
"""What the sources of articles begin with; the article's id follows."""

_PARAGRAPHS_EACH = 6
"""Paragraphs looked at for each article wanted; an article that has more takes the room of others,
so the search goes on twice as deep until there are enough."""

_DEEPEST = 1_000
_NEWEST_AMONG = 2_000


def nearest_articles(
    index: VectorIndex,
    vector: Vector,
    limit: int,
    words: Callable[[Passage], float] | None = None,
    explain: Explain | None = None,
) -> Sequence[ArticleHit]:
    """The articles with a paragraph near a vector, best first.

    Args:
        index: Has the passages.
        vector: Unit vector ``[dimension]``.
        limit: Most articles.
        words: What is added to a paragraph's cosine; nothing for None.
        explain: Gives each article its reason; none for None.
    """
    depth = _PARAGRAPHS_EACH * limit
    while True:
        query = NearestQuery(
            vector,
            min(depth, _DEEPEST),
            filter=ARTICLES,
            with_vectors=explain is not None,
            fields=("passage",),
        )
        try:
            found = index.nearest(PASSAGES, query)
        except NotFoundError:  # no text was ever imported
            return ()
        best: dict[str, ArticleHit] = {}
        paragraphs: dict[str, ScoredDocument] = {}
        for scored in found:
            passage = passage_of(scored.document.fields)
            hit = _hit(passage, scored.score + (words(passage) if words else 0.0))
            if hit.article_id not in best or hit.score > best[hit.article_id].score:
                best[hit.article_id], paragraphs[hit.article_id] = hit, scored
        if len(best) >= limit or len(found) < min(depth, _DEEPEST) or depth >= _DEEPEST:
            hits = sorted(best.values(), key=lambda hit: (-hit.score, hit.article_id))[:limit]
            if explain is None:
                return hits
            return [replace(hit, reason=explain(paragraphs[hit.article_id])) for hit in hits]
        depth *= 2


def newest_articles(index: VectorIndex, limit: int) -> Sequence[ArticleHit]:
    """Articles by date, the newest first, those without one last; told by their first paragraph."""
    try:
        page = index.scan(PASSAGES, ARTICLES, limit=_NEWEST_AMONG, fields=("passage",))
    except NotFoundError:
        return ()
    first: dict[str, Passage] = {}
    for passage in in_order(page.documents):
        first.setdefault(passage.source, passage)
    by_title = sorted(first.values(), key=lambda passage: (passage.title, passage.source))
    by_date = sorted(by_title, key=lambda passage: passage.date, reverse=True)
    return [
        replace(_hit(passage, 0.0), reason=because_it_is_new(passage.date))
        for passage in by_date[:limit]
    ]


def in_order(documents: Sequence[IndexedDocument]) -> list[Passage]:
    """The passages of documents, those of one article in the order of its text."""
    passages = [passage_of(document.fields) for document in documents]
    return sorted(passages, key=lambda passage: (passage.source, _number(passage)))


def article_id_of(passage: Passage) -> str:
    """The id of the article that a paragraph is of."""
    return passage.source.removeprefix(SOURCE_PREFIX)


def _number(passage: Passage) -> int:
    """Which paragraph it is, from 1; an article of one paragraph does not number it."""
    number = passage.passage_id.removeprefix(f"{passage.source}#")
    return int(number) if number.isdecimal() else 1


def _hit(passage: Passage, score: float) -> ArticleHit:
    return ArticleHit(
        article_id=article_id_of(passage),
        title=passage.title,
        snippet=passage.text,
        score=score,
        date=passage.date,
        language=passage.language,
    )
