"""Questions that a product's record settles by itself: of yes or no, and for one plain fact."""

from shopguide.answer.asked import Asked
from shopguide.answer.draft import Draft
from shopguide.answer.yes_no import begin_with
from shopguide.domain.answer import AnswerNote, ComposedBy, Verdict
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.domain.question import QuestionKind
from shopguide.text.evidence.features import topic_matches
from shopguide.text.fact_words import fact_in, quoted_in
from shopguide.text.passages import record_passages
from shopguide.text.product_mentions import without_product_name
from shopguide.text.topics import topics_of, without_topics
from shopguide.text.verdicts.of_records import settle
from shopguide.text.words import content_words

_NOT_OF_A_RECORD = (QuestionKind.OPINION, QuestionKind.POLICY)


def asks_record(asked: Asked) -> bool:
    """Whether the record of the product that a question is about may settle it as yes or no."""
    return asked.is_yes_no and bool(asked.product_id) and asked.kind not in _NOT_OF_A_RECORD


def asks_plain_fact(asked: Asked) -> bool:
    """Whether an attribute of the product that a question is about may be all that it asks for."""
    if asked.is_yes_no or asked.kind is not QuestionKind.FACT:
        return False
    return bool(asked.product_id) and bool(topics_of(asked.text))


def answer_from_record(asked: Asked, product: Product) -> Draft | None:
    """Yes, no, or that it is open, with the attribute that says so; None where none does."""
    settled = settle(asked.text, product)
    if settled is None:
        return None
    return _draft(asked, product, settled.passage, ComposedBy.COMPUTATION, settled.verdict)


def answer_with_plain_fact(asked: Asked, product: Product) -> Draft | None:
    """The attribute that is all that a question asks for; None where there is no such one."""
    passage = plain_fact(asked.text, product)
    if passage is None:
        return None
    is_ours = passage.language == asked.language
    by = ComposedBy.EXTRACTION if is_ours else ComposedBy.TEMPLATE
    return _draft(asked, product, passage, by)


def plain_fact(question: str, product: Product) -> Passage | None:
    """The one attribute of the record that is named after all that a question asks for.

    "How heavy is it?" asks for the weight and nothing else; "how heavy is the lid?" does not, nor
    is it plain where two attributes are weights.
    """
    bare = without_product_name(question, product)
    topics = topics_of(bare)
    if not topics or content_words(without_topics(bare)):
        return None
    passages = record_passages(product)
    about = [
        each for each, fits in zip(passages, topic_matches(bare, passages), strict=True) if fits
    ]
    return about[0] if len(about) == 1 else None


def _draft(
    asked: Asked,
    product: Product,
    passage: Passage,
    by: ComposedBy,
    verdict: Verdict | None = None,
) -> Draft:
    language, text, notes = asked.language, passage.text, []
    if passage.language != language:
        text = fact_in(language, passage, product) or quoted_in(language, passage, text)
        notes.append(AnswerNote.EVIDENCE_IN_OTHER_LANGUAGE)
    sentences = [text] if verdict is None else begin_with(verdict, [text], language)
    return Draft(
        sentences,
        [[passage]] * len(sentences),
        by,
        product_id=product.product_id,
        verdict=verdict,
        notes=notes,
    )
