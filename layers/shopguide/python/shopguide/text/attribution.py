"""Whose words a quotation is: what anybody may have written is never said as the shop's own."""

from collections.abc import Sequence

from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.language import Language

_INTRODUCED: dict[Language, dict[PassageKind, str]] = {
    "en": {PassageKind.REVIEW: "A review says: ", PassageKind.QA: "From the Q&A: "},
    "zh": {PassageKind.REVIEW: "有评价写道：", PassageKind.QA: "问答里写道："},
}


def introduced(
    sentences: Sequence[str], passages: Sequence[Passage], language: Language
) -> list[str]:
    """The sentences, behind words that say whose they are where only anybody's say so.

    Args:
        sentences: What is quoted or generated from the passages; not empty.
        passages: All that it stands in; one of the shop's own among them makes it the shop's.
        language: Of the answer.
    """
    leads = [_INTRODUCED[language].get(passage.kind, "") for passage in passages]
    if not leads or not all(leads):
        return list(sentences)
    return [leads[0] + sentences[0], *sentences[1:]]
