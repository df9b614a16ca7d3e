"""docs/app: the types that apps are compiled with are those of the committed OpenAPI document."""

import shutil
import subprocess
from pathlib import Path

import pytest

APP = Path("docs/app").resolve()
LONGEST_SECONDS = 120

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (APP / "node_modules").is_dir(),
    reason="needs Node.js, and `npm ci` in docs/app (`make types` does it)",
)


def node(tool: str, *arguments: str) -> None:
    """Run what `npm ci` has installed.

    Raises:
        CalledProcessError: it failed.
    """
    command = [str(APP / "node_modules/.bin" / tool), *arguments]
    subprocess.run(command, cwd=APP, check=True, capture_output=True, timeout=LONGEST_SECONDS)


def test_committed_types_are_those_of_the_openapi_document(tmp_path: Path) -> None:
    made = tmp_path / "shopguide.d.ts"
    node("openapi-typescript", "../openapi.json", "--output", str(made), "--alphabetize")
    assert (APP / made.name).read_text() == made.read_text(), "run `make types`"


def test_client_compiles_with_them(tmp_path: Path) -> None:
    node("tsc", "--project", "tsconfig.json", "--outDir", str(tmp_path))
    assert {file.name for file in tmp_path.iterdir()} == {"shop-client.js", "try.js"}
