"""How an answer to a question of yes or no begins."""

from collections.abc import Sequence

from shopguide.domain.answer import Verdict
from shopguide.text.language import Language
from shopguide.text.verdicts import starts_with_verdict

_LEADS: dict[Language, dict[Verdict, str]] = {
    "en": {
        Verdict.YES: "Yes.",
        Verdict.NO: "No.",
        Verdict.UNKNOWN: "The shop's data does not say yes or no.",
    },
    "zh": {
        Verdict.YES: "是的。",
        Verdict.NO: "不是的。",
        Verdict.UNKNOWN: "店里的数据没有说明是或不是。",
    },
}
_SAYS_IT: dict[Language, tuple[str, ...]] = {"en": ("yes", "no"), "zh": ("是", "不")}


def lead_of(verdict: Verdict, sentences: Sequence[str], language: Language) -> str:
    """The sentence that says yes, no, or that the data does not; empty where the first one does."""
    first = sentences[0].lstrip("“\"' ").casefold() if sentences else ""
    says_it = first.startswith(_SAYS_IT[language])
    if verdict is not Verdict.UNKNOWN and says_it and starts_with_verdict(first) is verdict:
        return ""
    return _LEADS[language][verdict]
