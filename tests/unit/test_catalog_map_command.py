"""`shopguide catalog map`, without server, models or shop; and docs/mapping.md as it is written."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.local.cli import run
from infra.local.output import ExitCode

PAGE = Path(__file__).parents[2] / "docs/mapping.md"
Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = run(["catalog", "map", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def kurtas(tmp_path: Path) -> Path:
    """The file of the page's example."""
    file = tmp_path / "kurtas.csv"
    file.write_text(_block("csv"), encoding="utf-8")
    return file


def _block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    assert found
    return found[1]


def test_the_example_of_the_page_gives_the_mapping_of_the_page(cli: Cli, kurtas: Path) -> None:
    code, out, _ = cli(kurtas, "--kind", "products")
    assert code == ExitCode.OK
    written = (kurtas.parent / "kurtas.csv.mapping.json").read_text("utf-8")
    assert json.loads(written) == json.loads(_block("json"))
    for words in ("Article No", "counts pictures", "prices are in INR", "price: 1299.00 INR"):
        assert words in out


def test_in_json_the_proposal_is_one_object(cli: Cli, kurtas: Path) -> None:
    document: dict[str, Any] = json.loads(cli(kurtas, "--kind", "products", "--json")[1])
    assert document["mapping"] == json.loads(_block("json"))
    assert {column["native"] for column in document["columns"]} == set(
        document["mapping"]["columns"]
    )
    first = document["preview"][0]
    assert first["content"]["sale_price"] == {"amount": "899.00", "currency": "INR"}
    assert first["rejection"] is None
    assert len(document["preview"]) == 5


def test_an_existing_mapping_is_not_overwritten_unless_asked(cli: Cli, kurtas: Path) -> None:
    target = kurtas.parent / "mine.json"
    target.write_text("by hand")
    code, _, err = cli(kurtas, "--kind", "products", "--output", target)
    assert code == ExitCode.ERROR
    assert "--force" in err
    assert target.read_text() == "by hand"
    assert cli(kurtas, "--kind", "products", "--output", target, "--force")[0] == ExitCode.OK
    assert json.loads(target.read_text("utf-8"))["currency"] == "INR"


def test_a_file_without_titles_is_told_and_the_mapping_written_to_be_completed(
    cli: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("sku,price\nA1,5.00 EUR\nA2,6.00 EUR\nA3,7.00 EUR\n")
    code, out, _ = cli(file, "--kind", "products")
    assert code == ExitCode.IMPORT_FAILED
    assert "No column seems to be 'title'" in out
    assert "No row can be shown yet" in out
    assert (tmp_path / "a.csv.mapping.json").exists()


def test_an_unknown_currency_is_refused(cli: Cli, kurtas: Path) -> None:
    code, _, err = cli(kurtas, "--kind", "products", "--currency", "rupees")
    assert code == ExitCode.ERROR
    assert "'rupees' is not a known ISO 4217 currency" in err
    assert not list(kurtas.parent.glob("*.json"))


def test_a_given_currency_stands_in_the_mapping(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("sku,name,price\nA1,Kettle,5.00\nA2,Pot,6.00\n")
    document = json.loads(cli(file, "--kind", "products", "--currency", "gbp", "--json")[1])
    assert document["mapping"]["currency"] == "GBP"
    assert document["preview"][0]["content"]["price"] == {"amount": "5.00", "currency": "GBP"}


def test_a_file_that_is_no_table_is_told(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"%PDF-1.7 ...")
    code, _, err = cli(file, "--kind", "products")
    assert code == ExitCode.ERROR
    assert "PDF" in err


def test_a_mapping_that_cannot_be_written_is_told(cli: Cli, kurtas: Path) -> None:
    target = kurtas.parent / "none" / "mapping.json"
    code, _, err = cli(kurtas, "--kind", "products", "--output", target)
    assert code == ExitCode.ERROR
    assert "cannot be written" in err


def test_a_file_that_needs_no_mapping_is_told_so(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,title,price\nA1,Kettle,5.00 EUR\nA2,Pot,6.00 EUR\n")
    document = json.loads(cli(file, "--kind", "products", "--json")[1])
    assert any("without a mapping, too" in note for note in document["notes"])


def test_of_a_shopify_export_only_the_currency_is_asked_for(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "shopify.csv"
    file.write_text(
        "Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price"
        ",Variant Compare At Price,Image Src\n"
        "tee,Tee,<p>Soft</p>,Acme,Shirts,Size,S,TEE-S,19.00,25.00,https://cdn.example.com/t.jpg\n"
        "tee,,,,,,M,TEE-M,19.00,25.00,\n"
    )
    document = json.loads(cli(file, "--kind", "products", "--currency", "EUR", "--json")[1])
    assert document["mapping"]["columns"] == {}
    assert [row["row_id"] for row in document["preview"]] == ["TEE-S", "TEE-M"]
    assert document["preview"][1]["content"]["price"] == {"amount": "25.00", "currency": "EUR"}


def test_the_shops_own_currency_is_taken_and_said(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPGUIDE_CURRENCY", "CHF")
    file = tmp_path / "a.csv"
    file.write_text("sku,name,price\nA1,Kettle,5.00\nA2,Pot,6.00\n")
    document = json.loads(cli(file, "--kind", "products", "--json")[1])
    assert document["mapping"]["currency"] == ""
    assert "CHF (SHOPGUIDE_CURRENCY)" in document["notes"][0]
    assert document["preview"][0]["content"]["price"] == {"amount": "5.00", "currency": "CHF"}
