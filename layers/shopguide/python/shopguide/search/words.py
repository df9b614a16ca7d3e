"""The words of a query: how they rank products, and which products have all of them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shopguide.domain.filters import AllOf, AnyOf, Condition, Match
from shopguide.domain.indexed import SparseVector
from shopguide.domain.lexicon import Lexicon
from shopguide.domain.query import SynonymUse
from shopguide.text.simplified import lookup_form
from shopguide.text.stems import stem_word
from shopguide.text.terms import is_han, query_terms, query_vector, token_terms

MAX_VARIANTS = 2
"""Wordings that a query is also searched in; each takes about half a millisecond."""

_LONGEST_WORD = 4


@dataclass(frozen=True, slots=True)
class QueryWords:
    """The words that a query is searched by.

    Attributes:
        text: What is left of the query, corrected and without what became a constraint.
        terms: Those that rank, each once.
        vector: Of them.
        variants: Of the same query in other words, by the shop's synonyms.
        conditions: All of them hold for the products that have every word, or one that means the
            same. None where there are no words.
    """

    text: str
    terms: tuple[str, ...]
    vector: SparseVector
    variants: tuple[SparseVector, ...]
    conditions: tuple[Condition, ...]


def read_words(
    text: str, ranking: str, synonyms: Sequence[SynonymUse], lexicon: Lexicon
) -> QueryWords:
    """The words of a query.

    Args:
        text: Products that have all of its words are counted.
        ranking: Products are ranked by its words.
        synonyms: Of its phrases, with spans in `fold` of it.
        lexicon: Knows which Chinese characters make a word.
    """
    terms = query_terms(ranking)
    # What is simplified stays as long as it was, so that spans hold.
    conditions = tuple(_conditions(lookup_form(text), synonyms, lexicon))
    variants = tuple(_variants(lookup_form(ranking), synonyms, lexicon))
    return QueryWords(text, terms, query_vector(terms), variants, conditions)


def _variants(folded: str, used: Sequence[SynonymUse], lexicon: Lexicon) -> Iterator[SparseVector]:
    """The text with one phrase in other words, those first that most products have."""
    wordings: dict[str, int] = {}
    for use in used:
        phrase = lookup_form(use.phrase)
        for alternative in use.alternatives:
            instead = lookup_form(alternative)
            if products := _products_with(instead, lexicon):
                wordings[_reworded(folded, phrase, instead)] = products
    wordings.pop(folded, None)
    best = sorted(wordings, key=lambda wording: -wordings[wording])[:MAX_VARIANTS]
    return (query_vector(query_terms(wording)) for wording in best)


def _reworded(folded: str, phrase: str, instead: str) -> str:
    """The text with a phrase replaced where it stands by itself: not the car of a carpet."""
    alone = rf"(?<![a-z0-9]){re.escape(phrase)}(?![a-z0-9])"
    return re.sub(alone, lambda _: instead, folded, count=1)


def _products_with(phrase: str, lexicon: Lexicon) -> int:
    """About how many products have a phrase: no more than have its rarest word."""
    if not lexicon.words:
        return 1
    tokens = (phrase[start:end] for start, end, _ in token_terms(phrase))
    words = [
        word
        for token in tokens
        for word in (_han_words(token, lexicon) if is_han(token) else (token,))
    ]
    return min((_count_of(word, lexicon) for word in words), default=0)


def _count_of(word: str, lexicon: Lexicon) -> int:
    """In the singular or in the plural."""
    forms = (word, stem_word(word), f"{word}s", f"{word}es")
    return max(lexicon.words.get(form, 0) for form in forms)


def _conditions(folded: str, used: Sequence[SynonymUse], lexicon: Lexicon) -> Iterator[Condition]:
    """One condition for each word, or for each phrase that has synonyms."""
    left = list(folded)
    for use in used:
        phrases = (lookup_form(phrase) for phrase in (use.phrase, *use.alternatives))
        meant = dict.fromkeys(_phrase(phrase, lexicon) for phrase in phrases)
        meant.pop((), None)  # a phrase without words would hold for every product
        if meant:
            yield AnyOf(tuple(map(AllOf, meant)))
        left[use.start : use.end] = " " * (use.end - use.start)
    yield from _words("".join(left), lambda run: _han_words(run, lexicon))


def _phrase(phrase: str, lexicon: Lexicon) -> tuple[Condition, ...]:
    """The words of a phrase, which is the name of one thing.

    Chinese that words of the catalogue do not cover whole is asked for by all its pairs: 笔记本电脑
    must not become 电脑 where nothing else of it is known.
    """

    def words(run: str) -> Sequence[str]:
        known = _han_words(run, lexicon)
        return known if all(word in lexicon.words for word in known) else (run,)

    return tuple(_words(phrase, words))


def _words(folded: str, han_words: Callable[[str], Sequence[str]]) -> Iterator[Condition]:
    stated = set(query_terms(folded))
    for start, end, terms in token_terms(folded):
        token = folded[start:end]
        if is_han(token):
            for word in han_words(token):
                # Pairs across two words say nothing: 蓝牙耳机 must not ask for 牙耳.
                yield from (_has(word[n : n + 2]) for n in range(len(word) - 1))
        elif terms and terms[0] in stated:
            yield _token(terms)


def _token(terms: Sequence[str]) -> Condition:
    """A code stands in the index whole or in parts; a quantity as one term, however written."""
    whole, *parts = terms
    if len(parts) < 2:
        return _has(whole)
    return AnyOf((_has(whole), AllOf(tuple(map(_has, parts)))))


def _has(term: str) -> Condition:
    return Match("terms", (term,))


def _han_words(run: str, lexicon: Lexicon) -> Sequence[str]:
    """The words of a run of Chinese, the longest of the catalogue first, and what lies between."""
    words: list[str] = []
    start = between = 0
    while start < len(run):
        longest = min(_LONGEST_WORD, len(run) - start)
        candidates = (run[start : start + size] for size in range(longest, 1, -1))
        word = next((word for word in candidates if word in lexicon.words), "")
        if word:
            words += [run[between:start], word]
            between = start + len(word)
        start += len(word) or 1
    words.append(run[between:])
    return [word for word in words if word]
