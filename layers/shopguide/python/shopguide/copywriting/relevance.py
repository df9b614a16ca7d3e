"""Which facts come first: those that matter to whom a text is for; none is added by it."""

from collections.abc import Sequence

from shopguide.copywriting.facts import CopyFact
from shopguide.domain.copy_draft import Tone
from shopguide.domain.product import Product
from shopguide.text.attribute_concepts import concept_of_column, concepts_asked
from shopguide.text.needs import attributes_needed
from shopguide.text.normalise import fold
from shopguide.text.simplified import simplify
from shopguide.text.words import content_words

_OF_TONE = {
    Tone.LUXURY: ("material", "color", "warranty"),
    Tone.PLAYFUL: ("color", "battery_life", "capacity"),
    Tone.FRIENDLY: ("warranty",),
}
"""What a tone likes to speak of, where nobody is known to like something else."""


def by_relevance(
    facts: Sequence[CopyFact], persona: str, liked: Sequence[Product], tone: Tone
) -> list[CopyFact]:
    """The facts, those first that the persona needs or that the shopper's products share.

    Args:
        facts: What may be said, what sells most first.
        persona: For whom the text is, in any words; may be empty.
        liked: Products of a shopper's history, the weightiest first; may be empty.
        tone: Decides where neither does.
    """
    text = simplify(fold(persona))
    needed = attributes_needed(text) if text else []
    needed += [each.concept_id for each in concepts_asked(text)]
    words = frozenset(content_words(text))
    shared = _values(liked)

    def rank(fact: CopyFact) -> tuple[int, int, int, int]:
        needs = needed.index(fact.name) if fact.name in needed else len(needed)
        said = len(words & frozenset(content_words(simplify(fact.value))))
        is_liked = (fact.name, fold(fact.value)) in shared
        favourites = _OF_TONE.get(tone, ())
        taste = favourites.index(fact.name) if fact.name in favourites else len(favourites)
        return needs, -said, -is_liked, taste

    return sorted(facts, key=rank)


def _values(products: Sequence[Product]) -> frozenset[tuple[str, str]]:
    """Attributes and values of products, as facts have them."""
    found = set()
    for product in products:
        for column, value in product.attributes.items():
            known = concept_of_column(column)
            found.add((known.concept_id if known else fold(column), fold(value)))
    return frozenset(found)
