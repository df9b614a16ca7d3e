"""What a question about the shelf comes to: a measure over the products that pass a filter."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shopguide.answer.shelf.things import ANYTHING, Thing, Things
from shopguide.answer.shelf.wording import say, title_of
from shopguide.domain.filters import Condition, Filter, HasId, Match, Range
from shopguide.domain.product import CATEGORY_SEPARATOR, Product
from shopguide.domain.query import Chip, ChipMode, ConstraintKind
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.chip_conditions import with_chips
from shopguide.search.merchandising.applying import matching
from shopguide.search.reading import Surroundings, read_query
from shopguide.search.words import read_words
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.normalise import clean_text, fold
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints, product_filter
from shopguide.text.question.shelf_question import ShelfMeasure, ShelfQuestion

_TELLING = frozenset((ConstraintKind.PRICE, ConstraintKind.BRAND))
"""Constraints that products of every kind can meet."""

_NAMESAKES = 20
"""Products with a name's words: so many are not one product."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the shelf, in terms of the index.

    Attributes:
        question: As it was read.
        language: Of the answer.
        thing: What it is about.
        base: The filter of the conversation, the shop's rules and the thing.
        chips: What the question's words constrain; none is ever let go in silence.
        now: Says what is new.
        among: Whether the products at hand alone are meant.
        compared: What others are to be cheaper (or dearer) than.
        comparison: What the answer calls that.
    """

    question: ShelfQuestion
    language: str
    thing: Thing
    base: Filter
    chips: tuple[Chip, ...]
    now: datetime
    among: bool = False
    compared: Product | None = None
    comparison: str = ""

    @property
    def matching(self) -> Filter:
        """Holds for the products that are asked about."""
        return self.under(self.chips)

    def under(self, chips: Iterable[Chip]) -> Filter:
        """The same under some of the constraints."""
        return with_chips(self.base, chips, self.now)

    def asks_for(self, kind: ConstraintKind) -> bool:
        """Whether the question constrains this."""
        return any(chip.kind is kind for chip in self.chips)


class Asking:
    """Puts questions in terms of the live index.

    Args:
        index: Has the products.
        things: Finds what questions name.
    """

    def __init__(self, index: VectorIndex, things: Things) -> None:
        self._index = index
        self._things = things

    def ask(
        self,
        question: ShelfQuestion,
        language: str,
        around: Surroundings,
        within: ProductConstraints,
        among: Sequence[str],
    ) -> Asked | None:
        """The question in terms of the index; None where the shop has no words for what it names.

        Args:
            question: As it was read.
            language: Of the answer.
            around: What is in use.
            within: What the conversation asks of products beside it.
            among: Ids of the products at hand.
        """
        if question.of_these and not among:
            return None
        chips, left = _constraints(question.products, around)
        thing = self._things.find(left, around)
        if thing is None or (question.needs_bound and not chips):
            return None
        if thing is ANYTHING and not (among or _means_everything(question, chips, within)):
            return None
        base = product_filter(within).and_must(*thing.matching.must)
        base = base.and_must_not(*_hidden(question, thing, around))
        asked = Asked(question, language, thing, base, chips, around.now)
        if question.than is not None:
            return self._compared(asked, around, among)
        if among and (question.of_these or thing is ANYTHING):
            return replace(asked, base=base.and_must(HasId(tuple(among))), among=True)
        return asked

    def _compared(self, asked: Asked, around: Surroundings, among: Sequence[str]) -> Asked | None:
        """Among what lies where the product does, those that cost less, or more."""
        product = self._product(asked.question.than or "", around, among)
        price = product.current_price if product else None
        if product is None or price is None:
            return None
        amount = float(price.amount)
        dearer = asked.question.dearer
        bound = Range("price", amount, None) if dearer else Range("price", None, amount)
        base = asked.base.and_must(bound, Match("currency", (price.currency,)))
        thing = asked.thing
        if thing is ANYTHING and product.category_paths():
            path = product.category_paths()[-1]
            level = path.rsplit(CATEGORY_SEPARATOR, 1)[-1]
            thing = Thing(Filter(must=(Match("categories", (fold(path),)),)), level, (fold(level),))
            base = base.and_must(*thing.matching.must)
        words = say(
            "than_dearer" if dearer else "than",
            asked.language,
            product=f"{title_of(product, asked.language)} ({price})",
        )
        return replace(
            asked,
            thing=thing,
            base=base.and_must_not(Range("price", amount, amount)),
            compared=product,
            comparison=words,
        )

    def _product(self, name: str, around: Surroundings, among: Sequence[str]) -> Product | None:
        """The one product of this name: its id, or words that its title alone has."""
        if not name:
            ids: Sequence[str] = among if len(among) == 1 else ()
        else:
            ids = (name.removeprefix("the ").removeprefix("The "),)
        found = self._index.fetch(PRODUCTS, ids, fields=("product",)) if ids else ()
        if not found and name:
            conditions = read_words(name, name, (), around.lexicon).conditions
            among_words = Filter(must=conditions)
            if conditions:
                found = self._index.scan(
                    PRODUCTS, among_words, limit=_NAMESAKES, fields=("product",)
                ).documents
        products = [product_of(document.fields) for document in found]
        # Variants of one model share their price; of several prices none is the one that is meant.
        prices = {product.current_price for product in products}
        return products[0] if len(prices) == 1 and len(products) < _NAMESAKES else None


def _constraints(words: str, around: Surroundings) -> tuple[tuple[Chip, ...], str]:
    """What words constrain, all of it as what must be, and what is left of them."""
    query = clean_text(words)
    if not query:
        return (), ""
    read = read_query(query, around, ()).understanding
    chips = tuple(
        replace(chip, mode=ChipMode.FILTER)
        for chip in read.chips
        if chip.negated or chip.kind is not ConstraintKind.CATEGORY
    )
    return chips, _without(read.rest, chips)


def _means_everything(
    question: ShelfQuestion, chips: Sequence[Chip], within: ProductConstraints
) -> bool:
    """Whether naming no thing means all there is, and not one that was spoken of before."""
    if question.than is not None or within != ANY_PRODUCT:
        return True
    if any(chip.kind in _TELLING for chip in chips):
        return True
    return question.names_shop and question.measure is not ShelfMeasure.EXISTS


def _hidden(question: ShelfQuestion, thing: Thing, around: Surroundings) -> Sequence[Condition]:
    """What the shop's rules keep out of sight."""
    rules, query = around.merchandising.rules, clean_text(question.products)
    return matching(rules, query, now=around.now, categories=thing.levels).hidden


def _without(rest: str, chips: Sequence[Chip]) -> str:
    """What is searched by, without the words that became constraints all the same."""
    left = fold(rest)
    for chip in chips:
        if not chip.negated:
            alone = rf"(?<![a-z0-9]){re.escape(fold(chip.text))}(?:'s)?(?![a-z0-9])"
            left = re.sub(alone, " ", left, count=1)
    return " ".join(left.split()).strip("的和, ")
