"""Questions about the shelf: computed over the products, never put together from passages."""

from collections.abc import Sequence

from shopguide.answer.asked import Asked
from shopguide.answer.draft import Draft
from shopguide.answer.shelf.service import ShelfAnswers
from shopguide.domain.answer import ComposedBy
from shopguide.domain.question import QuestionKind
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints


def answer_from_shelf(
    asked: Asked,
    shelf: ShelfAnswers | None,
    within: ProductConstraints = ANY_PRODUCT,
    among: Sequence[str] = (),
) -> Draft | None:
    """What the shelf says; None where it is no question for it.

    A question about one product goes there only where it was read as one about the shelf.

    Args:
        asked: The question.
        shelf: What computes answers.
        within: What a conversation asks of products beside it.
        among: Ids of the products that it is about; empty for the shop.
    """
    is_shelf = asked.kind is QuestionKind.SHELF
    if shelf is None or (asked.product_id and not is_shelf):
        return None
    reply = shelf.answer(asked.text, asked.language, within, among)
    if reply is None or not reply.sentences:
        return None
    return Draft(
        tuple(reply.sentences),
        tuple(reply.cited),
        ComposedBy.COMPUTATION,
        verdict=reply.verdict,
        products=tuple(reply.products),
    )
