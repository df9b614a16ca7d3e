"""What a very large import costs and takes on AWS, calculated from measured parts.

    python -m tests.benchmarks.scale_on_paper [--rows 100000000] [--batch-rows 4096]

Nothing here was run at this size. Seconds come from this repository's benchmarks on 2 cores, prices
from public lists; they are written down in `Measured` and infra/aws/prices-2026-11.json, to be
changed to your own.
docs/scale.md has what it prints and what it means.
"""

import argparse
from dataclasses import dataclass, fields
from math import ceil

from infra.aws.prices import read_prices

MILLION = 1_000_000
GIB = 2**30


@dataclass(frozen=True, slots=True)
class Measured:
    """By tests/benchmarks/import_speed.py and import_memory.py; texts of 73 tokens."""

    encode_core_seconds: float = 2.35 / 256
    """Of one row."""
    other_core_seconds: float = 0.20 / 256
    """Of one row: fields, terms, request."""
    read_rows_a_second: float = 8_200
    """Read, validated, compared and split for the first time, on one core."""
    unchanged_rows_a_second: float = 100_000
    """Live rows that a file of changes passes over."""
    batch_bytes_a_row: int = 700
    manifest_bytes_a_row: int = 154
    terms_a_row: int = 45
    stored_bytes_a_row: int = 1_600
    """Fields of a document as JSON, before the engine compresses them."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is imported, and with which settings."""

    rows: int = 100 * MILLION
    batch_rows: int = 4096
    concurrency: int = 100
    index_gb: float = 3008 / 1024
    cores_of_a_function: float = 3008 / 1769
    dimension: int = 384
    replicas: int = 2
    node_ram_gb: int = 64
    node_disk_gb: int = 474


MEASURED, PRICES = Measured(), read_prices()


def main() -> None:
    """Print the calculation."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    defaults = Shape()
    for one in fields(Shape):
        name = f"--{one.name.replace('_', '-')}"
        value = getattr(defaults, one.name)
        parser.add_argument(name, type=type(value), default=value)
    shape = Shape(**vars(parser.parse_args()))
    for title, lines in (
        ("Reading, in a container of 1 core and 4 GB", reading(shape)),
        ("Indexing, on Lambda", indexing(shape)),
        ("A Qdrant cluster", cluster(shape)),
    ):
        print(title)
        for name, value in lines.items():
            print(f"  {name:<58}{value:>18}")


def reading(shape: Shape) -> dict[str, str]:
    """The import function's part: one stream, which no further cores make faster."""
    hours = shape.rows / MEASURED.read_rows_a_second / 3600
    money = hours * (PRICES.fargate_core_hour + 4 * PRICES.fargate_gb_hour)
    delta = shape.rows / MEASURED.unchanged_rows_a_second
    manifest = shape.rows * MEASURED.manifest_bytes_a_row / 1e9
    return {
        "hours": f"{hours:,.1f}",
        "$": f"{money:,.2f}",
        "rows that a Lambda function reads in 900 s": f"{900 * MEASURED.read_rows_a_second:,.0f}",
        "s for a small file of changes over all live rows": f"{delta:,.0f}",
        "manifest GB": f"{manifest:,.1f}",
        "manifest $ a month": f"{manifest * PRICES.s3_gb_month:,.2f}",
    }


def indexing(shape: Shape) -> dict[str, str]:
    """The batches: functions, messages, objects, and the record of which are done."""
    batches = ceil(shape.rows / shape.batch_rows)
    core_seconds = MEASURED.encode_core_seconds + MEASURED.other_core_seconds
    seconds = shape.batch_rows * core_seconds / shape.cores_of_a_function
    gb_seconds = batches * seconds * shape.index_gb
    # Each batch that ends is added to a set in one item; a write costs a unit a KB of it.
    item_kb = batches * (len(str(batches)) + 1) / 1024
    units = batches * max(1.0, item_kb / 2)
    per_second = shape.concurrency / seconds
    money = {
        "Lambda": gb_seconds * PRICES.lambda_gb_second + batches * PRICES.lambda_request,
        "SQS": batches * 3 * PRICES.sqs_request,
        "S3": batches * (PRICES.s3_put + PRICES.s3_get),
        "DynamoDB": units * PRICES.dynamodb_write_unit + units * PRICES.dynamodb_read_unit / 2,
    }
    return {
        "batches": f"{batches:,}",
        "s a batch": f"{seconds:,.1f}",
        "GB-s": f"{gb_seconds:,.0f}",
        f"hours with {shape.concurrency} at a time": (
            f"{batches * seconds / shape.concurrency / 3600:,.1f}"
        ),
        "progress item KB at the end (DynamoDB's limit: 400)": f"{item_kb:,.0f}",
        "write units/s at the end (a partition's limit: 1,000)": f"{per_second * item_kb:,.0f}",
        **{f"{name} $": f"{value:,.2f}" for name, value in money.items()},
        "together $": f"{sum(money.values()):,.2f}",
    }


def cluster(shape: Shape) -> dict[str, str]:
    """Bytes of the points, what of them must be in memory, and the nodes that this takes."""
    dense = 4 * shape.dimension * shape.rows
    sparse = 8 * MEASURED.terms_a_row * shape.rows
    stored = MEASURED.stored_bytes_a_row * shape.rows
    graph = 2 * 16 * 4 * 1.1 * shape.rows
    ids = 80 * shape.rows
    disk = (dense + sparse * 2 + stored + graph + ids) * shape.replicas
    lines = {
        "dense, fp32 GB": gigabytes(dense),
        "terms GB": gigabytes(sparse),
        "fields GB": gigabytes(stored),
        "graph GB": gigabytes(graph),
        f"on disk, {shape.replicas} copies GB": gigabytes(disk),
        "nodes for the disk, two thirds full": f"{nodes(disk, shape.node_disk_gb):,}",
    }
    for name, bytes_a_dimension in (("fp32", 4.0), ("int8", 1.0), ("binary", 1 / 8)):
        short = shape.rows * shape.dimension * bytes_a_dimension
        memory = (short + ids + (graph if name == "fp32" else 0)) * shape.replicas
        count = max(nodes(memory, shape.node_ram_gb), nodes(disk, shape.node_disk_gb))
        lines[f"{name}: in memory, {shape.replicas} copies GB"] = gigabytes(memory)
        lines[f"{name}: nodes"] = f"{count:,}"
        lines[f"{name}: $ a month"] = f"{count * 730 * PRICES.node_hour:,.0f}"
    return lines


def nodes(needed: float, each_gb: int) -> int:
    """How many hold so many bytes, two thirds full."""
    return ceil(needed / (each_gb * GIB * 2 / 3))


def gigabytes(count: float) -> str:
    """Bytes in GB."""
    return f"{count / 1e9:,.0f}"


if __name__ == "__main__":
    main()
