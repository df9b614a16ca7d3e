"""Questions about the shelf, computed from the index: the cheapest, how many, anything under 20."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shopguide.answer.shelf.asking import Asked, Asking
from shopguide.answer.shelf.counting import Counting
from shopguide.answer.shelf.measures import Measures
from shopguide.answer.shelf.telling import Telling
from shopguide.answer.shelf.things import Things
from shopguide.domain.answer import Verdict
from shopguide.domain.errors import NotFoundError
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.lexicon import Lexicon
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.lexicon_reader import LexiconReader
from shopguide.search.merchandising.service import MerchandisingService
from shopguide.search.reading import Surroundings
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints
from shopguide.text.question.shelf import read_shelf_question


@dataclass(frozen=True, slots=True)
class ShelfReply:
    """What the shelf says.

    Attributes:
        sentences: The answer, in the language of the question.
        cited: The passages of each sentence, which are those of products' own records; none for a
            sentence that only counts.
        products: Those that the answer names, or shows as evidence, in its order.
        verdict: Of a question of yes or no.
        figures: The same for machines: ``measure``, ``count``, ``minimum``, ``maximum``,
            ``currency``, ``category``, ``constraints`` and what else the measure has.
    """

    sentences: Sequence[str]
    cited: Sequence[Sequence[Passage]]
    products: Sequence[Product] = ()
    verdict: Verdict | None = None
    figures: JsonObject = field(default_factory=dict)


class ShelfAnswers:
    """Answers what can be counted and compared over the products of the shop.

    Args:
        index: Has the products.
        records: Say what is live.
        lexicon: The catalogue's own words.
        merchandising: The shop's synonyms.
        clock: Says what is new.
    """

    def __init__(
        self,
        index: VectorIndex,
        records: RecordTable,
        lexicon: LexiconReader,
        merchandising: MerchandisingService,
        clock: Clock,
    ) -> None:
        self._asking = Asking(index, Things(index, records))
        self._measures = Measures(Counting(index))
        self._lexicon = lexicon
        self._merchandising = merchandising
        self._clock = clock

    def answer(
        self,
        question: str,
        language: str,
        within: ProductConstraints = ANY_PRODUCT,
        among: Sequence[str] = (),
    ) -> ShelfReply | None:
        """Answer from the shelf; None where it is no question that the shelf can answer.

        Args:
            question: As the shopper wrote it.
            language: Of the answer, ``zh`` or ``en``.
            within: What the conversation asks of products beside it.
            among: Ids of products that are at hand ("the cheapest of these"); empty for the shop.
        """
        read = read_shelf_question(question)
        if read is None:
            return None
        key, lexicon = self._lexicon.keyed()
        around = Surroundings(self._clock.now(), key, lexicon, self._merchandising.active())
        try:
            asked = self._asking.ask(read, language, around, within, among)
            return None if asked is None else self._told(asked, lexicon)
        except NotFoundError:
            return None  # no catalogue was ever imported

    def _told(self, asked: Asked, lexicon: Lexicon) -> ShelfReply:
        telling = Telling(asked)
        verdict = self._measures.tell(telling, lexicon)
        if asked.compared is not None:
            telling.show([asked.compared])
        return ShelfReply(
            sentences=tuple(telling.sentences),
            cited=tuple(telling.cited),
            products=tuple(telling.products.values()),
            verdict=verdict,
            figures=_figures(telling),
        )


def _figures(telling: Telling) -> JsonObject:
    asked = telling.asked
    constraints: list[JsonValue] = [
        {"id": chip.id, "kind": chip.kind.value, "text": chip.text} for chip in asked.chips
    ]
    return {
        "measure": asked.question.measure.value,
        "thing": asked.thing.shown,
        "category": list[JsonValue](asked.thing.levels),
        "constraints": constraints,
        **telling.figures,
    }
