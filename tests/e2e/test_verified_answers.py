"""An abstention, a person's answer, and what becomes of it, on a shop in a folder."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.local.client import ShopClient
from infra.local.connection import connect
from infra.local.output import CommandError
from tests.e2e.conftest import import_file

pytestmark = pytest.mark.models

KETTLE = {
    "id": "TK-1",
    "title": "Nordlys electric tea kettle",
    "description": "A quiet kettle with a double wall and a keep-warm function.",
    "brand": "Nordlys",
    "price": "49.00 USD",
    "color": "white",
}
CUP = {
    "id": "保温杯-1",
    "title": "暖山不锈钢保温杯",
    "description": "双层真空，保温十二小时。",
    "price": "89.00 CNY",
}
LAMPS = [
    {"id": f"LP-{n}", "title": f"Desk lamp {n}", "description": "Warm light.", "price": "20.00 USD"}
    for n in range(5)
]


def upload(shop: ShopClient, folder: Path, kind: str, *rows: Mapping[str, str]) -> None:
    path = folder / f"{kind}.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert import_file(shop, path, kind)["status"] == "published"


def ask(shop: ShopClient, question: str, product_id: str = "TK-1") -> dict[str, Any]:
    return dict(shop.post("/v1/answers", {"question": question, "product_id": product_id}))


def sources(answer: Mapping[str, Any]) -> list[str]:
    return [citation["passage"]["source"] for citation in answer["citations"]]


def test_chinese_answer_is_given_to_a_paraphrase(tmp_path: Path) -> None:
    with connect(None, tmp_path / "shop", works=True, may_create=True) as shop:
        upload(shop, tmp_path, "products", CUP, *LAMPS)
        asked = ask(shop, "可以放洗碗机吗？", CUP["id"])
        assert asked["abstained"]
        path = f"/v1/moderation/cases/{asked['case_id']}"
        shop.post(f"{path}/answer", {"text": "不可以，请用手清洗。", "by": "小明"})
        answer = ask(shop, "能用洗碗机洗吗？", CUP["id"])
        assert "请用手清洗" in answer["text"]
        assert sources(answer)[-1] == f"verified:{asked['case_id']}"
        assert ask(shop, "杯盖是什么材质？", CUP["id"])["abstained"]


def test_verified_answer_is_given_until_its_product_changes(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    with connect(None, folder, works=True, may_create=True) as shop:
        upload(shop, tmp_path, "products", KETTLE, *LAMPS)
        asked = ask(shop, "How heavy is it?")
        assert asked["abstained"]
        path = f"/v1/moderation/cases/{asked['case_id']}"
        shop.post(f"{path}/answer", {"text": "It weighs 1.2 kg without water.", "by": "anna"})
        source = f"verified:{asked['case_id']}"
        for paraphrase in ("What does it weigh?", "how heavy is it"):
            answer = ask(shop, paraphrase)
            assert "1.2 kg" in answer["text"], paraphrase
            assert sources(answer) == [source]
        assert ask(shop, "Who designed it?")["abstained"]

        question = {"id": "1", "product_id": "TK-1", "question": "Is it loud?", "answer": "No."}
        upload(shop, tmp_path, "qa", question)
        upload(shop, tmp_path, "products", {**KETTLE, "price": "39.00 USD"}, *LAMPS)
    with connect(None, folder, works=True) as shop:
        assert sources(ask(shop, "What does it weigh?")) == [source]
        assert shop.post("/v1/moderation/sync")["written"] == 0

        upload(shop, tmp_path, "products", *LAMPS)
        with pytest.raises(CommandError) as gone:
            ask(shop, "What does it weigh?")
        assert gone.value.document["code"] == "product_not_found"
        upload(shop, tmp_path, "products", KETTLE, *LAMPS)
        assert sources(ask(shop, "What does it weigh?")) == [source]

        lighter = {**KETTLE, "description": "The new model: lighter, with a keep-warm function."}
        upload(shop, tmp_path, "products", lighter, *LAMPS)
        assert source not in sources(ask(shop, "What does it weigh?"))
        case = shop.get(path)
        assert (case["status"], case["reason"], case["in_use"]) == ("open", "stale", False)
        assert case["verified_text"] == "It weighs 1.2 kg without water."
