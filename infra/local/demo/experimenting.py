"""An experiment on the demo's shoppers, and what a report says of so few."""

import json
from collections.abc import Sequence
from pathlib import Path

from infra.local.client import ShopClient
from infra.local.demo.behaviour import touched_by
from infra.local.demo.transcript import Transcript
from infra.local.experiment_tables import print_report
from infra.local.output import Document

_PATH = "/local/experiments"
_NAME = "more-diverse"
_EXPERIMENT = {
    "name": _NAME,
    "scene": "home",
    "metric": "click_rate",
    "variants": [
        {"name": "A", "share": 0.5},
        {"name": "B", "share": 0.5, "overrides": {"diversity": 0.5}},
    ],
}
_SHOPPERS = 40
_SHOWN = 5


def experiment(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """Published, met by forty shoppers who see a list and take one of three, and reported on."""
    transcript.say(f"experiments.json: {json.dumps([_EXPERIMENT])}")
    done = shop.send("PUT", _PATH, content=json.dumps([_EXPERIMENT]).encode())
    transcript.check(done["outcome"] == "published", "the experiment is in use")
    shoppers = sorted(touched_by(files))[:_SHOPPERS]
    lists = [_shown(shop, each) for each in shoppers]
    given = [each["experiments"][_NAME] for each in lists]
    transcript.check({*given} == {"A", "B"}, "some shoppers are given A, some B")
    again = [_shown(shop, each)["experiments"][_NAME] for each in shoppers]
    transcript.check(again == given, "each is given the same again")
    _report_behaviour(shop, shoppers, lists, transcript)
    report = shop.get(f"{_PATH}/{_NAME}/report")
    print_report(transcript.console, report)
    counted = {each["name"]: each["shoppers"] for each in report["variants"]}
    transcript.check(
        counted == {name: given.count(name) for name in ("A", "B")}, "all of them are counted"
    )
    transcript.check(
        {each["verdict"] for each in report["verdicts"]} == {"keep_waiting"},
        f"{_SHOPPERS} shoppers are too few, and the report says so",
    )
    _check_exposure(shop, transcript)
    shop.send("PUT", _PATH, content=b"[]")


def _shown(shop: ShopClient, shopper_id: str) -> Document:
    return shop.get("/v1/recommendations", shopper_id=shopper_id, limit=_SHOWN)


def _report_behaviour(
    shop: ShopClient, shoppers: Sequence[str], lists: Sequence[Document], transcript: Transcript
) -> None:
    """What an app reports: the lists that came into sight, and what was taken from them."""
    events: list[Document] = []
    for number, (shopper_id, found) in enumerate(zip(shoppers, lists, strict=True)):
        ids = [hit["product"]["product_id"] for hit in found["hits"]]
        of = {"shopper_id": shopper_id, "ranking_id": found["ranking_id"]}
        seen = {"event_name": "view_item_list", "product_ids": ids, "scene": "home"}
        events.append({"event_id": f"demo-seen-{number}", **of, **seen})
        if number % 3 == 0:
            taken = {"event_name": "select_item", "product_id": ids[0]}
            events.append({"event_id": f"demo-taken-{number}", **of, **taken})
    receipt = shop.post("/v1/events", {"events": events})
    transcript.check(receipt["accepted"] == len(events), "what they saw and took was accepted")


def _check_exposure(shop: ShopClient, transcript: Transcript) -> None:
    exposure = shop.get("/local/reports/exposure", days=1)
    transcript.say(
        f"{exposure['places']} places in {exposure['lists']} lists show"
        f" {exposure['coverage']:.1%} of the products; Gini {exposure['gini']:.2f}."
    )
    transcript.check(
        exposure["places"] == _SHOPPERS * _SHOWN and 0 < exposure["coverage"] < 1,
        "each place that was shown is in the report on exposure",
    )
