"""What the assistant asked, and what a turn says to that."""

import re
from dataclasses import replace

from shopguide.chat.narrowing.constraining import with_values, without_kind
from shopguide.chat.reading.turn_reading import TurnReading
from shopguide.chat.reading.wishes import Wish
from shopguide.chat.state import OpenQuestion
from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.facet import Facet
from shopguide.domain.query import Chip, ConstraintKind
from shopguide.text.product_filter import ProductConstraints
from shopguide.text.simplified import lookup_form

KIND_OF = {
    Facet.BRAND: ConstraintKind.BRAND,
    Facet.CATEGORY: ConstraintKind.CATEGORY,
    Facet.COLOUR: ConstraintKind.COLOUR,
    Facet.SIZE: ConstraintKind.SIZE,
    Facet.GENDER: ConstraintKind.GENDER,
    Facet.PRICE: ConstraintKind.PRICE,
}
"""What can be asked about, and the kind of constraint that an answer is."""

PRODUCT = "product"
"""An open question may also be which product is meant: its choices are ids of products."""

ANY_OF = {
    Facet.BRAND: Wish.ANY_BRAND,
    Facet.CATEGORY: Wish.ANY_CATEGORY,
    Facet.COLOUR: Wish.ANY_COLOUR,
    Facet.SIZE: Wish.ANY_SIZE,
    Facet.GENDER: Wish.ANY_GENDER,
    Facet.PRICE: Wish.ANY_PRICE,
}
_NO_MATTER = re.compile(
    r"^(?:it |that )?(?:does(?: not|n'?t)|do(?: not|n'?t)) (?:really )?(?:matter|care|mind)"
    r"(?: to me)?[.! ]*$|^(?:i )?(?:don'?t|do not) (?:care|mind|know)[.! ]*$|"
    r"^(?:any|either|whatever|anything|"
    r"any of them|no preference|not important|all (?:fine|good)|any is fine|anything is fine|"
    r"anything goes|up to you|not sure|skip)[.! ]*$|"
    r"^(?:都行|都可以|都好|随便|无所谓|不限|没关系|都成|不知道|不挑|没要求|都行吧|"
    r"哪个都行|什么都行|随意|不重要|跳过|没有偏好|你定|看着办|不确定)[吧啊呀啦的。! ]*$"
)
_NUMBER = re.compile(
    r"^(?:option |number |no\.? ?|#|选项?|就?选|就?要)?(?:(?P<digit>[1-9])|(?P<han>[一二三四]))"
    r"[.)。、 号]*$"
)
_EDGES = " .!。,"
_HAN_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}


def answers_question(reading: TurnReading, question: OpenQuestion) -> bool:
    """Whether a turn is an answer to what was asked; another turn may still be anything else."""
    if question.facet == PRODUCT:
        picks = bool(reading.references) and not reading.says_more_than_references
        return picks or chosen_place(reading, question) is not None
    facet = facet_of(question)
    if facet is None:
        return False
    if says_no_matter(reading, facet) or chosen_place(reading, question) is not None:
        return True
    if reading.words and facet is not Facet.CATEGORY:
        return False
    return any(True for _ in reading.chips(KIND_OF[facet])) and not reading.wishes.wishes


def says_no_matter(reading: TurnReading, facet: Facet | None) -> bool:
    """Whether it says that this does not matter."""
    return bool(_NO_MATTER.match(reading.form)) or (
        facet is not None and ANY_OF[facet] in reading.wishes
    )


def chosen_place(reading: TurnReading, question: OpenQuestion) -> int | None:
    """The place of the choice that was taken, from 0: by its words, or by its number alone.

    "The second one" is no number alone: it speaks of the second product.
    """
    said = lookup_form(reading.text).strip(_EDGES)
    for place, shown in enumerate(question.shown):
        if said in (lookup_form(shown), lookup_form(question.values[place])):
            return place
    match = _NUMBER.match(reading.form)
    if match is None:
        return None
    place = int(match["digit"] or _HAN_DIGITS[match["han"]]) - 1
    return place if place < len(question.shown) else None


def answer_chips(reading: TurnReading, question: OpenQuestion) -> list[Chip]:
    """What the turn asks of the kind that the question was about."""
    facet = facet_of(question)
    return reading.chips(KIND_OF[facet]) if facet else []


def facet_of(question: OpenQuestion) -> Facet | None:
    """What a question is about; None for what only a client can have written into the state."""
    try:
        facet = Facet(question.facet)
    except ValueError:
        return None
    return facet if facet in KIND_OF and len(question.values) >= len(question.shown) else None


def chosen(constraints: ProductConstraints, facet: Facet, value: str) -> ProductConstraints:
    """The constraints with a choice of a facet; unchanged by one that is no range of prices."""
    free = without_kind(constraints, facet.value)
    if facet is not Facet.PRICE:
        return with_values(free, facet.value, (value,))
    low, _, high = value.partition("-")
    try:
        bounds = [float(bound) if bound else None for bound in (low, high)]
        return replace(free, price_min=bounds[0], price_max=bounds[1])
    except (ValueError, InvalidParameterError):  # a client has written it into the state
        return constraints
