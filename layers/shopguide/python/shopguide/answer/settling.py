"""Questions of yes or no that the record of a product settles by itself."""

from shopguide.answer.asked import Asked
from shopguide.answer.draft import Draft
from shopguide.answer.yes_no import begin_with
from shopguide.domain.answer import AnswerNote, ComposedBy
from shopguide.domain.product import Product
from shopguide.domain.question import QuestionKind
from shopguide.text.fact_words import fact_in, quoted_in
from shopguide.text.verdicts.of_records import settle

_NOT_OF_A_RECORD = (QuestionKind.OPINION, QuestionKind.POLICY)


def asks_record(asked: Asked) -> bool:
    """Whether the record of the product that a question is about may settle it."""
    return asked.is_yes_no and bool(asked.product_id) and asked.kind not in _NOT_OF_A_RECORD


def answer_from_record(asked: Asked, product: Product) -> Draft | None:
    """Yes, no, or that it is open, with the attribute that says so; None where none does."""
    settled = settle(asked.text, product)
    if settled is None:
        return None
    passage, language = settled.passage, asked.language
    text, notes = passage.text, []
    if passage.language != language:
        text = fact_in(language, passage, product) or quoted_in(language, passage, text)
        notes.append(AnswerNote.EVIDENCE_IN_OTHER_LANGUAGE)
    sentences = begin_with(settled.verdict, [text], language)
    return Draft(
        sentences,
        [[passage]] * len(sentences),
        ComposedBy.COMPUTATION,
        product_id=product.product_id,
        verdict=settled.verdict,
        notes=notes,
    )
