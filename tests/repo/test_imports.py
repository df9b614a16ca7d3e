"""What importing costs: every module pulled in is paid at each cold start."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEVER_SERVED = {"torch", "transformers", "sentence_transformers", "moto", "pytest", "training"}
LATE = {"boto3", "qdrant_client", "qdrant_edge", "onnxruntime", "onnxruntime_genai", "sqlite3"}
"""SDKs that the first request imports, if it needs them."""

LIST_MODULES = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"


def modules_after(statement: str) -> set[str]:
    """Top-level modules that a fresh Python has after `statement` and did not have before."""
    return _modules(statement) - _modules("pass")


def _modules(statement: str) -> set[str]:
    path = f"import sys; sys.path[:0] = {[str(ROOT), str(ROOT / 'layers/shopguide/python')]}"
    code = f"{path}; {statement}; {LIST_MODULES}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_importing_shopguide_costs_nothing() -> None:
    assert modules_after("import shopguide") == {"shopguide"}


@pytest.mark.parametrize("port", ["vector_index", "record_table", "object_store", "work_queue"])
def test_a_port_pulls_in_no_third_party_but_numpy(port: str) -> None:
    pulled = modules_after(f"import shopguide.ports.{port}")
    assert pulled - set(sys.stdlib_module_names) <= {"shopguide", "numpy"}


@pytest.mark.parametrize(
    "function",
    [
        "shop_api",
        "assistant_api",
        "catalog_import",
        "catalog_index",
        "lake_export",
        "signals_publish",
        "access_rotate",
    ],
)
def test_a_function_imports_what_it_serves_with_and_sdks_only_when_needed(function: str) -> None:
    pulled = modules_after(f"import functions.{function}.app")
    assert not pulled & (NEVER_SERVED | LATE)


@pytest.mark.parametrize(
    "function",
    ["catalog_import", "catalog_index", "lake_export", "signals_publish", "access_rotate"],
)
def test_catalogue_functions_do_without_the_web_framework(function: str) -> None:
    assert not modules_after(f"import functions.{function}.app") & {"fastapi", "starlette"}
