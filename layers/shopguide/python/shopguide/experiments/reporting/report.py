"""The report of an experiment: what its variants did, and what that comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from shopguide.experiments.definition import Experiment, Metric
from shopguide.experiments.reporting.enrolment import Enrolment, enrolled
from shopguide.experiments.reporting.interleaving import (
    InterleavingReport,
    judge_drafts,
    read_drafts,
)
from shopguide.experiments.reporting.lake_lines import LakeLines
from shopguide.experiments.reporting.outcomes import RATIOS, Outcomes, outcomes
from shopguide.experiments.reporting.shopper_events import events_of
from shopguide.experiments.reporting.verdict import Verdict, verdict_of
from shopguide.experiments.statistics.confidence_sequence import ALPHA, Look, look_at
from shopguide.experiments.statistics.ratio import (
    Array,
    Difference,
    RatioEstimate,
    difference,
    ratio_estimate,
)
from shopguide.experiments.statistics.sample_ratio import SUSPICIOUS, sample_ratio_p_value

_EXPOSURE = b'"exposure"'


@dataclass(frozen=True, slots=True)
class Comparison:
    """A variant against the control in one metric.

    Attributes:
        difference: As it stands, with the interval of one look.
        days: Of the looks, in order.
        looks: At the end of each day.
        p_value: Always valid: the smallest of all looks.
        verdict: What the looks say.
    """

    variant: str
    metric: Metric
    difference: Difference
    days: Sequence[date]
    looks: Sequence[Look]
    p_value: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ExperimentReport:
    """What came of an experiment.

    Attributes:
        since: From when on exposures count: since shares and overrides are what they are.
        shoppers: By variant.
        estimates: By variant and metric.
        comparisons: Of each variant but the control, in each metric.
        sample_ratio_p_value: How likely the numbers of shoppers are with the shares.
        verdicts: By variant but the control, in the experiment's metric.
        robots: Shoppers left out, because no person does so much.
        moved: Shoppers left out, because they saw two variants.
        damaged: Lines and files of the lake that could not be read.
        currency: Of the revenue.
        other_currencies: Purchases left out of it.
        without_value: Purchases that did not say what was paid.
        interleaving: Of an interleaving, which has nothing of the above but `damaged`.
    """

    experiment: Experiment
    since: datetime | None
    shoppers: Mapping[str, int]
    estimates: Mapping[str, Mapping[Metric, RatioEstimate]]
    comparisons: Sequence[Comparison]
    sample_ratio_p_value: float
    verdicts: Mapping[str, Verdict]
    robots: int = 0
    moved: int = 0
    damaged: int = 0
    currency: str = ""
    other_currencies: int = 0
    without_value: int = 0
    interleaving: InterleavingReport | None = None


def experiment_report(
    lines: LakeLines, experiment: Experiment, since: datetime | None, until: datetime
) -> ExperimentReport:
    """Read the lake, twice, and judge an experiment.

    Args:
        lines: Of the lake.
        experiment: As it is defined now.
        since: From when on exposures count; None for all.
        until: When it ended, or now: what is done later says nothing about it.
    """
    if experiment.interleave:
        return _interleaving_report(lines, experiment, since)
    enrolment = enrolled(lines.having(_EXPOSURE), experiment, since)
    events = events_of(lines, enrolment, experiment.scene, until)
    robots = [shopper for shopper, each in events.items() if each.robot]
    people = {shopper: each for shopper, each in events.items() if not each.robot}
    known = outcomes(people, _days(enrolment, until.astimezone(UTC).date()))
    return _judged(experiment, since, enrolment, known, len(robots), lines.damaged)


def _judged(
    experiment: Experiment,
    since: datetime | None,
    enrolment: Enrolment,
    known: Outcomes,
    robots: int,
    damaged: int,
) -> ExperimentReport:
    members = {
        name: [n for n, who in enumerate(known.shoppers) if enrolment.variants[who] == name]
        for name in (variant.name for variant in experiment.variants)
    }
    begun = [enrolment.since[shopper].date() for shopper in known.shoppers]
    looks = [
        _look_at_day(totals, [day >= first for first in begun], members)
        for day, totals in known.totals_by_day()
    ]
    comparisons = _compared(experiment, known.days, looks)
    counts = {name: len(numbers) for name, numbers in members.items()}
    p_value = sample_ratio_p_value(
        list(counts.values()), [variant.share for variant in experiment.variants]
    )
    return ExperimentReport(
        experiment,
        since,
        counts,
        looks[-1],
        comparisons,
        p_value,
        _verdicts(experiment, counts, comparisons, p_value),
        robots,
        len(enrolment.moved),
        damaged,
        known.currency,
        known.other_currencies,
        known.without_value,
    )


_Estimates = dict[str, dict[Metric, RatioEstimate]]


def _look_at_day(
    totals: Array, is_in: Sequence[bool], members: Mapping[str, Sequence[int]]
) -> _Estimates:
    """The figures of each variant, of the shoppers who were enrolled by then."""
    found: _Estimates = {}
    for name, numbers in members.items():
        rows = totals[[number for number in numbers if is_in[number]]]
        found[name] = {
            metric: ratio_estimate(rows[:, above], rows[:, below])
            for metric, (above, below) in RATIOS.items()
        }
    return found


def _compared(
    experiment: Experiment, days: Sequence[date], looks: Sequence[_Estimates]
) -> Sequence[Comparison]:
    control = experiment.variants[0].name
    # With several variants, each is given its part of the errors (Bonferroni).
    alpha = ALPHA / (len(experiment.variants) - 1)
    return [
        _comparison(experiment, variant.name, metric, alpha, days, [
            difference(look[control][metric], look[variant.name][metric]) for look in looks
        ])
        for variant in experiment.variants[1:]
        for metric in Metric
    ]  # fmt: skip


def _comparison(
    experiment: Experiment,
    variant: str,
    metric: Metric,
    alpha: float,
    days: Sequence[date],
    found: Sequence[Difference],
) -> Comparison:
    looks = [look_at(each, alpha) for each in found]
    matters = experiment.smallest_effect * found[-1].control
    p_value = min(look.p_value for look in looks)
    verdict = verdict_of(looks, matters, alpha)
    return Comparison(variant, metric, found[-1], days, looks, p_value, verdict)


def _verdicts(
    experiment: Experiment,
    counts: Mapping[str, int],
    comparisons: Sequence[Comparison],
    sample_ratio: float,
) -> Mapping[str, Verdict]:
    control = experiment.variants[0].name
    found = {}
    for each in comparisons:
        if each.metric is experiment.metric:
            nobody = not counts[control] or not counts[each.variant]
            found[each.variant] = Verdict.NO_SHOPPERS if nobody else each.verdict
    if sample_ratio < SUSPICIOUS:
        return dict.fromkeys(found, Verdict.SHARES_OFF)
    return found


def _interleaving_report(
    lines: LakeLines, experiment: Experiment, since: datetime | None
) -> ExperimentReport:
    found = judge_drafts(lines, read_drafts(lines.having(_EXPOSURE), experiment, since), experiment)
    verdict = verdict_of([found.look], 0.0, ALPHA) if found.shoppers else Verdict.NO_SHOPPERS
    variant = experiment.variants[1].name
    return ExperimentReport(
        experiment, since, {}, {}, (), 1.0, {variant: verdict}, found.robots,
        damaged=lines.damaged, interleaving=found,
    )  # fmt: skip


def _days(enrolment: Enrolment, last: date) -> Sequence[date]:
    first = min((moment.date() for moment in enrolment.since.values()), default=last)
    return [first + timedelta(days=n) for n in range(max(0, (last - first).days) + 1)]
