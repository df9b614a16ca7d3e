"""What people said in the MG-ShopDial study, said to a shop with the study's own products.

SHOPGUIDE_DATA names the folder of the data; without it the test is skipped.
"""

import json
import lzma
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shopguide.chat.dialogue import Dialogue
from shopguide.chat.state import ConversationState
from tests.e2e.hashing_shop import csv_text
from tests.integration.talking_shop import talking_shop

DATA = Path(os.environ.get("SHOPGUIDE_DATA", "../shared/data"))  # noqa: TID251 - of the tests
STUDY = DATA / "shopping-dialogues"


@pytest.fixture(scope="module")
def dialogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dialogue]:
    """Of a shop that sells what people talked about."""
    if not STUDY.is_dir():
        pytest.skip(f"no shopping dialogues in {DATA}; SHOPGUIDE_DATA names its folder")
    files = {"products": csv_text(_rows())}
    with talking_shop(tmp_path_factory.mktemp("shop"), files, has_encoder=False) as shop:
        yield shop.dialogue


def _rows() -> Iterator[dict[str, str]]:
    for file in sorted((STUDY / "items").glob("*.json")):
        for number, item in enumerate(json.loads(file.read_text(encoding="utf-8"))):
            price = item.get("price", "").strip().lstrip("$").split(" ")[0].replace(",", "")
            yield {
                "id": f"{file.stem[:4]}-{number}",
                "title": item["name"],
                "description": item.get("product_description") or "",
                "price": f"{price} USD" if price.replace(".", "").isdigit() else "",
                "availability": "in_stock",
                "product_type": file.stem.removesuffix("_items"),
            }


def test_what_people_said_is_answered_without_an_error(dialogue: Dialogue) -> None:
    with lzma.open(STUDY / "MGShopDial.json.xz") as file:
        study: list[dict[str, Any]] = json.load(file)
    assert len(study) == 64
    turns = 0
    for conversation in study:
        state = ConversationState()
        for utterance in conversation["utterances"]:
            said = utterance["utterance"].strip()
            if utterance["participant"] != "Client" or not said:
                continue
            reply = dialogue.turn(state, said[:1000])
            assert reply.text
            state, turns = reply.state, turns + 1
    assert turns > 1_000
