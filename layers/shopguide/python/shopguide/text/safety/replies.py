"""What ShopGuide says to requests that it refuses, and to small talk: short, polite, honest."""

from shopguide.domain.question import Risk
from shopguide.text.language import Language, our_language
from shopguide.text.question.small_talk import SmallTalk, find_small_talk

_OFFER: dict[Language, str] = {
    "en": "I can help you find products, compare them and answer questions about them.",
    "zh": "我可以帮您找商品、比较商品，回答关于商品的问题。",
}
_REFUSALS: dict[Risk, dict[Language, str]] = {
    Risk.DANGER: {
        "en": "Sorry, I can't help with anything that could hurt someone. If someone is in danger, "
        "please call the emergency services.",
        "zh": "抱歉，可能伤害人的事我不能帮忙。如果有人处于危险中，请立即联系当地急救或报警。",
    },
    Risk.ADVICE: {
        "en": "Sorry, that is a question for a doctor, a lawyer or another professional.",
        "zh": "抱歉，这个问题请咨询医生、律师等专业人士。",
    },
    Risk.ABUSE: {
        "en": "Sorry, I can't reply to that.",
        "zh": "抱歉，这样的内容我无法回应。",
    },
    Risk.STEERING: {
        "en": "Sorry, I can't change or show how I work.",
        "zh": "抱歉，我不能更改或透露自己的工作方式。",
    },
    Risk.PRIVATE: {
        "en": "Sorry, I can't share or look up anyone's personal data.",
        "zh": "抱歉，我不能提供或查询任何人的个人信息。",
    },
    Risk.OUT_OF_SCOPE: {
        "en": "Sorry, I only know about this shop.",
        "zh": "抱歉，我只了解本店的商品和服务。",
    },
    Risk.LANGUAGE: {
        "en": "Sorry, I only understand English and Chinese (中文).",
        "zh": "抱歉，我只懂中文和英文（English）。",
    },
}
_SMALL_TALK: dict[SmallTalk, dict[Language, str]] = {
    SmallTalk.GREETING: {"en": "Hello!", "zh": "您好！"},
    SmallTalk.THANKS: {"en": "You're welcome!", "zh": "不客气！"},
    SmallTalk.FAREWELL: {"en": "Goodbye!", "zh": "再见！"},
    SmallTalk.IDENTITY: {
        "en": "I'm the shop's automatic assistant, not a human.",
        "zh": "我是本店的自动导购助手，不是真人。",
    },
    SmallTalk.ABILITY: {
        "en": "I'm the shop's automatic assistant.",
        "zh": "我是本店的自动导购助手。",
    },
    SmallTalk.WELL_BEING: {
        "en": "I'm an automatic assistant, always ready to help.",
        "zh": "我是自动导购助手，随时为您服务。",
    },
    SmallTalk.PRAISE: {"en": "Thank you, glad to help!", "zh": "谢谢，很高兴能帮到您！"},
    SmallTalk.ASSENT: {"en": "All right.", "zh": "好的。"},
}
_WITHOUT_OFFER = frozenset({SmallTalk.FAREWELL})


def refusal(risk: Risk, language: str) -> str:
    """Why a request is not answered, and what can be asked instead."""
    ours = our_language(language)
    return _with_offer(_REFUSALS[risk][ours], ours)


def small_talk(text: str, language: str) -> str:
    """The reply to small talk; to any other text, what can be asked."""
    ours, talk = our_language(language), find_small_talk(text)
    if talk is None:
        return _OFFER[ours]
    reply = _SMALL_TALK[talk][ours]
    return reply if talk in _WITHOUT_OFFER else _with_offer(reply, ours)


def _with_offer(sentence: str, language: Language) -> str:
    return sentence + (" " if language == "en" else "") + _OFFER[language]
