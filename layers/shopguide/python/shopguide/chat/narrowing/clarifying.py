"""The question that tells most: by which facet the candidates split best."""

import math
from collections.abc import Collection, Sequence
from itertools import pairwise

from shopguide.chat.narrowing.choosing import KIND_OF
from shopguide.chat.narrowing.constraining import kinds_of
from shopguide.chat.saying.describing import price_words
from shopguide.chat.state import ConversationState, OpenQuestion
from shopguide.domain.facet import Facet, FacetCounts, FacetResult, FacetValue
from shopguide.domain.product import CATEGORY_SEPARATOR
from shopguide.text.language import Language, detect_language

FEWEST_CANDIDATES = 9
"""Fewer can be looked through."""

MOST_CHOICES = 4
LEAST_BITS = 1.0
"""What an answer must tell at least; one of two equally likely choices tells one bit."""

LEAST_STATED = 0.6
"""Share of the candidates that must be among the choices."""

MOST_ASKED = 4
"""Questions of one conversation; then it only answers."""


def askable(state: ConversationState) -> tuple[str, ...]:
    """Facets that may be asked about: neither asked already, nor constrained."""
    constrained = set(kinds_of(state.constraints))
    if len(state.asked) >= MOST_ASKED:
        return ()
    return tuple(
        facet.value
        for facet in KIND_OF
        if facet.value not in state.asked and facet.value not in constrained
    )


def best_question(
    facets: FacetCounts | None, state: ConversationState, language: Language
) -> OpenQuestion | None:
    """The question about the facet whose answer is expected to tell most; None for none.

    The measure is the entropy, in bits, of the answer: each choice as likely as it has products,
    and all that is not offered taken as one answer more. A facet that hardly any candidate states
    is not asked about, nor one that would leave nearly all in one choice.
    """
    if facets is None or facets.products < FEWEST_CANDIDATES:
        return None
    allowed = askable(state)
    best: tuple[float, OpenQuestion] | None = None
    for result in facets.facets:
        if result.facet.value not in allowed:
            continue
        offered = _offered(result, language)
        bits = split_bits([each.count for each in offered], facets.products)
        stated = sum(each.count for each in offered) / facets.products
        if len(offered) < 2 or bits < LEAST_BITS or stated < LEAST_STATED:
            continue
        if best is None or bits > best[0]:
            best = bits, _question(result, offered, language)
    return best[1] if best else None


def colour_question(
    facets: FacetCounts | None, state: ConversationState, language: Language
) -> OpenQuestion | None:
    """Which of the other colours; None where there are not several."""
    results = facets.facets if facets is not None else ()
    for result in (each for each in results if each.facet is Facet.COLOUR):
        values = [each for each in result.values if each.count and each.value not in state.without]
        if len(values) > 1:
            return _question(result, values[:MOST_CHOICES], language)
    return None


def split_bits(counts: Sequence[int], products: int) -> float:
    """Entropy in bits of which choice is taken; `products` that none has are one choice more."""
    rest = max(0, products - sum(counts))
    total = sum(counts) + rest
    shares = [count / total for count in (*counts, rest) if count]
    return -sum(share * math.log2(share) for share in shares)


def _offered(result: FacetResult, language: Language) -> list[FacetValue]:
    """The choices that are offered; of ranges, neighbours are joined until they are few."""
    values = [value for value in result.values if value.count]
    if result.facet is Facet.PRICE:
        return _joined(values)
    if result.facet is Facet.CATEGORY:
        values = _leaves(values)
        values = [value for value in values if detect_language(value.shown) == language]
    return values[:MOST_CHOICES]


def _leaves(values: Collection[FacetValue]) -> list[FacetValue]:
    """Paths that no other path goes on from."""
    paths = [value.value for value in values]
    return [
        value
        for value in values
        if not any(path.startswith(value.value + CATEGORY_SEPARATOR) for path in paths)
    ]


def _joined(ranges: list[FacetValue]) -> list[FacetValue]:
    while len(ranges) > MOST_CHOICES:
        sums = [left.count + right.count for left, right in pairwise(ranges)]
        place = sums.index(min(sums))
        left, right = ranges[place], ranges[place + 1]
        word = f"{left.value.split('-')[0]}-{right.value.split('-')[-1]}"
        joined = FacetValue(
            word, word, left.count + right.count, at_least=left.at_least, at_most=right.at_most
        )
        ranges = [*ranges[:place], joined, *ranges[place + 2 :]]
    return ranges


def _question(
    result: FacetResult, offered: Sequence[FacetValue], language: Language
) -> OpenQuestion:
    return OpenQuestion(
        result.facet.value,
        tuple(each.value for each in offered),
        tuple(_shown(result, each, language) for each in offered),
    )


def _shown(result: FacetResult, value: FacetValue, language: Language) -> str:
    if result.facet is Facet.PRICE:
        return price_words(value.at_least, value.at_most, result.currency, language)
    if result.facet is Facet.CATEGORY:
        return value.shown.split(CATEGORY_SEPARATOR)[-1].strip()
    return value.shown
