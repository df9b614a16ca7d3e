"""The public list prices that calculations of costs are made with, from one dated file."""

import json
from dataclasses import dataclass, fields
from pathlib import Path

PRICE_LIST = Path(__file__).parent / "prices-2026-11.json"


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars in one region, on demand; `node_hour` is of a node for Qdrant: 8 cores, 64 GB,
    474 GB of local NVMe (r6id.2xlarge).
    """

    lambda_gb_second: float
    lambda_gb_second_arm64: float
    lambda_request: float
    http_api_request: float
    sqs_request: float
    s3_put: float
    s3_get: float
    s3_gb_month: float
    dynamodb_write_unit: float
    dynamodb_read_unit: float
    log_gb: float
    fargate_core_hour: float
    fargate_gb_hour: float
    load_balancer_hour: float
    load_balancer_unit_hour: float
    node_hour: float


def read_prices(path: Path = PRICE_LIST) -> Prices:
    """The prices in a file.

    Raises:
        KeyError: one is missing.
    """
    document = json.loads(path.read_text(encoding="utf-8"))
    return Prices(**{field.name: float(document[field.name]) for field in fields(Prices)})
