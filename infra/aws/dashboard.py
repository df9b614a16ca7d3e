"""Writes the dashboard into the stack of alarms: ``python -m infra.aws.dashboard``.

Its graphs are made of `METRICS`, so that none shows a figure that nobody sends, and a new metric
that belongs to a row is there without anyone drawing it. A repo test holds the stack to this.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shopguide.api.metrics import METRICS, MILLISECONDS, NAMESPACE, SERVICE, STAGES, stage_metric

STACK = Path(__file__).parent / "stacks/observability.yaml"
BEGIN = "  # What follows is written by `python -m infra.aws.dashboard`.\n"
STAGED = f"{NAMESPACE}/${{Stage}}"
"""The namespace of one stage, as the stack fills it in."""
SERVICES = ("shop_api", "assistant_api")
WIDTH, HEIGHT = 12, 6

ROWS: Sequence[tuple[str, Sequence[str]]] = (
    ("What shoppers wait for, ms", ("RequestTime",)),
    ("Stages, ms, p95", tuple(map(stage_metric, STAGES))),
    ("Refused and failed requests", ("ClientErrors", "ServerErrors")),
    (
        "Failures by what has to be mended",
        (
            "IndexFailures",
            "IndexKeyRefused",
            "BundleFailures",
            "SettingFailures",
            "DependencyFailures",
            "OtherFailures",
        ),
    ),
    ("Without a result, or without a part", ("EmptyResults", "Abstentions", "Degraded")),
    ("Circuit breaker of Qdrant", ("BreakerOpened", "BreakerProbes", "BreakerClosed")),
    ("Imports", tuple(name for name in METRICS if name.startswith("Imports"))),
    ("Signals and lake", ("SignalsPublished", "SignalsFailed", "LakeLines", "ErasuresCompleted")),
    ("Cold starts", ("ColdStarts",)),
)


def dashboard() -> dict[str, Any]:
    """The body of the dashboard, as CloudWatch reads it."""
    graphs = [_graph(title, names) for title, names in ROWS]
    graphs += [_by("Requests by route, ms, p95", "RequestTime"), _by("Models", "ModelsLoaded")]
    return {
        "widgets": [
            {
                "type": "metric",
                "x": number % 2 * WIDTH,
                "y": number // 2 * HEIGHT,
                "width": WIDTH,
                "height": HEIGHT,
                "properties": {"view": "timeSeries", "period": 300, "region": "${AWS::Region}"}
                | graph,
            }
            for number, graph in enumerate(graphs)
        ]
    }


def stack_with_dashboard(text: str) -> str:
    """The stack `text` with its last resource, the dashboard, as it ought to be."""
    kept, _, _ = text.partition(BEGIN)
    widgets = ",\n".join(json.dumps(widget) for widget in dashboard()["widgets"])
    body = f'{{"widgets": [\n{widgets}\n]}}'
    indented = "".join(f"        {line}\n" for line in body.splitlines())
    return (
        f"{kept.rstrip()}\n\n{BEGIN}  Dashboard:\n    Type: AWS::CloudWatch::Dashboard\n"
        f"    Properties:\n      DashboardBody: !Sub |\n{indented}"
    )


def _graph(title: str, names: Sequence[str]) -> dict[str, Any]:
    """One line a metric; of a time that is alone p50, p95 and p99, of each API."""
    if len(names) == 1 and METRICS[names[0]].unit == MILLISECONDS:
        lines = [
            [STAGED, names[0], SERVICE, service, {"stat": stat, "label": f"{service} {stat}"}]
            for service in SERVICES
            for stat in ("p50", "p95", "p99")
        ]
    else:
        lines = [[STAGED, name, {"stat": _stat_of(name)}] for name in names]
    return {"title": title, "metrics": lines}


def _by(title: str, name: str) -> dict[str, Any]:
    """One line for each value that CloudWatch has met of what the metric is told by."""
    metric = METRICS[name]
    found = f'{{{STAGED},{SERVICE},{metric.by}}} MetricName="{name}"'
    expression = f"SEARCH('{found}', '{_stat_of(name)}', 300)"
    return {"title": title, "metrics": [[{"expression": expression, "id": "found"}]]}


def _stat_of(name: str) -> str:
    return "p95" if METRICS[name].unit == MILLISECONDS else "Sum"


def main() -> None:
    """Write it."""
    text = STACK.read_text(encoding="utf-8")
    STACK.write_text(stack_with_dashboard(text), encoding="utf-8")


if __name__ == "__main__":
    main()
