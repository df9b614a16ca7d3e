"""What a newcomer does: a server, files, and questions over HTTP and on the command line."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.cli import run
from infra.local.client import ShopClient
from infra.local.output import ExitCode
from infra.local.sample_shop.rows import product_row
from infra.local.server_process import ServerFailedError, ServerProcess
from tests.e2e.conftest import SMALL_SHOP, RunningShop, import_file, write_products

pytestmark = pytest.mark.models

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def _one(category: str, language: str) -> str:
    return next(
        product.product_id
        for product in SMALL_SHOP
        if product.category.key == category and product.language == language
    )


def test_health_names_version_counts_and_models(running_shop: RunningShop) -> None:
    health = running_shop.client.get("/v1/health")
    assert health["catalogue_version"] >= 2
    assert health["counts"]["products"] >= len(SMALL_SHOP)
    assert health["counts"]["passages"] > 0
    assert "encoder" in {model["kind"] for model in health["models"]}


@pytest.mark.parametrize(
    ("query", "category"), [("露营帐篷", "TN-"), ("office chair", "OC-"), ("跑步鞋", "RS-")]
)
def test_search_obeys_the_price_and_finds_the_category(
    running_shop: RunningShop, query: str, category: str
) -> None:
    hits = running_shop.client.get("/v1/search", q=query, price_max=1200, limit=3)["hits"]
    products = [hit["product"] for hit in hits]
    assert len(products) == 3
    assert all(float(product["current_price"]["amount"]) <= 1200 for product in products)
    assert products[0]["product_id"].startswith(category)


def test_event_counts_in_the_very_next_recommendation(running_shop: RunningShop) -> None:
    shopper, viewed = str(uuid.uuid4()), _one("coffee_makers", "en")
    event = {
        "event_id": str(uuid.uuid4()),
        "event_name": "view_item",
        "shopper_id": shopper,
        "product_id": viewed,
    }
    assert running_shop.client.post("/v1/events", {"events": [event]})["accepted"] == 1
    found = running_shop.client.get("/v1/recommendations", shopper_id=shopper, limit=5)
    assert found["strategy"] == "profile"
    assert viewed not in [hit["product"]["product_id"] for hit in found["hits"]]
    reason = found["hits"][0]["reason"]
    assert (reason["type"], reason["product_id"]) == ("because_you_viewed", viewed)
    assert reason["contribution"] == 1.0
    assert reason["text"].startswith("Because you viewed “")


def test_answer_cites_the_product_and_unknown_facts_are_not_made_up(
    running_shop: RunningShop,
) -> None:
    chair = next(p for p in SMALL_SHOP if p.category.key == "office_chairs" and p.language == "en")
    asked = {"question": "What is the maximum load?", "product_id": chair.product_id}
    given = running_shop.client.post("/v1/answers", asked)
    assert chair.values["max_load"].text("en") in given["text"]
    assert given["citations"][0]["passage"]["product_id"] == chair.product_id
    asked = {"question": "Who designed it?", "product_id": chair.product_id}
    given = running_shop.client.post("/v1/answers", asked)
    assert given["abstained"] is True
    assert given["citations"] == []


def test_rejected_rows_are_reported_and_the_rest_goes_live(
    running_shop: RunningShop, tmp_path: Path, cli: Cli
) -> None:
    rows = [product_row(product) for product in SMALL_SHOP]
    rows[7] = {**rows[7], "price": "many CNY"}
    path = write_products(tmp_path / "delta.csv", rows)
    code, out, _ = cli(
        "upload", path, "--kind", "products-delta", "--url", running_shop.server.url, "--json"
    )
    record = json.loads(out)
    assert code == ExitCode.OK
    assert record["counts"]["rejected"] == 1
    assert record["rejections"][0]["line"] == 9
    assert record["rejections"][0]["column"] == "price"


def test_held_import_has_its_own_exit_code_and_changes_nothing(
    running_shop: RunningShop, tmp_path: Path, cli: Cli
) -> None:
    before = running_shop.client.get("/v1/health")
    path = write_products(tmp_path / "few.csv", [product_row(SMALL_SHOP[0])])
    code, out, _ = cli("upload", path, "--kind", "products", "--url", running_shop.server.url)
    assert code == ExitCode.HELD == 3
    assert "held" in out
    after = running_shop.client.get("/v1/health")
    assert (after["catalogue_version"], after["counts"]) == (
        before["catalogue_version"],
        before["counts"],
    )


def test_file_that_is_no_catalogue_fails_with_its_own_exit_code(
    running_shop: RunningShop, tmp_path: Path, cli: Cli
) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    code, out, _ = cli(
        "upload", path, "--kind", "products", "--url", running_shop.server.url, "--json"
    )
    assert code == ExitCode.IMPORT_FAILED == 4
    record = json.loads(out)
    assert record["status"] == "failed"
    assert record["problem"]


def test_json_is_one_object_for_success_and_for_errors(running_shop: RunningShop, cli: Cli) -> None:
    url = running_shop.server.url
    code, out, err = cli("search", "耳机", "--url", url, "--limit", "2", "--json")
    assert (code, err) == (0, "")
    assert len(json.loads(out)["hits"]) == 2
    code, out, err = cli("search", "x", "--limit", "1000", "--url", url, "--json")
    problem = json.loads(out)
    assert code == ExitCode.ERROR == 1
    assert (problem["status"], problem["field"]) == (400, "limit")
    assert problem["detail"] in " ".join(err.split())


def test_tables_show_what_was_found(running_shop: RunningShop, cli: Cli) -> None:
    url = running_shop.server.url
    code, out, _ = cli("recommend", "--shopper", "nobody-yet", "--url", url)
    assert code == 0
    assert "CNY" in out
    code, out, _ = cli("answer", "多少钱？", "--product", _one("headphones", "zh"), "--url", url)
    assert code == 0
    assert "元" in out
    code, out, _ = cli("status", "--url", url)
    assert code == 0
    assert "Catalogue version" in out
    code, out, _ = cli(
        "event", "--shopper", "x", "--product", SMALL_SHOP[0].product_id, "--url", url
    )
    assert (code, out.strip()) == (0, "Recorded.")


def test_second_server_on_the_folder_is_refused_with_the_first_ones_url(
    running_shop: RunningShop,
) -> None:
    second = ServerProcess(running_shop.data)
    with pytest.raises(ServerFailedError) as refused:
        second.start()
    words = " ".join(str(refused.value).split())
    assert "code 1" in words
    assert f"--url {running_shop.server.url}" in words


def test_command_on_a_held_folder_says_which_url_to_use(
    running_shop: RunningShop, cli: Cli
) -> None:
    code, out, _ = cli("search", "x", "--data", running_shop.data, "--json")
    problem = json.loads(out)
    assert code == ExitCode.ERROR
    assert problem["code"] == "data_folder_in_use"
    assert running_shop.server.url in problem["fix"]


def test_unknown_kind_is_refused_by_server_and_command(
    running_shop: RunningShop, tmp_path: Path, cli: Cli
) -> None:
    answer = running_shop.http.put("/local/uploads/prices/p.csv", content=b"id\n1\n")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_parameter"
    path = write_products(tmp_path / "p.csv", [])
    code, _, err = cli("upload", path, "--kind", "prices", "--url", running_shop.server.url)
    assert code == ExitCode.USAGE
    assert "products-delta" in err


def test_folder_is_filled_and_asked_without_a_server(tmp_path: Path, cli: Cli) -> None:
    path = write_products(tmp_path / "p.csv", [product_row(p) for p in SMALL_SHOP[:12]])
    data = tmp_path / "data"
    code, out, _ = cli("upload", path, "--kind", "products", "--data", data, "--json")
    assert code == 0
    assert json.loads(out)["counts"]["added"] == 12
    code, out, _ = cli("search", SMALL_SHOP[3].title, "--data", data, "--json")
    assert code == 0
    assert json.loads(out)["hits"][0]["product"]["product_id"] == SMALL_SHOP[3].product_id
    assert {entry.name.split(".")[0] for entry in tmp_path.iterdir()} == {"p", "data"}


def test_server_stops_in_good_order_and_comes_back_as_it_was(tmp_path: Path) -> None:
    import httpx

    path = write_products(tmp_path / "p.csv", [product_row(p) for p in SMALL_SHOP[:12]])
    server = ServerProcess(tmp_path / "data")
    with server, httpx.Client(base_url=server.url, timeout=60) as http:
        import_file(ShopClient(http, server.url), path, "products")
        assert server.stop() == 0
    with ServerProcess(tmp_path / "data") as again:
        health = httpx.get(f"{again.url}/v1/health").json()
    assert (health["catalogue_version"], health["counts"]["products"]) == (1, 12)
