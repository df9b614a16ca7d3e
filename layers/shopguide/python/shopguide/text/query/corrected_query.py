"""A query in the words that were meant, and where each of them was written."""

from dataclasses import dataclass

from shopguide.domain.query import Correction
from shopguide.text.query.spelling import apply_corrections


@dataclass(frozen=True, slots=True)
class CorrectedQuery:
    """`written` with `corrections` made in it.

    Attributes:
        written: The cleaned query.
        corrections: In the order of the query, without overlaps.
        text: The corrected query.
    """

    written: str
    corrections: tuple[Correction, ...]
    text: str

    @classmethod
    def of(cls, written: str, corrections: tuple[Correction, ...]) -> "CorrectedQuery":
        """The query with these corrections."""
        return cls(written, corrections, apply_corrections(written, corrections))

    def written_span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the written query ``text[start:end]`` stands.

        A part of a corrected word stands for all that was written in its place.
        """
        return self._written(start)[0], self._written(end - 1)[1]

    def _written(self, place: int) -> tuple[int, int]:
        """Start and end of what was written for the character at `place` of the text."""
        longer = 0
        for each in self.corrections:
            start = each.start + longer
            if place < start:
                break
            if place < start + len(each.corrected):
                return each.start, each.end
            longer += len(each.corrected) - len(each.written)
        return place - longer, place - longer + 1
