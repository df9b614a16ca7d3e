"""A shop in memory with one product, and everything that looks after its queue."""

from collections.abc import Mapping

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.answer import Answer, ComposedBy
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.moderation import CaseReason, ModerationCase
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.indexing.layout import ensure_indexes
from shopguide.moderation.answers_kept import AnswersKept
from shopguide.moderation.case_lists import CaseLists
from shopguide.moderation.cases import ModerationCases
from shopguide.moderation.decisions import ModerationDecisions
from shopguide.moderation.feedback import FeedbackService
from shopguide.moderation.verified import VerifiedAnswers
from shopguide.moderation.verified_passages import VerifiedPassages
from shopguide.text.index_layout import PASSAGES, PRODUCTS, passage_of, product_fields

KETTLE = Product(
    "TK-1", "Tea kettle", "A quiet kettle.", attributes={"color": "white", "rating": "4.1"}
)


class QueueShop:
    """The parts as `assisting.Assisting` wires them, over adapters in memory."""

    def __init__(self, product: Product = KETTLE) -> None:
        self.clock = FixedClock()
        self.index = InMemoryVectorIndex()
        self.records = InMemoryRecordTable(self.clock)
        self.encoder = HashingEncoder()
        self.cases = ModerationCases(self.records, self.clock)
        self.kept = AnswersKept(self.records, self.clock)
        self.feedback = FeedbackService(self.records, self.kept, self.cases, self.clock)
        self.lists = CaseLists(self.records)
        self.restart()
        ensure_indexes(self.index, self.encoder)
        self.put(product)

    def restart(self) -> None:
        """What a new process begins with."""
        passages = VerifiedPassages(self.records, self.index, lambda: self.encoder)
        self.verified = VerifiedAnswers(self.records, self.index, passages, self.cases, self.clock)
        self.decisions = ModerationDecisions(
            self.records, self.index, self.cases, self.verified, self.clock
        )

    def put(self, product: Product) -> None:
        """Write a product as an import does."""
        (vector,) = self.encoder.encode_passages([product.title])
        fields = product_fields(product)
        document = IndexedDocument(product.product_id, fields, {TEXT_VECTOR: vector})
        self.index.upsert(PRODUCTS, [document])

    def verify(
        self,
        question: str = "How heavy is it?",
        text: str = "It weighs 1.2 kg.",
        product_id: str = KETTLE.product_id,
    ) -> ModerationCase:
        """A question that was asked and that Anna answered."""
        case_id = self.cases.open(question, "en", product_id, CaseReason.ABSTAINED)
        return self.decisions.answer(case_id, text, "anna")

    def passages(self) -> Mapping[str, Passage]:
        """What lies in the index."""
        found = self.index.scan(PASSAGES).documents
        return {each.document_id: passage_of(each.fields) for each in found}

    def keep(self, answer_id: str = "a1", **further: object) -> Answer:
        """An answer that was given."""
        members: dict[str, object] = {
            "answer_id": answer_id,
            "question": "Is it loud?",
            "text": "No.",
            "abstained": False,
            "confidence": 0.9,
            "composed_by": ComposedBy.EXTRACTION,
            "language": "en",
            "product_id": KETTLE.product_id,
        }
        answer = Answer(**{**members, **further})  # type: ignore[arg-type]
        self.kept.keep(answer)
        return answer
