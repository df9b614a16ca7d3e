"""What a report comes to, in one word and in a sentence, in Chinese and English."""

from collections.abc import Sequence
from enum import StrEnum

from shopguide.experiments.definition import Experiment
from shopguide.experiments.statistics.confidence_sequence import Look


class Verdict(StrEnum):
    """What to make of a variant.

    Attributes:
        SHARES_OFF: The variants' shoppers do not have their shares: something is broken, and no
            other figure says anything.
        NO_SHOPPERS: A variant was given to nobody.
        KEEP_WAITING: Too little is known; looking again later costs nothing.
        BETTER: The variant is better than the control.
        WORSE: The variant is worse.
        NO_DIFFERENCE: If there is a difference, it is smaller than what would matter.
    """

    SHARES_OFF = "shares_off"
    NO_SHOPPERS = "no_shoppers"
    KEEP_WAITING = "keep_waiting"
    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no_difference"


def verdict_of(looks: Sequence[Look], matters: float, alpha: float) -> Verdict:
    """What all looks so far say of a variant.

    Args:
        looks: In order.
        matters: Difference of the metric that would matter; 0 where that is not known.
        alpha: How often a variant that is as good may be called better or worse.
    """
    if not looks:
        return Verdict.KEEP_WAITING
    surest = min(looks, key=lambda look: look.p_value)
    if surest.p_value <= alpha:
        return Verdict.BETTER if surest.interval.value > 0 else Verdict.WORSE
    last = looks[-1].interval
    if matters > 0 and -matters < last.low and last.high < matters:
        return Verdict.NO_DIFFERENCE
    return Verdict.KEEP_WAITING


def sentence(verdict: Verdict, experiment: Experiment, variant: str, language: str = "en") -> str:
    """A verdict in a sentence; `language` is ``en`` or ``zh``."""
    wording = _SENTENCES[verdict]["zh" if language == "zh" else "en"]
    return wording.format(
        variant=variant,
        control=experiment.variants[0].name,
        metric=_METRICS[experiment.metric.value]["zh" if language == "zh" else "en"],
        effect=f"{100 * experiment.smallest_effect:g}%",
    )


_METRICS = {
    "click_rate": {"en": "click rate", "zh": "点击率"},
    "conversion_rate": {"en": "conversion rate", "zh": "转化率"},
    "revenue_per_session": {"en": "revenue per session", "zh": "每次访问收入"},
}

_SENTENCES = {
    Verdict.SHARES_OFF: {
        "en": "Do not read this report: the variants did not get their shares of the shoppers, so"
        " something that assigns, shows or counts them is broken.",
        "zh": "请勿采信本报告：各方案分到的顾客比例与设定不符，分流、展示或统计环节有误。",
    },
    Verdict.NO_SHOPPERS: {
        "en": "Nothing can be said yet: no shopper was given {variant} or {control}.",
        "zh": "尚无结论：方案 {variant} 或 {control} 还没有顾客。",
    },
    Verdict.KEEP_WAITING: {
        "en": "Keep waiting: it is not known yet whether {variant} differs from {control} in"
        " {metric}.",
        "zh": "请继续等待：还不能判断 {variant} 与 {control} 的{metric}是否不同。",
    },
    Verdict.BETTER: {
        "en": "{variant} is better than {control}: its {metric} is higher.",
        "zh": "{variant} 优于 {control}：{metric}更高。",
    },
    Verdict.WORSE: {
        "en": "{variant} is worse than {control}: its {metric} is lower.",
        "zh": "{variant} 不如 {control}：{metric}更低。",
    },
    Verdict.NO_DIFFERENCE: {
        "en": "No difference of that size: the {metric} of {variant} is within {effect} of that of"
        " {control}.",
        "zh": "没有这么大的差别：{variant} 与 {control} 的{metric}相差不到 {effect}。",
    },
}
