"""What is measured while the shop is served, and how CloudWatch is told (embedded metric format).

`METRICS` is the only list of names. Alarms, the dashboard and docs/operations/metrics.md are made
from it or checked against it, so that none of them waits for a number that nobody sends.

Each metric is told by function (`service`) and as a sum over all functions. Those of `by` are told
by one thing more; every combination costs as much as a metric of its own, and so the stages are
told by function alone, and by request in the log.
"""

import json
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from shopguide.domain.stages import Course

NAMESPACE: Final = "ShopGuide"
SERVICE: Final = "service"

COUNT: Final = "Count"
MILLISECONDS: Final = "Milliseconds"

_MOST_VALUES: Final = 100
"""Of one metric in one document: CloudWatch reads no more."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One measured thing.

    Attributes:
        name: Its name in CloudWatch.
        unit: `COUNT` or `MILLISECONDS`.
        what: What one of it is, as docs say it.
        by: The dimension beside the function; empty for none.
        happening: What capabilities tell `happened` of when it is to be counted.
    """

    name: str
    unit: str
    what: str
    by: str = ""
    happening: str = ""


STAGES: Final[Mapping[str, str]] = {
    "read_query": "a query is read: language, constraints, spelling",
    "encode": "a text is made a vector",
    "candidates": "the index is asked for candidates",
    "rerank": "the head of a ranking is judged again",
    "blend": "candidates of all signals are gathered on one scale",
    "page": "a page is chosen from them and put in order",
    "evidence": "passages are found and ranked",
    "compose": "an answer is put into words",
    "verify": "each sentence is held against its evidence",
    "embed": "a batch of rows is made vectors",
    "store": "a batch of rows is written to the index",
}
"""Every name that `stage` is given, and what happens in it."""


def stage_metric(stage: str) -> str:
    """The metric of a stage: `rerank` is told as `RerankTime`."""
    return "".join(word.title() for word in stage.split("_")) + "Time"


_TOLD: Final = (
    Metric("RequestTime", MILLISECONDS, "An HTTP request, to the end of its answer.", by="route"),
    Metric("ClientErrors", COUNT, "Requests answered with a 4xx."),
    Metric("ServerErrors", COUNT, "Requests answered with a 5xx."),
    Metric("InvocationTime", MILLISECONDS, "One invocation of a function."),
    Metric("ColdStarts", COUNT, "First invocations of a process."),
    Metric("ModelsLoaded", COUNT, "Processes that loaded a version of a model.", by="model"),
    Metric("EmptyResults", COUNT, "Searches without a hit.", happening="empty_result"),
    Metric("Abstentions", COUNT, "Questions that were not answered.", happening="abstained"),
    Metric("Degraded", COUNT, "Answers made without a part.", happening="degraded"),
    Metric("BreakerOpened", COUNT, "Times Qdrant was given up on.", happening="breaker_open"),
    Metric("BreakerProbes", COUNT, "Times it was tried again.", happening="breaker_half_open"),
    Metric("BreakerClosed", COUNT, "Times it answered again.", happening="breaker_closed"),
    Metric("IndexKeyRefused", COUNT, "Calls that Qdrant refused.", happening="index_key_refused"),
    Metric("IndexFailures", COUNT, "Work that failed because the index did not answer."),
    Metric("BundleFailures", COUNT, "Work that failed because of a model bundle."),
    Metric("SettingFailures", COUNT, "Work that failed because of a setting or a secret."),
    Metric("DependencyFailures", COUNT, "Work that failed because another service did."),
    Metric("OtherFailures", COUNT, "Work that failed for any other reason of ours."),
    Metric("UploadEvents", COUNT, "Invocations of the import."),
    Metric("BatchesDelivered", COUNT, "Batches of rows that were delivered."),
    Metric("ImportsWaiting", COUNT, "Imports that wait for another one."),
    Metric("ImportsReading", COUNT, "Imports that were left in the midst of their file."),
    Metric("ImportsIndexing", COUNT, "Imports whose batches were queued."),
    Metric("ImportsPublished", COUNT, "Imports that went live."),
    Metric("ImportsUnchanged", COUNT, "Uploads of rules, synonyms or canaries that changed none."),
    Metric("ImportsRefused", COUNT, "Uploads of rules, synonyms or canaries with errors."),
    Metric("ImportsChecked", COUNT, "Dry runs that ended."),
    Metric("ImportsHeld", COUNT, "Imports that wait for a person."),
    Metric("ImportsFailed", COUNT, "Imports that were given up on."),
    Metric("ImportsSuperseded", COUNT, "Imports that a newer upload took the place of."),
    Metric("LexiconBuildsFailed", COUNT, "Times the catalogue's words were not counted."),
    Metric("SignalsPublished", COUNT, "Versions of the signals that went live."),
    Metric("SignalsUnchanged", COUNT, "Versions of the signals that did not."),
    Metric("SignalsFailed", COUNT, "Publications of signals that failed."),
    Metric("LakeLines", COUNT, "Lines that were written to the lake."),
    Metric("AccessKeysRotated", COUNT, "Times the keys of sessions were rotated."),
    Metric("ErasuresCompleted", COUNT, "Shoppers who are forgotten everywhere."),
    *(Metric(stage_metric(name), MILLISECONDS, f"Stage `{name}`: {what}.")
      for name, what in STAGES.items()),
)  # fmt: skip

