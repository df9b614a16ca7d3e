"""Which phrases of a query have synonyms.

Latin words count whole and whatever their number ("laptops" is "laptop", never "laptopper");
Chinese phrases are found anywhere. Of overlapping phrases the longer one counts. Synonyms are not
followed further: what is the same as an alternative is none itself.
"""

from collections.abc import Iterator
from functools import lru_cache

from shopguide.domain.merchandising import Synonyms
from shopguide.domain.query import SynonymUse
from shopguide.text.merchandising.phrases import Phrase, PhraseTable, phrase_of, words_of


def find_synonyms(text: str, synonyms: Synonyms) -> tuple[SynonymUse, ...]:
    """The phrases of a cleaned text that have synonyms, in their order, without overlap.

    The first call with a set of synonyms prepares them, see `prepare_synonyms`.
    """
    if not synonyms.groups and not synonyms.one_way:
        return ()
    words = words_of(text)
    uses = []
    for first, last, alternatives in _table(synonyms).longest_in(words.words):
        start, end = words.starts[first], words.ends[last - 1]
        merged = tuple(dict.fromkeys(phrase for each in alternatives for phrase in each))
        uses.append(SynonymUse(start, end, text[start:end], merged))
    return tuple(uses)


def prepare_synonyms(synonyms: Synonyms) -> None:
    """Build what finding needs, for 20,000 groups about half a second, once for each version."""
    _table(synonyms)


@lru_cache(maxsize=4)
def _table(synonyms: Synonyms) -> PhraseTable[tuple[str, ...]]:
    return PhraseTable(_entries(synonyms))


def _entries(synonyms: Synonyms) -> Iterator[tuple[Phrase, tuple[str, ...]]]:
    for group in synonyms.groups:
        compared = [(phrase, phrase_of(phrase)) for phrase in group]
        for _, phrase in compared:
            others = tuple(other for other, words in compared if words != phrase)
            if others:
                yield phrase, others
    for text, others in synonyms.one_way.items():
        yield phrase_of(text), others
