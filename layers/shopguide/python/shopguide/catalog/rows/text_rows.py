"""Rows of Q&A, review and article files: fields to passages."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from shopguide.catalog.reading.header import Header
from shopguide.catalog.rows.paragraphs import split_paragraphs
from shopguide.catalog.rows.row_parsing import (
    FieldReader,
    ParsedRow,
    RowError,
    check_id,
    hashed_id,
    missing_value,
)
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.json_value import JsonObject
from shopguide.domain.passage import Passage, PassageKind, passage_to_json
from shopguide.domain.row_problem import ProblemCode
from shopguide.text.catalog_columns import COLUMNS
from shopguide.text.date_text import read_date
from shopguide.text.fingerprint import json_fingerprint, text_fingerprint
from shopguide.text.html_text import plain_lines, plain_text
from shopguide.text.language import detect_language
from shopguide.text.normalise import tidy_text
from shopguide.text.passage_text import passage_text
from shopguide.text.rating_text import read_rating

_Value = TypeVar("_Value")
_ID_PARTS = {
    CatalogKind.QA: ("product_id", "question"),
    CatalogKind.REVIEWS: ("product_id", "title", "text", "rating", "date"),
    CatalogKind.ARTICLES: ("title",),
}
_PASSAGE_KINDS = {
    CatalogKind.QA: PassageKind.QA,
    CatalogKind.REVIEWS: PassageKind.REVIEW,
    CatalogKind.ARTICLES: PassageKind.ARTICLE,
}


class TextParser:
    """Rows of ``qa``, ``reviews`` or ``articles`` files.

    A row without an id is named by what it says, so the same row twice is a duplicate.
    """

    def __init__(self, kind: CatalogKind, header: Header) -> None:
        self._kind = kind
        self._columns = FieldReader(header)

    def row_id(self, fields: Sequence[str]) -> str:
        """The row's id, or a hash of what makes it this row."""
        text = self._columns.text
        return text(fields, "id") or hashed_id([text(fields, c) for c in _ID_PARTS[self._kind]])

    def seller(self, fields: Sequence[str]) -> str:  # noqa: ARG002 - texts are nobody's offers
        """None."""
        return ""

    def parse(self, fields: Sequence[str]) -> ParsedRow:
        """The row's passages in normal form.

        Raises:
            RowError: a field cannot be used.
        """
        row_id = check_id("id", self.row_id(fields))
        for column in COLUMNS[self._kind].required:
            if not self._plain(fields, column):
                raise missing_value(column)
        passages = self._passages(fields, f"{self._kind.family}:{row_id}")
        content: JsonObject = {"passages": [passage_to_json(passage) for passage in passages]}
        return ParsedRow(
            row_id=row_id,
            content=content,
            text_fingerprint=text_fingerprint(map(passage_text, passages)),
            fields_fingerprint=json_fingerprint(content),
        )

    def _passages(self, fields: Sequence[str], source: str) -> list[Passage]:
        product_id = self._columns.text(fields, "product_id")
        product_id = product_id and check_id("product_id", product_id)
        question = self._plain(fields, "question")
        title = self._plain(fields, "title")
        rating = self._columns.text(fields, "rating")
        date = self._columns.text(fields, "date")
        stars = _read(read_rating, "rating", rating, ProblemCode.BAD_RATING) if rating else None
        day = _read(read_date, "date", date, ProblemCode.BAD_DATE) if date else ""
        texts = self._texts(fields)
        return [
            Passage(
                passage_id=source if len(texts) == 1 else f"{source}#{number}",
                kind=_PASSAGE_KINDS[self._kind],
                text=text,
                product_id=product_id,
                question=question,
                language=detect_language(f"{question} {text}"),
                source=source,
                date=day,
                rating=stars,
                title=title,
            )
            for number, text in enumerate(texts, 1)
        ]

    def _texts(self, fields: Sequence[str]) -> list[str]:
        if self._kind is CatalogKind.ARTICLES:
            return split_paragraphs(plain_lines(self._columns.text(fields, "text")))
        return [self._plain(fields, "answer" if self._kind is CatalogKind.QA else "text")]

    def _plain(self, fields: Sequence[str], column: str) -> str:
        return tidy_text(plain_text(self._columns.text(fields, column)))


def _read(reader: Callable[[str], _Value], column: str, value: str, code: ProblemCode) -> _Value:
    try:
        return reader(value)
    except ValueError as error:
        raise RowError(column, value, str(error), code) from error
