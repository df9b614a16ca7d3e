"""Which texts about the whole shop a question about its rules names: returns, 配送, 保修."""

import re
from collections.abc import Sequence

from shopguide.text.normalise import fold
from shopguide.text.simplified import simplify
from shopguide.text.verdicts.question_match import word_share

_SAYS_NOTHING = ("policy", "policies", "rules", "terms", "政策", "规则", "说明", "规定", "条款")
_IN_FULL = {"退换货": "退货换货", "退换": "退货换货"}
_SUBJECTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:send|sent) \w+ back\b"), "returns"),
    (re.compile("[能可]以?退|怎么退"), "退货"),
    (re.compile(r"\barrive\b|\bget here\b"), "shipping"),
    (re.compile("(?:几天|多久|什么时候)[能会可]?以?[到送]"), "配送 运费"),
    (re.compile(r"\bpay\b"), "payment"),
    (re.compile("付款|付钱"), "支付"),
)
"""What shoppers ask in other words than titles have: "when will it arrive", 怎么付款."""


def titles_named(question: str, titles: Sequence[str]) -> list[bool]:
    """For each title, whether the question has its subject: "return policy" that of "Returns"."""
    form = simplify(fold(question))
    subjects = [subject for pattern, subject in _SUBJECTS if pattern.search(form)]
    asked = " ".join([_bare(question), *subjects])
    return [bool(title) and word_share(_bare(title), asked) > 0 for title in titles]


def _bare(text: str) -> str:
    bare = simplify(fold(text))
    for word in _SAYS_NOTHING:
        bare = bare.replace(word, " ")
    for short, full in _IN_FULL.items():
        if short in bare:
            return bare.replace(short, full)
    return bare
