"""The reviews of one product, as the index has them: no more than can be read in a request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.domain.errors import NotFoundError
from shopguide.domain.filters import Filter, Match
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument, Vector
from shopguide.domain.passage import Passage, PassageKind
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PASSAGES, passage_of
from shopguide.text.simplified import lookup_form

MAX_REVIEWS = 2_000
"""Reviews of one product that are read at most."""

_PAGE = 500
_WORTH_COPYING = {True: 25, False: 12}
"""Letters from which on two people do not write the same: of English, of Chinese."""


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """A review and the unit vector of its title and text; None where the index has none."""

    passage: Passage
    vector: Vector | None = None


@dataclass(frozen=True, slots=True)
class ReadReviews:
    """Reviews without copies, the newest first; `is_cut` where the product has more of them."""

    reviews: Sequence[Review]
    copies: int = 0
    is_cut: bool = False


def read_reviews(index: VectorIndex, product_id: str) -> ReadReviews:
    """The reviews of a product; none where it has none."""
    found = list(_scan(index, product_id))
    kept = _without_copies(found[:MAX_REVIEWS])
    kept.sort(key=lambda review: review.passage.passage_id)
    kept.sort(key=lambda review: review.passage.date, reverse=True)
    return ReadReviews(kept, min(len(found), MAX_REVIEWS) - len(kept), len(found) > MAX_REVIEWS)


def _scan(index: VectorIndex, product_id: str) -> Iterator[Review]:
    about = Filter((Match("product_id", (product_id,)), Match("kind", (PassageKind.REVIEW.value,))))
    cursor: str | None = None
    seen = 0
    while seen <= MAX_REVIEWS:
        try:
            page = index.scan(PASSAGES, about, limit=_PAGE, cursor=cursor, with_vectors=True)
        except NotFoundError:
            return  # a shop without an index of passages
        yield from map(_review_of, page.documents)
        seen += len(page.documents)
        cursor = page.next_cursor
        if cursor is None:
            return


def _review_of(document: IndexedDocument) -> Review:
    vector = document.vectors.get(TEXT_VECTOR)
    row = None if vector is None else np.asarray(vector, dtype=np.float32)
    return Review(passage_of(document.fields), row)


def _without_copies(reviews: Sequence[Review]) -> list[Review]:
    """Each text once, whoever posted it again; short praise is what many write by themselves."""
    return list({_what_it_is(review.passage): review for review in reversed(reviews)}.values())


def _what_it_is(passage: Passage) -> tuple[str, ...]:
    form = lookup_form(f"{passage.title} {passage.text}")
    letters = "".join(filter(str.isalnum, form))
    if len(letters) >= _WORTH_COPYING[letters.isascii()]:
        return (letters,)
    return (letters, passage.date, passage.source)
