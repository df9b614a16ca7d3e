"""What a question asks of the reviews: which aspects, which side, and what yes would mean."""

import re
from dataclasses import dataclass

from shopguide.domain.answer import Verdict
from shopguide.domain.insight import Sentiment
from shopguide.insights.claims import is_clear, leading
from shopguide.text.language import HAN
from shopguide.text.normalise import clean_text
from shopguide.text.question.reading import understand_question
from shopguide.text.reviews.aspects import AspectNames
from shopguide.text.reviews.sentiment import clause_score
from shopguide.text.simplified import lookup_form

_CONS = re.compile(
    r"""
      \b(complain\w*|cons|downsides?|drawbacks?|negatives?|dislike\w*|disadvantages?|weakness\w*)\b
    | \b(what'?s|what\ is|anything|something)\ (wrong|bad)\b
    | \b(problems|issues)\ do\ (people|buyers)
    | \b(anyone|anybody|people|you)\b.{0,60}\b(problems?|issues?|trouble)\b
    | 缺点|缺陷|不足|毛病|差评|吐槽|抱怨|不好的地方|哪里不好|什么问题|坑
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PROS = re.compile(
    r"""
      \b(pros|upsides?|positives?|advantages?|strengths?|praise\w*|best\ thing)\b
    | \bwhat\b.{0,60}\b(people|buyers|customers|reviewers|they|users)\ (like|love)\b
    | 优点|优势|亮点|好评|好在哪|哪里好|好的地方
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OVERALL = re.compile(
    r"""
      \bworth\b | \b(any\ good|good\ product|good\ buy|good\ one)\b | \brecommend\w*\b
    | \bis\ (it|this)(\ \w+)?\ (good|bad|great|okay|ok)\b(?!\ (for|at|with|in|on|to|against)\b)
    | \bshould\ i\ (buy|get)\b
    | \b(what|how)\ d(o|id)\ you\ (think|like|feel)\b
    | \b(opinions?|reviews?|reviewers?|rating|ratings)\b | \bpros\ and\ cons\b
    | \b(people|buyers|customers|users|others|everyone)\ (think|say|feel|saying|like|love)\b
    | \bhow\ (good|bad)\ is\ (it|this)\b | \bhow\ do\ (people|you)\ like\b
    | 值得|值不值|好不好|怎么样|咋样|如何|推荐|评价|口碑
    | 好用吗|可以买|能买吗|能入|入手|靠谱|大家都?(觉得|认为|怎么|说)
    """,
    re.VERBOSE | re.IGNORECASE,
)

_EITHER = re.compile(rf"([{HAN}])不\1")
"""甜不甜 asks whether it is 甜."""

_WORTH = re.compile(r"\bworth\b|值得|值不值")
"""Names the price, and asks for everything."""

_BROAD = frozenset(("ease_of_use", "function", "price", "quality"))
"""Aspects that a question may name and mean the product as a whole: 好用吗, 质量怎么样."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about what people think.

    Attributes:
        aspects: Ids of the aspects that it names; none: of the product as a whole.
        side: The only side that it asks for, None for both.
        is_yes_no: Whether it is answered with yes or no.
        polarity: 1 where yes is praise ("is it comfortable?"), -1 where it is blame ("is it
            noisy?"), 0 where it cannot be told.
    """

    aspects: tuple[str, ...]
    side: Sentiment | None = None
    is_yes_no: bool = False
    polarity: int = 0

    @property
    def is_broad(self) -> bool:
        """Whether what people think of the product as a whole answers it, too."""
        return set(self.aspects) <= _BROAD

    def verdict(self, positive: int, negative: int) -> Verdict:
        """The answer to a question of yes or no, from reviews that praise and that blame."""
        if not self.polarity or not is_clear(positive, negative):
            return Verdict.UNKNOWN
        praised = leading(positive, negative) is Sentiment.POSITIVE
        return Verdict.YES if praised == (self.polarity > 0) else Verdict.NO


def read_asked(question: str, names: AspectNames) -> Asked | None:
    """What a question asks of reviews; None where it is nothing that they have an opinion on."""
    text = lookup_form(clean_text(question))
    cons, pros = _CONS.search(text), _PROS.search(text)
    aspects = names.find(text)
    if not (aspects or cons or pros or _OVERALL.search(text)):
        return None
    return Asked(
        aspects=aspects if aspects != ("price",) or not _WORTH.search(text) else (),
        side=_side(bool(cons), bool(pros)),
        is_yes_no=understand_question(question).is_yes_no,
        polarity=_polarity(text, aspects),
    )


def _side(cons: bool, pros: bool) -> Sentiment | None:
    if cons == pros:
        return None
    return Sentiment.NEGATIVE if cons else Sentiment.POSITIVE


def _polarity(text: str, aspects: tuple[str, ...]) -> int:
    statement = _EITHER.sub(r"\1", re.sub(r"[?？吗呢么\s]+$", "", text))
    scores = [clause_score(statement, aspect) for aspect in aspects] or [clause_score(statement)]
    total = sum(scores)
    if not total and _OVERALL.search(text):
        return 1
    return (total > 0) - (total < 0)
