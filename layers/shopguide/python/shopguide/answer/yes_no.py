"""How an answer to a question of yes or no begins."""

from collections.abc import Sequence

from shopguide.domain.answer import Verdict
from shopguide.text.language import Language
from shopguide.text.verdicts.of_evidence import starts_with_verdict

_YES: dict[Language, str] = {"en": "Yes.", "zh": "是的。"}
_NO: dict[Language, str] = {"en": "No.", "zh": "不是的。"}
_ONLY: dict[Language, str] = {
    "en": "The shop's data does not say, but: ",
    "zh": "店里的数据没有说明，但写着：",
}
_ASKED: dict[Language, str] = {
    "en": "The shop's data does not say, but to “{question}”: ",
    "zh": "店里的数据没有说明，但对“{question}”写着：",
}
_SAYS_IT: dict[Language, tuple[str, ...]] = {"en": ("yes", "no"), "zh": ("是", "不")}


def begin_with(
    verdict: Verdict, sentences: Sequence[str], language: Language, known_question: str = ""
) -> list[str]:
    """The sentences of an answer, beginning with yes, no, or that the shop's data does not say.

    A first sentence that says so by itself stays as it is; before others comes a sentence of yes or
    no. Where the data does not say, that stands in front of the first sentence.

    Args:
        verdict: What the question is answered with.
        sentences: What the evidence says; not empty.
        language: Of the answer.
        known_question: The question of a Q&A pair that is quoted: a "yes" is one to that.
    """
    first = sentences[0].lstrip("“\"' ").casefold()
    if verdict is Verdict.UNKNOWN:
        lead = (_ASKED if known_question else _ONLY)[language].format(question=known_question)
        return [lead + sentences[0], *sentences[1:]]
    if first.startswith(_SAYS_IT[language]) and starts_with_verdict(first) is verdict:
        return list(sentences)
    return [(_YES if verdict is Verdict.YES else _NO)[language], *sentences]
