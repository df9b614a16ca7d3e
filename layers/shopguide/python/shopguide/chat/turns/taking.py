"""A turn at hand: what was said, what the conversation had come to, what can be called on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from shopguide.chat.capabilities import Capabilities
from shopguide.chat.narrowing.choosing import PRODUCT, answers_question
from shopguide.chat.narrowing.measuring import limit_words
from shopguide.chat.reading.resolving import Resolved, Unresolved, resolve
from shopguide.chat.reading.turn_reading import TurnReading
from shopguide.chat.saying.describing import constraint_words, value_name
from shopguide.chat.saying.wording import say
from shopguide.chat.state import ConversationState, OpenQuestion
from shopguide.compare.names import names_in_sentences
from shopguide.domain.errors import ProductNotFoundError, UnavailableError
from shopguide.domain.product import Product
from shopguide.domain.query import ConstraintKind, SortOrder
from shopguide.text.language import Language
from shopguide.text.listing import listed
from shopguide.text.normalise import fold
from shopguide.text.terms import query_terms

_SORTED: dict[Language, dict[SortOrder, str]] = {
    "en": {
        SortOrder.PRICE_ASCENDING: "cheapest first",
        SortOrder.PRICE_DESCENDING: "dearest first",
        SortOrder.RATING: "best rated first",
        SortOrder.NEWEST: "newest first",
    },
    "zh": {
        SortOrder.PRICE_ASCENDING: "价格从低到高",
        SortOrder.PRICE_DESCENDING: "价格从高到低",
        SortOrder.RATING: "评分从高到低",
        SortOrder.NEWEST: "最新的在前",
    },
}

LONGEST_REPEATED = 60
"""Characters of a need that are repeated as they are; Chinese ones count double."""


@dataclass(frozen=True)
class TakenTurn:
    """One turn while it is answered.

    Attributes:
        reading: What was said.
        state: What the conversation had come to; the language and number of this turn are set, and
            what was asked is no longer open.
        asked: What the assistant had asked.
        capabilities: What can be called on.
        shopper_id: Whose taste may move hits.
    """

    reading: TurnReading
    state: ConversationState
    asked: OpenQuestion | None
    capabilities: Capabilities
    shopper_id: str = ""

    @property
    def language(self) -> Language:
        """In which it is answered."""
        return self.reading.language

    @property
    def asked_which(self) -> bool:
        """Whether the assistant had asked which product is meant, and this says it."""
        question = self.asked
        if question is None or question.facet != PRODUCT:
            return False
        return bool(self.state.inquiry) and answers_question(self.reading, question)

    def say(self, what: str, /, **values: object) -> str:
        """A sentence of ours."""
        return say(what, self.language, self.state.turn, **values)

    @cached_property
    def live(self) -> Mapping[str, Product]:
        """The products that were shown, compared or are at hand, as they stand now."""
        state = self.state
        return self.products([*state.shown, *state.compared, state.focus])

    def products(self, product_ids: Iterable[str]) -> dict[str, Product]:
        """The products of these ids that the shop still has."""
        reader = self.capabilities.products()
        found = {}
        for product_id in filter(None, dict.fromkeys(product_ids)):
            try:
                found[product_id] = reader.product(product_id)
            except ProductNotFoundError:
                continue
        return found

    @property
    def shown(self) -> list[Product]:
        """The products of the last list that are still there."""
        return [self.live[each] for each in self.state.shown if each in self.live]

    @property
    def at_hand(self) -> Product | None:
        """The product that the conversation is about."""
        return self.live.get(self.state.focus)

    def spoken_of(self) -> Resolved:
        """The products that the turn speaks of, by place, price or brand; none where by none."""
        if self.reading.references:
            resolved = resolve(self.reading.references, self.state, self.live)
            called = self._called() if resolved.unresolved is Unresolved.WHICH else ()
            return Resolved(called) if called else resolved
        brands = {
            value for chip in self.reading.chips(ConstraintKind.BRAND) for value in chip.values
        }
        named = [each for each in self.shown if fold(each.brand) in brands]
        return Resolved(tuple(named))

    def has_opinions(self, product_id: str) -> bool:
        """Whether its reviews say enough to be asked about."""
        try:
            insights = self.capabilities.insights().of(product_id, self.language)
        except (UnavailableError, ProductNotFoundError):
            return False
        return bool(insights.aspects)

    def _called(self) -> tuple[Product, ...]:
        """The one product of the list that has most words of the turn in its title."""
        said = set(query_terms(self.reading.words)) if self.reading.words else set()
        ranked = sorted(
            ((len(said.intersection(query_terms(each.title))), each) for each in self.shown),
            key=lambda ranked: -ranked[0],
        )
        if not ranked or not ranked[0][0] or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
            return ()
        return (ranked[0][1],)

    def unresolved(self, resolved: Resolved) -> str:
        """What to say where it is not known which product is meant."""
        titles = self.titles(self.shown)
        match resolved.unresolved:
            case Unresolved.OUT_OF_RANGE:
                return self.say("out_of_range", count=len(self.state.shown), titles=titles)
            case Unresolved.WHICH:
                return self.say("which", titles=titles)
            case Unresolved.GONE:
                return self.say("gone")
            case _:
                return self.say("nothing_shown")

    def describe(self, state: ConversationState) -> str:
        """What is looked for, in words: “headphones” (black, up to 300 CNY)."""
        words = [*self.constraint_words(state).values()]
        words += [limit_words(limit, self.language) for limit in state.measures]
        words += [self.refused(word) for word in state.without]
        if state.sort in _SORTED[self.language]:
            words.append(_SORTED[self.language][state.sort])
        need = quoted_need(state.need) if state.need else ""
        if self.language == "zh":
            inside = "，".join(words)
            return f"{need}（{inside}）" if need and inside else need or inside
        inside = ", ".join(words)
        return f"{need} ({inside})" if need and inside else need or inside

    @property
    def special_need(self) -> str:
        """The need, where it says more than which category is looked for."""
        understood = self.capabilities.words.understand(self.state.need)
        named = [chip.text for chip in understood.chips if chip.kind is ConstraintKind.CATEGORY]
        left = self.state.need
        for name in named:
            left = left.replace(name, " ")
        return self.state.need if any(map(str.isalnum, left)) else ""

    def constraint_words(self, state: ConversationState) -> dict[str, str]:
        """What is asked of products, each kind in words."""
        return constraint_words(self.capabilities.words.named(state.constraints), self.language)

    def price_words(self, state: ConversationState) -> str:
        """What products may cost, in words."""
        return self.constraint_words(state).get("price", "")

    def refused(self, word: str) -> str:
        """What products must not have, in words."""
        name = value_name(self.capabilities.words.brand_name(word), self.language)
        return f"不要{name}" if self.language == "zh" else f"not {name}"

    def titles(self, products: Sequence[Product]) -> str:
        """Short names of products in a sentence."""
        return listed(names_in_sentences(products), self.language)


def quoted_need(need: str) -> str:
    """What is looked for in quotation marks; only how it begins where it is a whole speech."""
    longest = LONGEST_REPEATED if need.isascii() else LONGEST_REPEATED // 2
    return f"“{need}”" if len(need) <= longest else f"“{need[: longest // 2].rstrip()}…”"