METRICS: Final[Mapping[str, Metric]] = {metric.name: metric for metric in _TOLD}
"""Every metric by its name."""

HAPPENINGS: Final[Mapping[str, str]] = {
    each.happening: each.name for each in _TOLD if each.happening
}
"""The metric that counts what `happened` is told of."""


@dataclass(slots=True)
class Measurements:
    """What one invocation has measured, until it is told.

    Args:
        service: Name of the function.
        namespace: Of the metrics; each stage of a shop has its own.
    """

    service: str
    namespace: str = NAMESPACE
    _values: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float = 1, *, of: str = "") -> None:
        """Add a value of a metric, `of` one route or model where it is told by that.

        Raises:
            KeyError: `METRICS` has no such metric.
        """
        values = self._values.setdefault((METRICS[name].name, of), [])
        if METRICS[name].unit == COUNT and values:
            values[0] += value
        elif len(values) < _MOST_VALUES:
            values.append(value)

    def add_course(self, course: Course) -> None:
        """Add the stages and occurrences of a course, as far as they have a metric."""
        for stage, milliseconds in course.totals().items():
            if stage in STAGES:
                self.add(stage_metric(stage), milliseconds)
        for what, times in course.occurrences.items():
            if what in HAPPENINGS:
                self.add(HAPPENINGS[what], times)

    def documents(self) -> list[dict[str, Any]]:
        """The documents to write, one for each value of a dimension that was met."""
        found = []
        for of in dict.fromkeys(of for _, of in self._values):
            values = {name: value for (name, its), value in self._values.items() if its == of}
            found.append(self._document(values, of))
        return found

    def flush(self) -> None:
        """Write everything to standard output, which CloudWatch reads, and forget it."""
        for document in self.documents():
            sys.stdout.write(json.dumps(document) + "\n")
        sys.stdout.flush()
        self._values.clear()

    def _document(self, values: Mapping[str, list[float]], of: str) -> dict[str, Any]:
        metrics = [METRICS[name] for name in values]
        dimensions = dict.fromkeys(metric.by for metric in metrics)
        return {
            "_aws": {
                "Timestamp": int(time.time() * 1000),
                "CloudWatchMetrics": [
                    {
                        "Namespace": self.namespace,
                        "Dimensions": dimension_sets(by),
                        "Metrics": _named(each for each in metrics if each.by == by),
                    }
                    for by in dimensions
                ],
            },
            SERVICE: self.service,
            **{by: of for by in dimensions if by},
            **{name: value[0] if len(value) == 1 else value for name, value in values.items()},
        }


def dimension_sets(by: str) -> list[list[str]]:
    """What a metric is told by: all functions together, each, and each with `by`."""
    return [[], [SERVICE], *([[SERVICE, by]] if by else [])]


def _named(metrics: Iterable[Metric]) -> list[dict[str, str]]:
    return [{"Name": metric.name, "Unit": metric.unit} for metric in metrics]
