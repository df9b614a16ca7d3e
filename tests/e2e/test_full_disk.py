"""A full disk is told in a sentence, and the shop goes on with what it has."""

import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from infra.local.cli import run
from infra.local.client import TIMEOUT, ShopClient
from infra.local.output import ExitCode
from infra.local.sample_shop.rows import product_row
from infra.local.server_process import ServerProcess
from tests.e2e.conftest import SMALL_SHOP, import_file, write_products

pytestmark = pytest.mark.models

MEGABYTES = 288
"""Of which the index keeps 128 free, and its two empty shards reserve 50 each."""

_SMALL_DISK = f'mount -t tmpfs -o size={MEGABYTES}m tmpfs "$0" && exec "$@"'


def _on_a_small_disk(folder: Path) -> list[str]:
    """A command that gives its command a disk of its own; user namespaces need no privilege."""
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare here")
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _SMALL_DISK]
    trial = subprocess.run([*command, str(folder), "true"], check=False, capture_output=True)
    if trial.returncode:
        pytest.skip("user namespaces are switched off here")
    return [*command, str(folder)]


def test_upload_that_does_not_fit_is_refused_and_the_shop_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    products = write_products(tmp_path / "p.csv", [product_row(p) for p in SMALL_SHOP[:8]])
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate((MEGABYTES + 1) * 1024**2)
    server = ServerProcess(data, within=_on_a_small_disk(data))
    with server, httpx.Client(base_url=server.url, timeout=TIMEOUT) as http:
        client = ShopClient(http, server.url)
        first = import_file(client, products, "products")
        assert first["status"] == "published", first["problem"]
        code = run(["upload", str(large), "--kind", "products", "--url", server.url])
        told = " ".join(capsys.readouterr().err.split())
        assert code == ExitCode.ERROR
        assert f"No room is left on the disk that holds {data}" in told
        assert "Free some space" in told
        assert client.get("/v1/health")["counts"]["products"] == 8
        title = SMALL_SHOP[0].title
        assert client.get("/v1/search", q=title)["hits"][0]["product"]["title"] == title
        again = import_file(client, products, "products")
        assert (again["status"], again["counts"]["unchanged"]) == ("published", 8)
