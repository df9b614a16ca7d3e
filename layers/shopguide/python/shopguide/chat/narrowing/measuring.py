"""Lighter, larger: by what the attributes of products measure, whatever unit each is stated in."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from shopguide.chat.reading.wishes import Wish, Wishes
from shopguide.chat.state import MeasureLimit
from shopguide.compare.values import Measure, measure_of
from shopguide.domain.product import Product
from shopguide.text.attribute_concepts import concept, concept_of_column
from shopguide.text.language import Language
from shopguide.text.unit_conversion import smallest_unit
from shopguide.text.unit_names import amount_in

_SIZES = ("capacity", "people", "battery_capacity", "water_tank")
_CONCEPTS = {
    Wish.LIGHTER: ("weight",),
    Wish.HEAVIER: ("weight",),
    Wish.LARGER: _SIZES,
    Wish.SMALLER: _SIZES,
}
"""What each wish measures: the first of these that the products state."""

_LESS = frozenset({Wish.LIGHTER, Wish.SMALLER})


def measuring_wish(wishes: Wishes) -> Wish | None:
    """The wish that is about a measure, if there is one."""
    return next((wish for wish in wishes.wishes if wish in _CONCEPTS), None)


def limit_of(wish: Wish, products: Sequence[Product]) -> MeasureLimit | None:
    """What a product must measure to be what is wished, beside these; None where none says it.

    The measure is the middle one of these products (of one product alone, its own), as for prices.
    """
    for concept_id in _CONCEPTS[wish]:
        measures = [found for each in products if (found := measure(each, concept_id)) is not None]
        if not measures:
            continue
        family = Counter(each.family for each in measures).most_common(1)[0][0]
        amounts = sorted(each.amount for each in measures if each.family == family)
        middle = float(amounts[(len(amounts) - 1) // 2])
        is_less = wish in _LESS
        return MeasureLimit(
            concept_id, family, above=None if is_less else middle, below=middle if is_less else None
        )
    return None


def measure(product: Product, concept_id: str) -> Measure | None:
    """What the product's record says about a concept, as a measure."""
    for name, value in product.attributes.items():
        known = concept_of_column(name)
        if known is not None and known.concept_id == concept_id:
            found = measure_of(value, concept_id)
            if found is not None:
                return found
    return None


def within(product: Product, limits: Iterable[MeasureLimit]) -> bool:
    """Whether a product's record says that it is within all of these."""
    return all(_meets(measure(product, limit.concept), limit) for limit in limits)


def limit_words(limit: MeasureLimit, language: Language) -> str:
    """A limit in words: "weight below 675 g"."""
    amount = limit.below if limit.below is not None else limit.above
    number = f"{Decimal(str(amount or 0)).normalize():f}"
    unit = smallest_unit(limit.family)
    size = amount_in(number, unit, language) or f"{number} {unit}"
    name = concept_name(limit.concept, language)
    if language == "zh":
        return f"{name}{'小于' if limit.below is not None else '大于'}{size}"
    return f"{name.lower()} {'below' if limit.below is not None else 'above'} {size}"


def concept_name(concept_id: str, language: Language) -> str:
    """What a concept is called; an unknown one, which a client has written, by its id."""
    known = concept(concept_id)
    return concept_id if known is None else known.shown(language)


def _meets(found: Measure | None, limit: MeasureLimit) -> bool:
    if found is None or found.family != limit.family:
        return False
    amount = float(found.amount)
    if limit.above is not None and amount <= limit.above:
        return False
    return limit.below is None or amount < limit.below


def wish_words(wish: Wish, language: Language) -> str:
    """The wish in words: "lighter", 更轻."""
    return {
        Wish.LIGHTER: ("lighter", "更轻"),
        Wish.HEAVIER: ("heavier", "更重"),
        Wish.LARGER: ("larger", "更大"),
        Wish.SMALLER: ("smaller", "更小"),
    }[wish][language == "zh"]


def wished_concept(wish: Wish) -> str:
    """The concept that a wish is about first of all."""
    return _CONCEPTS[wish][0]
