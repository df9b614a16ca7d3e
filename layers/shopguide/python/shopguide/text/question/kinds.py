"""What kind of question it is: the first kind whose words match, and a fact is the default.

Only kinds that are ordinary shop talk are told apart here; what is refused, and small talk, are
found before (`text/safety/requests.py`, `small_talk.py`).
"""

from shopguide.domain.question import QuestionKind
from shopguide.text.question.kinds_chinese import CHINESE_KINDS
from shopguide.text.question.kinds_english import ENGLISH_KINDS


def kind_of(form: str) -> QuestionKind:
    """The kind of a question in its `rule_form`; Chinese ones have English words in them too."""
    latin_only = form.isascii()
    for kind, english in ENGLISH_KINDS.items():
        if not latin_only and CHINESE_KINDS[kind].search(form):
            return kind
        if english.search(form):
            return kind
    return QuestionKind.FACT
