"""Questions about the shelf, computed from the index: the cheapest, how many, anything under 20."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shopguide.domain.answer import Verdict
from shopguide.domain.json_value import JsonObject
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.ports.clock import Clock
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.lexicon_reader import LexiconReader
from shopguide.search.merchandising.service import MerchandisingService
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints


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
        lexicon: The catalogue's own words.
        merchandising: The shop's synonyms.
        clock: Says what is new.
    """

    def __init__(
        self,
        index: VectorIndex,
        lexicon: LexiconReader,
        merchandising: MerchandisingService,
        clock: Clock,
    ) -> None:
        self._index = index
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
        del question, language, within, among
        return None
