"""Questions about the shelf: computed over the products, never put together from passages."""

from shopguide.answer.asked import Asked
from shopguide.answer.draft import Draft
from shopguide.answer.shelf.service import ShelfAnswers
from shopguide.domain.answer import ComposedBy
from shopguide.domain.question import QuestionKind


def answer_from_shelf(asked: Asked, shelf: ShelfAnswers | None) -> Draft | None:
    """What the shelf says; None where it is no question for it.

    A question about one product goes there only where it was read as one about the shelf.
    """
    is_shelf = asked.kind is QuestionKind.SHELF
    if shelf is None or (asked.product_id and not is_shelf):
        return None
    reply = shelf.answer(asked.text, asked.language)
    if reply is None or not reply.sentences:
        return None
    return Draft(
        tuple(reply.sentences),
        tuple(reply.cited),
        ComposedBy.COMPUTATION,
        verdict=reply.verdict,
        products=tuple(reply.products),
    )
