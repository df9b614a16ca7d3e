"""Spelling of words in Latin letters, by the words of the catalogue.

A noisy channel (Kernighan, Church, Gale, *A spelling correction program based on a noisy channel
model*, COLING 1990): a word is as likely meant as it is frequent in the catalogue, unlikely as the
slip that would explain what was written, and likelier among words of its own category.

All evidence is in e-foldings: 0 is a word that one product in 10,000 has, written as it is.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from shopguide.domain.lexicon import Lexicon
from shopguide.text.query.near_words import NearWords
from shopguide.text.query.ordinary_words import is_ordinary_word
from shopguide.text.query.typing_slips import MISSING_LETTER, WRONG_ORDER, slip_cost
from shopguide.text.words import is_function_word, stem

SHORTEST = 4
"""A word of one letter less is taken for a word only with two letters swapped, or for one of four
letters with one left out: too many of them lie one letter apart."""

LONG = 8
"""From here on two slips are looked for, where one explains nothing."""

SLIP = 3.0
"""What one slip weighs."""

SPLIT = 1.2
"""What a missing space weighs, in slips."""

COMPANY = 3.0
"""What speaks for a word that lies wholly in the categories of its neighbours."""

KNOWN = 1.5
"""What speaks for a word that is plain English or a well-known brand besides."""

_LEAST_EVIDENCE = {3: 2.0, 4: -0.5, 5: -1.5, 6: -3.0, 7: -4.0}
"""For a word that nobody knows, by its length; longer ones have hardly a neighbour by chance."""

_CLEAR_SLIP = max(MISSING_LETTER, WRONG_ORDER)
_LEAST_FOR_TWO_SLIPS = -2.0
_LEAST_FOR_ORDINARY = 4.0
"""For a plain English word that the shop does not have, among words of one category."""

_SHORTEST_RARE = 6
_RARE = 2
_RARE_RATIO = 100
"""So much more frequent is a word than one that is a slip of the catalogue itself."""

_SHORTEST_PART = 3
_LEAST_PART_SHARE = {3: 0.01}
_LEAST_SHARE = 0.0005
_JOINED_SHARE = 0.5
"""A joined word is meant where it is at least half as frequent as its rarer part alone."""

_SURELY_A_WORD = 3
"""In a large shop; a word that fewer products have may be a slip of the catalogue itself."""

_PER = 10_000


class LatinSpelling:
    """The Latin words of one lexicon, made ready to be searched."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._products = max(1, lexicon.products)
        self._least_count = min(_SURELY_A_WORD, 1 + lexicon.products // _PER)
        self._categories = lexicon.word_categories
        self._names = _words_of_names(lexicon)
        self._shown_names = (lexicon.brands, lexicon.categories)
        self._counts = {**self._names, **lexicon.words}

    def correct(self, word: str, neighbours: Sequence[str] = ()) -> str:
        """What was meant by a folded word beside these others: a word or two, or empty.

        Words of the catalogue and plain English, in singular or plural, are what they are, but for
        two cases: one that hardly a product has beside one that very many have, and one that no
        product has where another fits the rest of the query.
        """
        if len(word) < SHORTEST - 1 or not (word.isascii() and word.isalpha()):
            return ""
        count = self.count(word)
        ordinary = is_ordinary_word(word)
        if count:
            return "" if ordinary else self._slip_of_the_catalogue(word, count)
        company = self._company(neighbours)
        likely = self._likely(word, company) if not ordinary else self._fitting(word, company)
        return max(likely, default=(0.0, ""))[1]

    def joined(self, left: str, right: str) -> str:
        """The catalogue's one word for two folded words, or empty: ``head set``, ``blue tooth``."""
        word = left + right
        count = self._counts.get(word, 0)
        if len(word) < SHORTEST or not word.isalpha() or count < _LEAST_SHARE * self._products:
            return ""
        if (stem(left), stem(right)) in self._name_pairs:
            return ""
        rarer = min(self.count(left), self.count(right))
        return word if count >= max(2, _JOINED_SHARE * rarer) else ""

    def count(self, word: str) -> int:
        """Products that have a folded word, its singular or its plural."""
        plurals = (form for form in (word + "s", word + "es") if stem(form) == word)
        return max(self._counts.get(form, 0) for form in (word, stem(word), *plurals))

    def _likely(self, word: str, company: Mapping[str, float]) -> Iterator[tuple[float, str]]:
        """What may be meant by a word that nobody knows, with its evidence."""
        yield from self._splits(word)
        least = _LEAST_EVIDENCE.get(len(word), -math.inf)
        one_slip = [(e, meant) for e, _, meant in self._near_words(word, company, 1) if e >= least]
        yield from one_slip
        if not one_slip and len(word) >= LONG:
            for evidence, _, meant in self._near_words(word, company, 2):
                if evidence >= _LEAST_FOR_TWO_SLIPS:
                    yield evidence, meant

    def _fitting(self, word: str, company: Mapping[str, float]) -> Iterator[tuple[float, str]]:
        """What may be meant by plain English that the shop does not have: what fits the query."""
        for evidence, fit, meant in self._near_words(word, company, 1) if company else ():
            if fit and evidence >= _LEAST_FOR_ORDINARY:
                yield evidence, meant

    def _near_words(
        self, word: str, company: Mapping[str, float], edits: int
    ) -> Iterator[tuple[float, float, str]]:
        """Evidence, fit and word, for the words within so many slips."""
        short = len(word) < SHORTEST
        for meant in self._near.near(word, edits):
            cost = slip_cost(word, meant, edits)
            unlikely = cost is not None and cost > _CLEAR_SLIP if short else len(meant) < SHORTEST
            if cost is None or unlikely:
                continue
            fit = self._fit(meant, company)
            yield self._evidence(meant) - SLIP * cost + COMPANY * fit, fit, meant

    def _slip_of_the_catalogue(self, word: str, count: int) -> str:
        if len(word) < _SHORTEST_RARE or count > _RARE or word in self._names:
            return ""
        frequent = (
            (self._counts[meant], meant)
            for meant in self._near.near(word, 1)
            if meant[0] == word[0] and slip_cost(word, meant, 1)
        )
        most, meant = max(frequent, default=(0, ""))
        return meant if most >= _RARE_RATIO * count else ""

    def _splits(self, word: str) -> Iterator[tuple[float, str]]:
        for place in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            parts = word[:place], word[place:]
            if all(map(self._may_be_a_part, parts)):
                left, right = (self._counts[part] for part in parts)
                together = self._frequency(left * right / self._products)
                yield together - SLIP * SPLIT, " ".join(parts)

    def _may_be_a_part(self, word: str) -> bool:
        share = self._counts.get(word, 0) / self._products
        return share >= _LEAST_PART_SHARE.get(len(word), _LEAST_SHARE)

    @cached_property
    def _near(self) -> NearWords:
        return NearWords(w for w, count in self._counts.items() if self._may_be_meant(w, count))

    @cached_property
    def _name_pairs(self) -> frozenset[tuple[str, str]]:
        """Stems of words that follow each other in the name of a brand or a category."""
        names = (name for each in self._shown_names for name in each)
        return frozenset(pair for name in names for pair in pairwise(map(stem, name.split())))

    def _may_be_meant(self, word: str, count: int) -> bool:
        return (
            len(word) >= SHORTEST - 1
            and word.isascii()
            and word.isalpha()
            and (count >= self._least_count or self._is_name(word))
            and not is_function_word(word)
        )

    def _is_name(self, word: str) -> bool:
        """Whether a word is no slip of the catalogue, however few products have it."""
        return word in self._names or is_ordinary_word(word)

    def _evidence(self, word: str) -> float:
        known = KNOWN if is_ordinary_word(word) else 0.0
        return self._frequency(self._counts[word]) + known

    def _frequency(self, count: float) -> float:
        return math.log(_PER * count / self._products)

    def _company(self, neighbours: Sequence[str]) -> Mapping[str, float]:
        """Shares of the categories that the neighbouring words lie in."""
        shares: dict[str, float] = {}
        for neighbour in neighbours:
            for level, share in self._categories.get(stem(neighbour), ()):
                shares[level] = max(shares.get(level, 0.0), share)
        return shares

    def _fit(self, word: str, company: Mapping[str, float]) -> float:
        """From 0 to 1: how far a word lies in those categories."""
        levels = self._categories.get(stem(word), ()) if company else ()
        return max(
            (math.sqrt(share * company.get(level, 0.0)) for level, share in levels), default=0.0
        )


def _words_of_names(lexicon: Lexicon) -> Mapping[str, int]:
    """The single words of brands and categories, by the products of the most frequent name."""
    counts: dict[str, int] = {}
    for names in (lexicon.brands, lexicon.categories):
        for folded, name in names.items():
            for word in folded.split():
                counts[word] = max(counts.get(word, 0), name.count)
    return counts
