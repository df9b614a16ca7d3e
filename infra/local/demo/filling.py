"""How the demo fills the shop: files through the upload path, interactions as an app sends them."""

import json
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from infra.local.client import POLL_SECONDS, ShopClient
from infra.local.demo.transcript import Transcript
from infra.local.output import Document
from infra.local.sample_shop.broken import BROKEN, GOOD_ROWS
from infra.local.sample_shop.catalogue import sample_products
from infra.local.tables import print_rejections

EVENTS_IN_A_BATCH = 500
WORDS_SECONDS = 30
_COLUMNS_AT_FAULT = ("id", "title", "price", "price", "availability")


def upload_products(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """The products, waited for: everything else is about them."""
    record = _import(shop, files / "products.csv", "products")
    counts = record["counts"]
    transcript.say(f"Import {record['import_id']}: {json.dumps(counts)}")
    expected = len(sample_products())
    transcript.check(
        record["status"] == "published" and counts["added"] == expected,
        f"all {expected} products are live",
    )


def wait_for_words(shop: ShopClient, transcript: Transcript) -> None:
    """Until spelling and suggestions have the words of the products."""
    deadline = time.monotonic() + WORDS_SECONDS
    while not (known := shop.get("/v1/health")["words_version"]) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    transcript.check(bool(known), "the words of the products are known")


def begin_uploads(shop: ShopClient, files: Path, kinds: Sequence[str]) -> dict[str, str]:
    """Hand over files without waiting; import ids by kind."""
    return {
        kind: shop.upload(files / f"{kind}.csv", kind, lambda _: None)["import_id"]
        for kind in kinds
    }


def send_interactions(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """All interactions, in batches as an app's backend sends them."""
    sent = accepted = 0
    with (files / "interactions.jsonl").open(encoding="utf-8") as lines:
        while batch := [json.loads(line) for line in islice(lines, EVENTS_IN_A_BATCH)]:
            sent += len(batch)
            accepted += shop.post("/v1/events", {"events": batch})["accepted"]
    transcript.check(sent == accepted, f"all {sent:,} interactions were accepted")


def finish_uploads(shop: ShopClient, imports: dict[str, str], transcript: Transcript) -> None:
    """Wait for the uploads that were begun."""
    for kind, import_id in imports.items():
        record = shop.follow_import(import_id, lambda _: None)
        counts = record["counts"]
        transcript.check(
            record["status"] == "published" and counts["added"] == counts["read"],
            f"all {counts['read']:,} rows of {kind} are live",
        )


def upload_broken(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """A price update with five broken rows: the good rows go live, the broken ones are told."""
    record = _import(shop, files / "broken.csv", "products-delta")
    rejections = record["rejections"]
    print_rejections(transcript.console, record)
    transcript.check(record["status"] == "published", "the good rows went live")
    transcript.check(
        record["counts"]["changed_fields"] == GOOD_ROWS,
        f"{GOOD_ROWS} prices changed without a product being embedded again",
    )
    transcript.check(
        [row["line"] for row in rejections] == list(_broken_lines()),
        "the report names the lines of exactly the five broken rows",
    )
    transcript.check(
        tuple(row["column"] for row in rejections) == _COLUMNS_AT_FAULT
        and all(row["reason"] for row in rejections),
        "and the column at fault with a reason",
    )
    first = sample_products()[0]
    live = shop.get(f"/v1/products/{first.product_id}")
    transcript.check(
        live["price"]["amount"] == f"{first.price * 95 // 100}.00",
        f"{first.product_id} now costs {live['price']['amount']} instead of {first.price}.00",
    )


def _broken_lines() -> Iterator[int]:
    """Lines of the broken rows: the header is line 1, and broken rows push later ones down."""
    return (good + nth + 2 for nth, good in enumerate(sorted(BROKEN)))


def _import(shop: ShopClient, path: Path, kind: str) -> Document:
    accepted = shop.upload(path, kind, lambda _: None)
    return shop.follow_import(accepted["import_id"], lambda _: None)
