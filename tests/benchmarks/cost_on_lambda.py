"""What searches, recommendations and answers cost on Lambda, beside servers that always run.

    python -m tests.benchmarks.lambda_cold_start --out build/lambda.json
    python -m tests.benchmarks.cost_on_lambda build/lambda.json

Seconds are those that `lambda_cold_start` measured, prices those of infra/aws/prices-2026-11.json.
Not in it, because both ways need it alike: Qdrant, the bucket, the network out of AWS.
"""

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from infra.aws.prices import Prices, read_prices
from tests.benchmarks.on_lambda.figures import Figures

HOURS = 730
"""Of a month."""

CHOSEN = {
    "search": 1769,
    "recommendations": 1769,
    "answer, extracted": 1769,
    "answer, generated": 3008,
}
"""Megabytes of the function that answers each kind."""

_MIX = {"search": 0.7, "recommendations": 0.25, "answer, extracted": 0.05}
_VOLUMES = (10_000, 1_000_000, 100_000_000)


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is not measured here.

    Attributes:
        cold_share: Of the requests, those that start a container.
        table_reads: Units read from the table by a request.
        log_kb: Written to the log by a request.
        peak: The busiest hour beside the average one.
        busy: How much of a server's core may be at work in that hour.
        server_gb: Memory of a server of one core.
        least_servers: So that one may fail.
    """

    cold_share: float = 0.01
    table_reads: float = 4
    log_kb: float = 0.7
    peak: float = 4
    busy: float = 0.6
    server_gb: float = 4
    least_servers: int = 2


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("figures", type=Path, help="of lambda_cold_start --out")
    parser.add_argument("--cold-share", type=float, default=Assumed().cold_share)
    arguments = parser.parse_args()
    assumed, prices = Assumed(cold_share=arguments.cold_share), read_prices()
    rows = [Figures(**row) for row in json.loads(arguments.figures.read_text())]
    measured = {(row.case, row.memory_mb): row for row in rows if not row.died}
    chosen = {case: measured[case, size] for case, size in CHOSEN.items()}

    print(f"US dollars for 1,000 requests, {assumed.cold_share:.0%} of them cold")
    for case, figures in chosen.items():
        parts = request_cost(figures, assumed, prices)
        cells = "  ".join(f"{name} {1000 * value:.4f}" for name, value in parts.items())
        together = 1000 * sum(parts.values())
        print(f"  {case:<18} {figures.memory_mb:>5} MB  {together:.4f}   ({cells})")
    print("US dollars a month: 70% searches, 25% recommendations, 5% answers by extraction")
    print(f"  {'requests':>12} {'on Lambda':>12} {'always on':>12}  servers of one core")
    for volume in _VOLUMES:
        asked = {case: volume * share for case, share in _MIX.items()}
        on_lambda = sum(
            count * sum(request_cost(chosen[case], assumed, prices).values())
            for case, count in asked.items()
        )
        servers, money = always_on(asked, chosen, assumed, prices)
        print(f"  {volume:>12,} {on_lambda:>12,.2f} {money:>12,.2f}  {servers}")


def request_cost(figures: Figures, assumed: Assumed, prices: Prices) -> dict[str, float]:
    """US dollars of one request: its share of a cold start is billed, initialisation included."""
    milliseconds = (
        1 - assumed.cold_share
    ) * figures.warm_p50 + assumed.cold_share * figures.cold_median
    gb_seconds = milliseconds / 1000 * figures.memory_mb / 1024
    return {
        "compute": gb_seconds * prices.lambda_gb_second,
        "requests": prices.lambda_request + prices.http_api_request,
        "table": assumed.table_reads * prices.dynamodb_read_unit,
        "logs": assumed.log_kb / 1e6 * prices.log_gb,
    }


def always_on(
    asked: Mapping[str, float],
    chosen: Mapping[str, Figures],
    assumed: Assumed,
    prices: Prices,
) -> tuple[int, float]:
    """Servers of one core on Fargate behind a load balancer, and their US dollars a month."""
    core_seconds = sum(count * chosen[case].warm_p50 / 1000 for case, count in asked.items())
    at_peak = core_seconds / (HOURS * 3600) * assumed.peak / assumed.busy
    servers = max(assumed.least_servers, ceil(at_peak))
    an_hour = prices.fargate_core_hour + assumed.server_gb * prices.fargate_gb_hour
    balancer = prices.load_balancer_hour + prices.load_balancer_unit_hour
    requests = sum(asked.values())
    used = assumed.table_reads * prices.dynamodb_read_unit + assumed.log_kb / 1e6 * prices.log_gb
    return servers, HOURS * (servers * an_hour + balancer) + requests * used


if __name__ == "__main__":
    main()
