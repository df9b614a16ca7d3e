"""What reviews say, counted, in sentences of both languages."""

from collections.abc import Sequence
from typing import Protocol

from shopguide.domain.insight import AspectInsight, Quote, Sentiment
from shopguide.text.listing import listed


class Wording(Protocol):
    """Sentences about reviews in one language; all counts are of reviews."""

    def counts(self, insight: AspectInsight) -> str:
        """How many of those that speak of an aspect praise it, and how many blame it."""

    def overall(self, reviews: int, positive: int, negative: int, mean: float | None) -> str:
        """How many like the product as a whole, and the mean of their stars."""

    def most(self, insights: Sequence[AspectInsight], sentiment: Sentiment) -> str:
        """The aspects that are clearly praised, or clearly blamed."""

    def nothing_clear(self, reviews: int, sentiment: Sentiment) -> str:
        """That no aspect is clearly praised, or clearly blamed."""

    def quote(self, quote: Quote) -> str:
        """A sentence of a review between quotation marks, with its date."""


class _English:
    def counts(self, insight: AspectInsight) -> str:
        every, name = insight.reviews, insight.shown
        of = "The one review that speaks" if every == 1 else f"{{}} of {every} reviews that speak"
        sides = [(insight.positive, "praise", "it"), (insight.negative, "complain about", "it")]
        if insight.sentiment is Sentiment.NEGATIVE:
            sides.reverse()
        if every == 1:
            return f"{of} of the {name} {_of_one(insight)}."
        (lead, verb, it), (other, other_verb, _) = sides
        first = f"{of.format(lead)} of the {name} {_verb(verb, lead)} {it}"
        if not other:
            return f"{first}."
        return f"{first}, and {other} {_verb(other_verb, other)} {it}."

    def overall(self, reviews: int, positive: int, negative: int, mean: float | None) -> str:
        if reviews == 1:
            side = "is positive" if positive else "is negative" if negative else "is mixed"
            first = f"The one review of it {side}"
        else:
            are = "is" if positive == 1 else "are"
            first = (
                f"{positive} of {reviews} reviews {are} positive and {negative or 'none'} negative"
            )
        return f"{first}." if mean is None else f"{first}; the mean rating is {mean:.1f} of 5."

    def most(self, insights: Sequence[AspectInsight], sentiment: Sentiment) -> str:
        named = [f"{each.shown} ({_lead(each)} of {each.reviews})" for each in insights]
        verb = "praise" if sentiment is Sentiment.POSITIVE else "complain about"
        return f"Reviews {verb} {listed(named, 'en')}."

    def nothing_clear(self, reviews: int, sentiment: Sentiment) -> str:
        verb = "praised" if sentiment is Sentiment.POSITIVE else "complained about"
        noun = "review" if reviews == 1 else "reviews"
        return f"Nothing is clearly {verb} in {reviews} {noun}."

    def quote(self, quote: Quote) -> str:
        return f"“{quote.text}”" + (f" ({quote.date})" if quote.date else "")


class _Chinese:
    def counts(self, insight: AspectInsight) -> str:
        praise, blame = f"{insight.positive}条称赞", f"{insight.negative}条批评"
        sides = [(insight.positive, praise), (insight.negative, blame)]
        if insight.sentiment is Sentiment.NEGATIVE:
            sides.reverse()
        told = "，".join(text for count, text in sides if count) or "没有明确的褒贬"
        return f"{insight.reviews}条评价提到{insight.shown}，其中{told}。"

    def overall(self, reviews: int, positive: int, negative: int, mean: float | None) -> str:
        bad = f"{negative}条差评" if negative else "没有差评"
        first = f"{reviews}条评价中，{positive}条好评，{bad}"
        return f"{first}。" if mean is None else f"{first}，平均评分{mean:.1f}（满分5分）。"

    def most(self, insights: Sequence[AspectInsight], sentiment: Sentiment) -> str:
        named = [f"{each.shown}（{_lead(each)}/{each.reviews}条）" for each in insights]
        verb = "称赞" if sentiment is Sentiment.POSITIVE else "批评"
        return f"评价{verb}较多的是：{listed(named, 'zh')}。"

    def nothing_clear(self, reviews: int, sentiment: Sentiment) -> str:
        what = "称赞" if sentiment is Sentiment.POSITIVE else "批评"
        return f"{reviews}条评价中没有明显集中的{what}。"

    def quote(self, quote: Quote) -> str:
        return f"“{quote.text}”" + (f"（{quote.date}）" if quote.date else "")


def wording_of(language: str) -> Wording:
    """The wording of ``zh``, and of every other language in English."""
    return _Chinese() if language == "zh" else _English()


def _lead(insight: AspectInsight) -> int:
    return max(insight.positive, insight.negative)


def _verb(verb: str, count: int) -> str:
    if count != 1:
        return verb
    first, _, rest = verb.partition(" ")
    return f"{first}s {rest}".strip()


def _of_one(insight: AspectInsight) -> str:
    if insight.positive:
        return "praises it"
    return "complains about it" if insight.negative else "neither praises it nor complains"
