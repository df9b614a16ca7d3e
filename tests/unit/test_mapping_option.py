"""``--mapping`` of commands that hand over a catalogue file."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from infra.local.cli import run
from infra.local.client import ShopClient
from infra.local.mapping_file import read_mapping_file
from infra.local.output import CommandError, ExitCode
from shopguide.domain.catalog_import import CatalogKind


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "herbst 秋.csv"
    path.write_text("Nr,Was\n1,Kettle\n")
    return path


@pytest.fixture
def requests() -> list[str]:
    """Paths that were asked for, in order."""
    return []


@pytest.fixture
def shop(requests: list[str]) -> Iterator[ShopClient]:
    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(f"{request.method} {request.url.path}")
        return httpx.Response(202, json={"import_id": "1"})

    with httpx.Client(transport=httpx.MockTransport(answer), base_url="http://shop") as http:
        yield ShopClient(http, "shop")


def test_the_mapping_goes_beside_the_file(
    shop: ShopClient, requests: list[str], file: Path
) -> None:
    shop.upload_mapping(b"{}", file.name, "products")
    shop.upload(file, "products", lambda _: None)
    assert requests == [
        "PUT /local/uploads/products/herbst 秋.csv.mapping.json",
        "PUT /local/uploads/products/herbst 秋.csv",
    ]


@pytest.mark.parametrize("command", [["upload"], ["catalog", "check"]])
def test_a_mapping_with_a_mistake_is_told_before_anything_is_sent(
    command: list[str], file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = file.with_name("mine.json")
    mapping.write_text(json.dumps({"columns": {"colour": "Farbe"}}))
    arguments = [str(file), "--kind", "products", "--mapping", str(mapping)]
    code = run([*command, *arguments, "--url", "http://127.0.0.1:9"])
    assert code == ExitCode.ERROR
    said = " ".join(capsys.readouterr().err.split())
    assert "'columns.colour'" in said
    assert "'attributes'" in said


def test_a_mapping_is_no_file_to_upload(shop: ShopClient, requests: list[str], file: Path) -> None:
    mapping = file.with_name("a.csv.mapping.json")
    mapping.write_text("{}")
    with pytest.raises(CommandError) as caught:
        shop.upload(mapping, "products", lambda _: None)
    assert "--mapping" in caught.value.document["fix"]
    assert not requests


def test_without_the_option_there_is_no_mapping() -> None:
    assert read_mapping_file(None, CatalogKind.PRODUCTS) is None
