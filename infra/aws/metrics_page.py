"""Writes docs/operations/metrics.md from `METRICS`: ``python -m infra.aws.metrics_page``."""

from pathlib import Path

from shopguide.api.metrics import METRICS, NAMESPACE, SERVICE

PAGE = Path(__file__).parents[2] / "docs/operations/metrics.md"

_HEAD = f"""# Metrics, logs and traces

Each function writes one line of CloudWatch's embedded metric format an invocation; nothing is sent
over the network. All metrics of a stage are in the namespace `{NAMESPACE}/STAGE`, as a sum over all
functions and by `{SERVICE}` (the function); some also by one thing more. Steps of a request are
told by function alone, because each combination costs as much as a metric of its own: by route they
stand in the log, under `stages`, and in the `Server-Timing` header of every response.

A log line is JSON with `timestamp`, `level`, `service`, `location` and `message`, and the ids of
what was at work: `request_id`, `function_request_id`, `trace_id`, `import_id`, `message_id`. That
of an error has `code` and `fix`. No line has a query, a body, a path or a shopper's id. On one
machine `shopguide serve --log-format json` writes the same lines.

Where Lambda traces an invocation, its stages are subsegments in X-Ray.

| metric | unit | also by | what one is |
|---|---|---|---|
"""


def metrics_page() -> str:
    """The page as it ought to be."""
    rows = (
        f"| `{metric.name}` | {metric.unit} | {metric.by and f'`{metric.by}`'} | {metric.what} |\n"
        for metric in METRICS.values()
    )
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(metrics_page(), encoding="utf-8")
