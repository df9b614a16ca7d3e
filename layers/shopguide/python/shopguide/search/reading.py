"""A query as it is read in the words of the shop: understood, and as terms."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from shopguide.domain.lexicon import Lexicon
from shopguide.domain.merchandising import NO_SYNONYMS
from shopguide.domain.query import Understanding
from shopguide.search.merchandising.active import ActiveMerchandising
from shopguide.search.words import QueryWords, comparable, read_words
from shopguide.text.merchandising.synonym_uses import find_synonyms
from shopguide.text.query.understand import understand

SYNONYMS = "synonyms"
"""What switches synonyms off, among the ids of chips."""


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
    """A query, understood, and the words that it is searched by."""

    understanding: Understanding
    words: QueryWords

    @property
    def meant(self) -> str:
        """The text whose meaning is searched."""
        return self.words.text or self.understanding.query


def read_query(query: str, around: Surroundings, off: Collection[str]) -> ReadQuery:
    """Read a cleaned query; `off` are ids of chips, ``spelling`` or `SYNONYMS`."""
    synonyms = NO_SYNONYMS if SYNONYMS in off else around.merchandising.synonyms
    understanding = understand(query, around.lexicon, synonyms, frozenset(off))
    told = {use.alternatives for use in understanding.synonyms}
    found = find_synonyms(comparable(understanding.rest), synonyms)
    used = [use for use in found if use.alternatives in told]
    words = read_words(understanding.rest, used, around.lexicon)
    return ReadQuery(understanding, words)
