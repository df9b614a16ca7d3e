"""Pairs of words that may mean the same, found in the catalogue for a person to accept or delete.

Two kinds of evidence have to agree. The encoder puts words of one meaning near each other, in
Chinese and English alike; but also those of one kind (mouse, keyboard). So the products count that
have a word in their title: where two words mean the same, these are alike, lie in the same
categories, and hardly any title has both words, because nobody says a thing twice.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument, Matrix, Vector
from shopguide.domain.lexicon import Lexicon
from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.colours import colour_names
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.language import HAN
from shopguide.text.normalise import fold
from shopguide.text.query.ordinary_words import is_ordinary_word
from shopguide.text.surface_words import han_runs, surface_words
from shopguide.text.words import is_function_word, stem

MOST_WORDS = 2_000
"""So many of the most frequent words are compared: their vectors take seconds."""

EXAMPLES = 2
_NEIGHBOURS = 12
_SHORTEST = 4
_MIN_PRODUCTS = 5
_MIN_MEANING = 0.8
_SAME_WORD = 0.95
_ENDING = 2
_STEM = 5
_HAN_HEAD = 2
"""Chinese words that end in so many equal characters are kinds of one thing: 蓝牙耳机, 有线耳机."""

_MIN_USE = 0.2
"""For two words of one script; words of one meaning in two languages have other products."""

_MAX_TOGETHER = 0.1
"""Of the products of the rarer word, the share whose title has the other one too."""

_PAGE = 500
_Figures: TypeAlias = NDArray[np.float64]
_HAN_WORD = re.compile(f"[{HAN}]{{2,4}}")


@dataclass(frozen=True, slots=True)
class SynonymSuggestion:
    """Two words that may mean the same.

    Attributes:
        left: The more frequent word, folded.
        right: The other one.
        score: From 0 to 1, for sorting: `meaning` and `use`, each relative to the other pairs of
            one language, or of two.
        meaning: Cosine of the two words, as the encoder reads them.
        use: Cosine of the mean vectors of the products with each of them in their title.
        counts: Products with each word in their title.
        together: Products with both.
        examples: A title or two with each.
    """

    left: str
    right: str
    score: float
    meaning: float
    use: float
    counts: tuple[int, int]
    together: int
    examples: tuple[Sequence[str], Sequence[str]]


class SynonymSuggester:
    """Compares the frequent words of a catalogue.

    Args:
        index: Has the products with their vectors.
        encoder: That made the vectors.
        most_words: How many words are compared.
    """

    def __init__(self, index: VectorIndex, encoder: Encoder, most_words: int = MOST_WORDS) -> None:
        self._index = index
        self._encoder = encoder
        self._most_words = most_words

    def suggest(
        self, lexicon: Lexicon, *, limit: int, known: Iterable[Sequence[str]] = ()
    ) -> Sequence[SynonymSuggestion]:
        """The likeliest pairs, the best first.

        Args:
            lexicon: The catalogue's words.
            limit: Most pairs.
            known: Groups of synonyms in use; their pairs are not suggested again.
        """
        words = candidate_words(lexicon, self._most_words)
        accepted = {pair for group in known for pair in _pairs(group)}
        meanings = dict(_near_pairs(words, self._encoder.encode_queries(words)))
        meanings = {
            pair: cosine
            for pair, cosine in meanings.items()
            if pair not in accepted and _may_share_a_category(pair, lexicon)
        }
        uses = _Uses({word for pair in meanings for word in pair}, set(meanings))
        for document in self._documents():
            uses.add(document)
        return _ranked(meanings, uses)[:limit]

    def _documents(self) -> Iterator[IndexedDocument]:
        cursor: str | None = None
        while True:
            page = self._index.scan(
                PRODUCTS, limit=_PAGE, cursor=cursor, with_vectors=True, fields=("product",)
            )
            yield from page.documents
            cursor = page.next_cursor
            if cursor is None:
                return


def candidate_words(lexicon: Lexicon, most: int) -> Sequence[str]:
    """The frequent words that name things: Chinese, and plain English.

    Brands, colours, codes and small words are left out, and so are names of product lines, which
    differ in nothing but what they name (LaserJet, DesignJet).
    """
    left_out = {part for name in lexicon.brands for part in name.split()}
    left_out |= {name for names in colour_names().values() for name in names}
    words = sorted(lexicon.words.items(), key=lambda item: (-item[1], item[0]))
    names_things = (
        word
        for word, count in words
        if count >= _MIN_PRODUCTS and word not in left_out and _names_a_thing(word)
    )
    return [word for _, word in zip(range(most), names_things, strict=False)]


def _names_a_thing(word: str) -> bool:
    if _HAN_WORD.fullmatch(word):
        return True
    return len(word) >= _SHORTEST and is_ordinary_word(word) and not is_function_word(word)


def _near_pairs(words: Sequence[str], vectors: Matrix) -> Iterator[tuple[tuple[str, str], float]]:
    """Pairs of words that are each among the nearest of the other in its script, by cosine."""
    scripts = np.array([word.isascii() for word in words])
    for left in range(len(words)):
        cosines = vectors @ vectors[left]
        for same_script in (True, False):
            pool = np.flatnonzero((scripts == scripts[left]) == same_script)
            nearest = pool[np.argsort(-cosines[pool])][: _NEIGHBOURS + 1]
            for right in nearest.tolist():
                pair = words[min(left, right)], words[max(left, right)]
                cosine = float(cosines[right])
                if left != right and cosine >= _MIN_MEANING and _differ(*pair, cosine):
                    yield pair, cosine


def _differ(left: str, right: str, cosine: float) -> bool:
    """Whether two words are neither forms of one nor compounds with one end (micro-, minitower).

    Two spellings of one word (disk, disc) are near enough to each other to be told from forms.
    """
    if left in right or right in left:
        return False
    if not (left.isascii() and right.isascii()):
        return _common_start(left[::-1], right[::-1]) < _HAN_HEAD
    if cosine >= _SAME_WORD and len(left) == len(right):
        return True
    short = min(len(left), len(right))
    start, end = _common_start(left, right), _common_start(left[::-1], right[::-1])
    return short - start > _ENDING and start < _STEM and end < max(4, 0.5 * short)


def _common_start(left: str, right: str) -> int:
    pairs = zip(left, right, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))


def _may_share_a_category(pair: tuple[str, str], lexicon: Lexicon) -> bool:
    """Whether products with either word lie in one category, as far as is known."""
    left, right = (
        {level for level, _ in lexicon.word_categories.get(stem(word), ())} for word in pair
    )
    return not left or not right or not left.isdisjoint(right)


class _Uses:
    """What the products say of words and pairs of words, counted while they pass by."""

    def __init__(self, words: Set[str], pairs: Set[tuple[str, str]]) -> None:
        self._words = words
        self._pairs = pairs
        self.counts: Counter[str] = Counter()
        self.together: Counter[tuple[str, str]] = Counter()
        self.examples: defaultdict[str, list[str]] = defaultdict(list)
        self._sums: dict[str, Vector] = {}
        self._sum: Vector | None = None
        self._products = 0

    def add(self, document: IndexedDocument) -> None:
        title = product_of(document.fields).title
        vector = document.vectors[TEXT_VECTOR]
        self._products += 1
        self._sum = vector.copy() if self._sum is None else self._sum + vector
        present = sorted(self._words & _words_of(title))
        for word in present:
            self.counts[word] += 1
            self._sums[word] = self._sums.get(word, 0) + vector
            if len(self.examples[word]) < EXAMPLES:
                self.examples[word].append(title)
        for pair in combinations(present, 2):
            for each in (pair, pair[::-1]):
                if each in self._pairs:
                    self.together[each] += 1

    def use(self, pair: tuple[str, str]) -> float:
        """Cosine of the two words' products, each less what all products have in common."""
        assert self._sum is not None
        middle = self._sum / self._products
        left, right = (self._sums[word] / self.counts[word] - middle for word in pair)
        norms = float(np.linalg.norm(left) * np.linalg.norm(right))
        return float(left @ right) / norms if norms else 0.0


