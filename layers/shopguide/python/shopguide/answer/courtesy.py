"""What is said to a greeting, and to a request that a shop's assistant declines."""

from shopguide.answer.asked import Asked
from shopguide.answer.draft import Draft
from shopguide.domain.answer import ComposedBy
from shopguide.domain.question import QuestionKind
from shopguide.text.safety.replies import refusal, small_talk


def answer_politely(asked: Asked) -> Draft | None:
    """A refusal or small talk; None for a question that the shop's data may answer.

    Neither is an abstention: the data was not asked, and nobody has to look at it.
    """
    if asked.kind is QuestionKind.UNSAFE and asked.reading.risk is not None:
        text = refusal(asked.reading.risk, asked.language)
    elif asked.kind is QuestionKind.CHIT_CHAT:
        text = small_talk(asked.text, asked.language)
    else:
        return None
    return Draft((text,), ((),), ComposedBy.TEMPLATE)
