"""Which alarms of the template ring on what functions have written: CloudWatch, as far as needed.

A test double: it knows one period, and of metric mathematics IF, FILL, OR and arithmetic.
"""

import json
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

Key = tuple[str, str, tuple[str, ...]]
Samples = dict[Key, list[float]]
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
}


def samples_in(written: str) -> Samples:
    """What CloudWatch takes out of standard output: values by namespace, name and dimensions."""
    found: Samples = {}
    for line in map(json.loads, written.splitlines()):
        for told in line.get("_aws", {}).get("CloudWatchMetrics", ()):
            for dimensions in told["Dimensions"]:
                by = tuple(f"{name}={line[name]}" for name in dimensions)
                for metric in told["Metrics"]:
                    value = line[metric["Name"]]
                    values = value if isinstance(value, list) else [value]
                    key = (told["Namespace"], metric["Name"], by)
                    found.setdefault(key, []).extend(map(float, values))
    return found


def ringing(alarms: Mapping[str, Mapping[str, Any]], samples: Samples) -> set[str]:
    """Names of the alarms that ring."""
    return {name for name, alarm in alarms.items() if _rings(alarm, samples)}


def _rings(alarm: Mapping[str, Any], samples: Samples) -> bool:
    if "MetricName" in alarm:
        statistic = alarm.get("Statistic") or alarm["ExtendedStatistic"]
        value = _value(alarm, statistic, samples)
    else:
        value = _computed(alarm["Metrics"], samples)
    compare = _COMPARE[alarm["ComparisonOperator"]]
    return bool(not np.isnan(value) and compare(value, alarm["Threshold"]))


def _computed(metrics: Iterable[Mapping[str, Any]], samples: Samples) -> np.float64:
    names: dict[str, Any] = {
        "IF": np.where,
        "FILL": lambda it, other: other if np.isnan(it) else it,
    }
    expression = ""
    for one in metrics:
        if "Expression" in one:
            expression = " ".join(one["Expression"].split()).replace(" OR ", " or ")
        else:
            stat = one["MetricStat"]
            names[one["Id"]] = _value(stat["Metric"], stat["Stat"], samples)
    with np.errstate(all="ignore"):
        return np.float64(eval(expression, {"__builtins__": {}}, names))


def _namespace(named: str | Mapping[str, str]) -> str:
    """A stage's own namespace, without the stage: so it is where no stack names one."""
    return named if isinstance(named, str) else named["Fn::Sub"].removesuffix("/${Stage}")


def _filled(value: float, other: float) -> float:
    return other if np.isnan(value) else value


def _value(metric: Mapping[str, Any], statistic: str, samples: Samples) -> np.float64:
    dimensions = metric.get("Dimensions", ())
    by = tuple(f"{one['Name']}={_named(one['Value'])}" for one in dimensions)
    values = samples.get((_namespace(metric["Namespace"]), metric["MetricName"], by))
    if not values:
        return np.float64(np.nan)
    match statistic:
        case "Sum":
            return np.float64(sum(values))
        case "Maximum":
            return np.float64(max(values))
        case "SampleCount":
            return np.float64(len(values))
        case _:
            return np.float64(np.percentile(values, float(statistic.removeprefix("p"))))


def _named(value: Any) -> str:
    return str(value["Ref"]) if isinstance(value, dict) else str(value)
