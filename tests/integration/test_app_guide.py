"""Every `sh` block of the app guide does what it says, against a shop that asks who calls."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.cli import run
from infra.local.server_process import ServerProcess

GUIDE = Path(__file__).parents[2] / "docs/operations/app.md"
ACCESS = ("env", "SHOPGUIDE_ACCESS=sessions")
LONGEST_SECONDS = 60

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("shop")
    data = folder / "data"
    assert run(["sample", str(folder / "sample")]) == 0
    products = str(folder / "sample" / "products.csv")
    assert run(["upload", products, "--kind", "products", "--data", str(data)]) == 0
    with ServerProcess(data, within=ACCESS) as server:
        yield server.url


def blocks() -> list[str]:
    return re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)


def bash(script: str, shop: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["env", f"SHOP={shop}", "bash", "-euo", "pipefail", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_SECONDS,
    )


def test_all_of_the_guide_runs_from_top_to_bottom(shop: str) -> None:
    done = bash("\n".join(blocks()), shop)
    assert done.returncode == 0, done.stderr
    for told in ("chips", "next_cursor", "accepted", "ranking_id", "citations", "conversation_id"):
        assert f'"{told}"' in done.stdout
    assert '"complete_by"' in done.stdout


def test_guide_sends_its_session_where_one_is_needed(shop: str) -> None:
    without = "\n".join(blocks()).replace('-H "Authorization: Bearer $TOKEN"', "")
    assert bash(without, shop).returncode != 0
