"""`python -m infra.local.demo [--keep]` runs the demo; exits 0 only if every result was right."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from rich.console import Console

from infra.local.cli import run
from infra.local.client import TIMEOUT, ShopClient
from infra.local.demo import (
    asking,
    cataloguing,
    experimenting,
    filling,
    guarding,
    recommending,
    reviewing,
    searching,
    steering,
    talking,
)
from infra.local.demo.transcript import CheckFailedError, Transcript
from infra.local.output import CommandError
from infra.local.sample_shop.files import write_sample_shop
from infra.local.server_process import ServerFailedError, ServerProcess

BESIDE = ("qa", "articles", "reviews")
"""Imported while the interactions come in."""

_SEARCH_STEPS: Mapping[str, Callable[[ShopClient, Transcript], None]] = {
    "Search in words that constrain: colour and price": searching.understand,
    "Search for what there is not": searching.relax,
    "Search with slips of the fingers": searching.correct,
    "Suggest while somebody types, pinyin too": searching.suggest,
    "Narrow a result down": searching.narrow_down,
    "Turn a page": searching.turn_pages,
    "Publish rules; repeat an earlier search as it was": steering.publish_rules,
    "Publish synonyms": steering.publish_synonyms,
}

_RECOMMENDATION_STEPS: Mapping[str, Callable[[ShopClient, Path, Transcript], None]] = {
    "Build signals of what all shoppers did": recommending.build_signals,
    "Recommendations at home, with reasons in Chinese and English": recommending.recommend_at_home,
    "Bought together with a product, and cheaper than it": recommending.recommend_beside,
    "What goes with a cart": recommending.recommend_for_cart,
    "A product is turned down": recommending.dismiss,
    "A stranger who says what they like": recommending.recommend_to_stranger,
    "A campaign's products, in the order for one shopper": recommending.order_campaign,
    "An experiment, and what forty shoppers say of it": experimenting.experiment,
}

_ASSISTANT_STEPS: Mapping[str, Callable[[ShopClient, Transcript], None]] = {
    "Count what is on the shelf": talking.count,
    "A conversation in Chinese": talking.converse,
    "Two products side by side, for a need": talking.compare,
    "What reviews say": reviewing.read_reviews,
    "A draft of copy": reviewing.write_copy,
    "A person answers; the next shopper is told": reviewing.moderate,
}

_CATALOGUE_STEPS: Mapping[str, Callable[[ShopClient, Path, Transcript], None]] = {
    "Check a third of the products as if it were all": cataloguing.check_part,
    "A marketplace's table in its own words, mapped": cataloguing.import_mapped,
    "Offers and price history": cataloguing.compare_offers,
    "An import that is held, and approved": cataloguing.approve_held,
    "Back a version, and forward again": cataloguing.go_back,
    "A canary that holds an import": cataloguing.hold_by_canary,
}


def main() -> int:
    """Run the demo; its exit code."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="keep the folder and say where it is")
    keep = parser.parse_args().keep
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    transcript = Transcript(console)
    try:
        with _folder(keep) as folder:
            _run(folder, transcript)
            if keep:
                transcript.say(f"Kept: shopguide serve --data {folder / 'data'}")
    except (CheckFailedError, CommandError, ServerFailedError) as error:
        console.print(str(error), style="bold red", markup=False)
        return 1
    transcript.summary()
    return 0


def _run(folder: Path, transcript: Transcript) -> None:
    files = folder / "files"
    with transcript.step("Models and the sample shop's files"):
        transcript.check(run(["models", "build"]) == 0, "the models are built")
        # Interactions must look recent: they end yesterday, which is over everywhere on earth.
        write_sample_shop(files, (datetime.now(UTC) - timedelta(days=1)).date())
    with transcript.step("Start the server"):
        server = ServerProcess(folder / "data")
        transcript.say(f"Serving at {server.start()}")
    with server, httpx.Client(base_url=server.url, timeout=TIMEOUT) as http:
        shop = ShopClient(http, server.url)
        _fill(shop, files, transcript)
        _search(shop, transcript)
        _recommend(shop, files, transcript)
        _ask(shop, transcript)
        with transcript.step("A price update with five broken rows"):
            filling.upload_broken(shop, files, transcript)
        for title, work in _CATALOGUE_STEPS.items():
            with transcript.step(title):
                work(shop, files, transcript)
        with transcript.step("Stop the server"):
            transcript.check(server.stop() == 0, "the server stopped in good order")
    with transcript.step("The same shop, asking who calls"):
        guarding.guard(folder / "data", transcript)


def _fill(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    with transcript.step("Upload the products"):
        filling.upload_products(shop, files, transcript)
    with transcript.step("Begin to upload questions, articles and reviews; send the interactions"):
        imports = filling.begin_uploads(shop, files, BESIDE)
        filling.send_interactions(shop, files, transcript)
    with transcript.step("Wait for questions, articles and reviews"):
        filling.finish_uploads(shop, imports, transcript)
        filling.wait_for_words(shop, transcript)


def _search(shop: ShopClient, transcript: Transcript) -> None:
    for case in searching.SEARCHES:
        with transcript.step(f"Search: {case.query} (at most {case.price_max} CNY)"):
            searching.search(shop, case, transcript)
    for title, show in _SEARCH_STEPS.items():
        with transcript.step(title):
            show(shop, transcript)


def _recommend(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    with transcript.step("Recommendations before and after three events"):
        asking.recommend_around_events(shop, transcript)
    for title, work in _RECOMMENDATION_STEPS.items():
        with transcript.step(title):
            work(shop, files, transcript)


def _ask(shop: ShopClient, transcript: Transcript) -> None:
    with transcript.step("Answers with their evidence"):
        asking.answer(shop, transcript)
    with transcript.step("A question without an answer"):
        asking.abstain(shop, transcript)
    for title, show in _ASSISTANT_STEPS.items():
        with transcript.step(title):
            show(shop, transcript)


@contextmanager
def _folder(keep: bool) -> Iterator[Path]:
    if keep:
        yield Path(tempfile.mkdtemp(prefix="shopguide-demo-"))
        return
    with tempfile.TemporaryDirectory(prefix="shopguide-demo-") as name:
        yield Path(name)


if __name__ == "__main__":
    sys.exit(main())
