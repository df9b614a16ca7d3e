"""A query as it is read in the words of the shop: understood, and as terms."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from shopguide.domain.lexicon import Lexicon
from shopguide.domain.merchandising import NO_SYNONYMS
from shopguide.domain.query import ChipMode, ConstraintKind, Understanding
from shopguide.search.merchandising.active import ActiveMerchandising
from shopguide.search.words import QueryWords, read_words
from shopguide.text.merchandising.synonym_uses import find_synonyms
from shopguide.text.normalise import fold
from shopguide.text.query.understand import understand

SYNONYMS = "synonyms"
"""What switches synonyms off, among the ids of chips."""

_STATED = frozenset({ConstraintKind.COLOUR, ConstraintKind.SIZE, ConstraintKind.GENDER})
_TOLD_BY_FIELDS = frozenset(
    {
        ConstraintKind.PRICE,
        ConstraintKind.AVAILABILITY,
        ConstraintKind.RATING,
        ConstraintKind.RELEASED,
        ConstraintKind.TERM,
    }
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a search depends on beside its request and the index.

    Attributes:
        now: The moment of the search, aware.
        lexicon_key: Of the lexicon's object, empty for none.
        lexicon: The catalogue's own words.
        merchandising: Rules and synonyms in use.
    """

    now: datetime
    lexicon_key: str
    lexicon: Lexicon
    merchandising: ActiveMerchandising


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A query, understood, and the words that it is searched by.

    `meant` is the text whose meaning is searched, and whose terms rank: `Understanding.rest` with
    the colours, sizes and genders that constrain, for not every product that has one states it.
    """

    understanding: Understanding
    words: QueryWords
    meant: str


def read_query(query: str, around: Surroundings, off: Collection[str]) -> ReadQuery:
    """Read a cleaned query; `off` are ids of chips, ``spelling`` or `SYNONYMS`."""
    synonyms = NO_SYNONYMS if SYNONYMS in off else around.merchandising.synonyms
    understanding = understand(query, around.lexicon, synonyms, frozenset(off))
    told = {use.alternatives for use in understanding.synonyms}
    found = find_synonyms(fold(understanding.rest), synonyms)
    used = [use for use in found if use.alternatives in told]
    meant = _meant(understanding)
    words = read_words(understanding.rest, meant, used, around.lexicon)
    return ReadQuery(understanding, words, meant or understanding.query)


def _meant(understanding: Understanding) -> str:
    """The corrected query without what its text does not tell of a product."""
    stated = (chip for chip in understanding.chips if chip.kind in _STATED and not chip.negated)
    if all(chip.mode is ChipMode.PREFER for chip in stated):
        return understanding.rest
    gone = [
        (chip.start, chip.end)
        for chip in understanding.chips
        if chip.negated or chip.kind in _TOLD_BY_FIELDS
    ]
    if understanding.sort_span:
        gone.append(understanding.sort_span)
    # One piece a character, so that spans go on holding, also where they overlap.
    pieces = list(understanding.query)
    for each in understanding.corrections:
        pieces[each.start : each.end] = [each.corrected, *[""] * (each.end - each.start - 1)]
    for start, end in gone:
        pieces[start:end] = [" "] * (end - start)
    return " ".join("".join(pieces).split())
