"""The sentence that says that the shop's data holds no answer."""

from shopguide.text.language import Language
from shopguide.text.normalise import fold

ABSTENTION: dict[Language, str] = {
    "en": "Sorry, the shop's data does not say.",
    "zh": "抱歉，店铺资料里没有说明。",
}


def is_abstention(text: str) -> bool:
    """Whether a text begins with one of those sentences: how a tuned generator declines."""
    folded = fold(text)
    return any(folded.startswith(fold(sentence).rstrip(".。")) for sentence in ABSTENTION.values())