def _words_of(title: str) -> set[str]:
    folded = fold(title)
    words = set(surface_words(folded))
    for run in han_runs(folded):
        words.update(run[n : n + k] for k in (2, 3, 4) for n in range(len(run) - k + 1))
    return words


def _ranked(meanings: Mapping[tuple[str, str], float], uses: _Uses) -> Sequence[SynonymSuggestion]:
    pairs = [pair for pair in meanings if _is_used(pair, uses)]
    if not pairs:
        return ()
    meaning = np.array([meanings[pair] for pair in pairs])
    use = np.array([uses.use(pair) for pair in pairs])
    scores = np.zeros(len(pairs))
    translated = np.array([left.isascii() != right.isascii() for left, right in pairs])
    for rows in (np.flatnonzero(translated), np.flatnonzero(~translated)):
        scores[rows] = _sigmoid(_standardised(meaning[rows]) + _standardised(use[rows]))
    found = [
        SynonymSuggestion(
            *pair,
            score=float(scores[n]),
            meaning=float(meaning[n]),
            use=float(use[n]),
            counts=(uses.counts[pair[0]], uses.counts[pair[1]]),
            together=uses.together[pair],
            examples=(uses.examples[pair[0]], uses.examples[pair[1]]),
        )
        for n, pair in enumerate(pairs)
    ]
    return sorted(found, key=lambda each: (-each.score, each.left, each.right))


def _is_used(pair: tuple[str, str], uses: _Uses) -> bool:
    rarer = min(uses.counts[word] for word in pair)
    if rarer < _MIN_PRODUCTS or uses.together[pair] > _MAX_TOGETHER * rarer:
        return False
    return pair[0].isascii() != pair[1].isascii() or uses.use(pair) >= _MIN_USE


def _standardised(values: _Figures) -> _Figures:
    spread = values.std() if len(values) else 0.0
    return (values - values.mean()) / spread if spread else np.zeros_like(values)


def _sigmoid(values: _Figures) -> _Figures:
    return np.asarray(1 / (1 + np.exp(-values)))


def _pairs(group: Sequence[str]) -> Iterator[tuple[str, str]]:
    for left in group:
        for right in group:
            yield left, right
