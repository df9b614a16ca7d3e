"""Which texts about the whole shop a question about its rules names: returns, 配送, 保修."""

from collections.abc import Sequence

from shopguide.text.normalise import fold
from shopguide.text.question_match import word_share
from shopguide.text.simplified import simplify

_SAYS_NOTHING = ("policy", "policies", "rules", "terms", "政策", "规则", "说明", "规定", "条款")
_IN_FULL = {"退换货": "退货换货", "退换": "退货换货"}


def titles_named(question: str, titles: Sequence[str]) -> list[bool]:
    """For each title, whether the question has its subject: "return policy" that of "Returns"."""
    asked = _bare(question)
    return [bool(title) and word_share(_bare(title), asked) > 0 for title in titles]


def _bare(text: str) -> str:
    bare = simplify(fold(text))
    for word in _SAYS_NOTHING:
        bare = bare.replace(word, " ")
    for short, full in _IN_FULL.items():
        if short in bare:
            return bare.replace(short, full)
    return bare
