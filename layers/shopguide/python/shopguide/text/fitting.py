"""Whether an accessory says that it goes with a product: a sleeve for MacBook Air, 华为手机壳.

A title that says what it is for ("for", "compatible with", 适用) is taken at its word, and fits
nothing else; one that does not may still name a kind before its own ("Laptop Sleeve", 手机壳).
Every word of what it is for must be the product's; its kind, its model or two words of its name
must be among them, for a brand alone ("for Apple") makes many things; and no size in inches may
speak against it. So "for iPhone 15" fits neither an iPhone 14 nor another
phone 15. What a title does not say, nobody guesses: a shop gets fewer pairs, and true ones.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from shopguide.domain.product import CATEGORY_SEPARATOR, Product
from shopguide.text.accessories import (
    ACCESSORY_WORDS,
    CHINESE_ACCESSORY,
    CHINESE_SUITED,
    END_OF_KIND,
    FOR_ANYBODY,
    is_accessory,
)
from shopguide.text.normalise import fold
from shopguide.text.quantities import quantities
from shopguide.text.simplified import simplify
from shopguide.text.terms import is_han, text_terms, token_terms
from shopguide.text.words import is_function_word, stem

_FOR = re.compile(
    r"(?:\b(?:for|fits?|compatible with|works? with)\b|\bf/) ?(?:(?:all|the|your|my|an?) )*"
    f"|(?:{CHINESE_SUITED}|专为|兼容|适配) ?[:：]?"
)
_END = re.compile(
    r"[()\[\];|，。；！]| [-–—] |, |\b(?:with|in|by|from)\b|设计|使用|"
    f"{CHINESE_ACCESSORY.pattern}"
)
_OR = re.compile(r" ?(?:[,/、&+]|\b(?:and|or)\b|[和或及与]) ?")
_WORD = re.compile(r"[a-z]+")
_FILLERS = frozenset(
    "series model generation gen device version new original 系列 型号 全系列".split()
)
_MOST_INCHES_APART = 1


@dataclass(frozen=True, slots=True)
class _Named:
    """What a product is called: its folded text, and its terms by where they stand."""

    text: str
    terms: frozenset[str]
    title: frozenset[str]
    kind: frozenset[str]
    brand: frozenset[str]


def fitting_words(accessory: Product, product: Product) -> tuple[str, ...]:
    """The words by which an accessory names a product that it goes with.

    Returns:
        Words of the accessory's title, folded, each of which the product's title, brand or category
        has; empty where it does not name the product.
    """
    named = _named(product.title, product.brand, product.product_type)
    if named is None or not is_accessory(accessory.title):
        return ()
    title = simplify(fold(accessory.title))
    for use in _uses(title, accessory, product.brand, named):
        for alternative in _alternatives(use):
            if words := _covered(alternative, named):
                return () if _sizes_differ(accessory.title, product.title) else words
    return ()


@lru_cache(maxsize=256)
def _named(title: str, brand: str, product_type: str) -> _Named | None:
    """What a product is called; None for an accessory, which nothing is said to go with."""
    if is_accessory(title):
        return None
    title, brand = simplify(fold(title)), simplify(fold(brand))
    kind = simplify(fold(product_type)).rsplit(CATEGORY_SEPARATOR.strip(), 1)[-1]
    text = " ".join((title, brand, kind))
    kinds = (term for term in text_terms(kind) if len(term) > 1)
    return _Named(
        text,
        terms=frozenset(text_terms(text)),
        title=frozenset(text_terms(title)),
        kind=frozenset(kinds),
        brand=frozenset(text_terms(brand)),
    )


def _uses(title: str, accessory: Product, brand: str, named: _Named) -> Iterator[str]:
    """What a folded title says that it is for; else the kind that it names before its own."""
    said = [
        _END.split(title[match.end() :], maxsplit=1)[0]
        for match in _FOR.finditer(title)
        if not FOR_ANYBODY.match(title, match.end())
    ]
    yield from said
    if not said:
        maker = simplify(fold(accessory.brand))
        if maker and maker != simplify(fold(brand)):
            title = title.replace(maker, " ")
        if _has_no_foreign_model(title, named):
            yield _before_its_kind(title)


def _has_no_foreign_model(title: str, named: _Named) -> bool:
    """Whether the numbers of a title, if it has any, are the product's, too."""
    numbers = {term for term in text_terms(title) if _has_digit(term)}
    return not numbers or bool(numbers & named.title)


def _before_its_kind(title: str) -> str:
    if match := CHINESE_ACCESSORY.search(title):
        return title[: match.start()]
    kind = END_OF_KIND.split(title, maxsplit=1)[0]
    for word in _WORD.finditer(kind):
        if stem(word[0]) in ACCESSORY_WORDS:
            return kind[: word.start()]
    return ""


def _alternatives(use: str) -> Iterator[list[str]]:
    """The tokens of each of "iphone 13/14 pro and 15": what has no name of its own takes the first.

    A name before a slash may also be a whole, as in "and/or": that only costs a pair.
    """
    parts = [_tokens(part) for part in _OR.split(use)]
    first = [token for token in parts[0] if not _has_digit(token)] if parts else []
    for tokens in parts:
        if tokens:
            yield tokens if not _has_digit(tokens[0]) else [*first, *tokens]


def _tokens(text: str) -> list[str]:
    found = (text[start:end] for start, end, _ in token_terms(text))
    return [it for it in found if it not in _FILLERS and not is_function_word(it)]


def _covered(tokens: list[str], named: _Named) -> tuple[str, ...]:
    """The tokens where the product has every one of them, and they tell it from others.

    Chinese words behind a model are praise (华为Mate60 Pro 防摔) and need not be the product's.
    """
    words = tuple(takewhile(lambda token: _has(named, token), tokens))
    rest = tokens[len(words) :]
    if rest and not (is_han(rest[0]) and any(map(_has_digit, words))):
        return ()
    return words if _tells(words, named) else ()


def _tells(words: Sequence[str], named: _Named) -> bool:
    """Whether words tell a product from others: its kind, its model, or two words of its name."""
    if named.kind.intersection(term for word in words for term in text_terms(word)):
        return True
    names = [word for word in words if not named.brand.issuperset(text_terms(word))]
    has_letters = any(any(map(str.isalpha, word)) for word in words)
    return has_letters and (any(map(_has_digit, words)) or len(names) > 1)


def _has(named: _Named, token: str) -> bool:
    if is_han(token):
        return _is_made_of(token, named.text)
    whole, *parts = text_terms(token)
    return whole in named.terms or bool(parts and named.terms.issuperset(parts))


def _is_made_of(run: str, text: str) -> bool:
    """Whether a run of Chinese is words of a text, two characters each at least."""
    while run:
        piece = next((run[:end] for end in range(len(run), 1, -1) if run[:end] in text), "")
        if not piece:
            return False
        run = run[len(piece) :]
    return True


def _sizes_differ(one: str, other: str) -> bool:
    """Whether both titles name sizes in inches, and none of the one is near any of the other."""
    inches = [
        [float(it.number) for it in quantities(title) if it.unit == "inch"]
        for title in (one, other)
    ]
    return all(inches) and all(
        abs(left - right) >= _MOST_INCHES_APART for left in inches[0] for right in inches[1]
    )


def _has_digit(token: str) -> bool:
    return any(map(str.isdecimal, token))
