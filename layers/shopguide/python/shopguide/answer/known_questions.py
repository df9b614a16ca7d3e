"""Questions that somebody answered already, word for word: nothing is weighed against that."""

from typing import Protocol

from shopguide.answer.asked import Asked
from shopguide.answer.draft import Draft
from shopguide.answer.evidence import ChecksVerified
from shopguide.domain.answer import ComposedBy
from shopguide.domain.passage import Passage
from shopguide.text.sentences import split_sentences
from shopguide.text.verdicts.of_evidence import starts_with_verdict


class KnowsVerified(ChecksVerified, Protocol):
    """What knows of verified answers: `moderation.verified.VerifiedAnswers`."""

    def known(self, question: str, product_id: str) -> Passage | None:
        """The verified answer to this very question, None where there is none that holds."""


def answer_from_verified(asked: Asked, verified: KnowsVerified | None) -> Draft | None:
    """What a person answered to the same question about the same product, or about the shop.

    Paraphrases, and answers in another language than the question's, are found as evidence is.
    """
    passage = verified.known(asked.text, asked.product_id) if verified else None
    if passage is None or passage.language != asked.language:
        return None
    sentences = split_sentences(passage.text)
    return Draft(
        sentences,
        [[passage]] * len(sentences),
        ComposedBy.EXTRACTION,
        product_id=passage.product_id,
        verdict=starts_with_verdict(passage.text) if asked.is_yes_no else None,
    )
