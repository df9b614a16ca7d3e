"""Reports as JSON objects; what is not known is null."""

import math
from dataclasses import asdict, fields
from typing import cast

from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.experiments.definition import experiment_to_json
from shopguide.experiments.reporting.exposure import ExposureReport
from shopguide.experiments.reporting.interleaving import InterleavingReport
from shopguide.experiments.reporting.report import Comparison, ExperimentReport
from shopguide.experiments.reporting.verdict import sentence
from shopguide.experiments.statistics.ratio import Interval, RatioEstimate
from shopguide.experiments.statistics.sample_ratio import SUSPICIOUS


def report_document(report: ExperimentReport) -> JsonObject:
    """The report of an experiment; docs/experiments.md explains its members."""
    experiment = report.experiment
    return {
        "experiment": experiment_to_json(experiment),
        "since": report.since.isoformat() if report.since else None,
        "verdicts": [
            {
                "variant": variant,
                "verdict": verdict.value,
                "text": {
                    language: sentence(verdict, experiment, variant, language)
                    for language in ("en", "zh")
                },
            }
            for variant, verdict in report.verdicts.items()
        ],
        "variants": [
            {
                "name": name,
                "shoppers": report.shoppers[name],
                "metrics": {metric.value: _estimate(each) for metric, each in found.items()},
            }
            for name, found in report.estimates.items()
        ],
        "comparisons": [_comparison(each) for each in report.comparisons],
        "sample_ratio": {
            "p_value": report.sample_ratio_p_value,
            "suspicious": report.sample_ratio_p_value < SUSPICIOUS,
        },
        "interleaving": None if report.interleaving is None else _preference(report.interleaving),
        "currency": report.currency or None,
        "left_out": {
            "robots": report.robots,
            "moved": report.moved,
            "damaged": report.damaged,
            "purchases_in_other_currencies": report.other_currencies,
            "purchases_without_value": report.without_value,
        },
    }


def exposure_document(report: ExposureReport, days: int) -> JsonObject:
    """The report on what a shop shows; `days` are those that it is of."""
    groups = {"brands": report.brands, "sellers": report.sellers}
    told = {
        member.name: getattr(report, member.name)
        for member in fields(report)
        if member.name not in (*groups, "shown")
    }
    named = {name: [asdict(each) for each in found] for name, found in groups.items()}
    return cast("JsonObject", {"days": days, **told, **named})


def _estimate(found: RatioEstimate) -> JsonObject:
    return {**_interval(found.interval), "active_shoppers": found.active}


def _comparison(found: Comparison) -> JsonObject:
    return {
        "variant": found.variant,
        "metric": found.metric.value,
        "difference": _interval(found.difference.interval),
        "relative": found.difference.relative,
        "always_valid": {**_interval(found.looks[-1].interval), "p_value": found.p_value},
        "verdict": found.verdict.value,
        "looks": [
            {"day": day.isoformat(), **_interval(look.interval), "p_value": look.p_value}
            for day, look in zip(found.days, found.looks, strict=True)
        ],
    }


def _preference(found: InterleavingReport) -> JsonObject:
    judged = found.preference
    return {
        "rankings": found.rankings,
        "shoppers": found.shoppers,
        "share_over_half": _interval(judged.interval),
        "control_wins": judged.control_wins,
        "variant_wins": judged.variant_wins,
        "ties": judged.ties,
        "sign_test_p_value": judged.p_value,
        "always_valid": {**_interval(found.look.interval), "p_value": found.look.p_value},
    }


def _interval(found: Interval) -> dict[str, JsonValue]:
    return {"value": found.value, "low": _known(found.low), "high": _known(found.high)}


def _known(number: float) -> float | None:
    return number if math.isfinite(number) else None
