"""What `make sam` built starts under Lambda's Python, with nothing but its own layers."""

import filecmp
import importlib.util
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from infra.aws.build import find_lambda_python
from infra.aws.package_size import LIMIT_BYTES, package_sizes
from infra.aws.template import TemplateFunction, read_functions

ROOT = Path(__file__).parents[2]
BUILD = ROOT / ".aws-sam/build"
EVENTS = ROOT / "tests/events"
IN_LAMBDA = ("boto3", "botocore", "s3transfer", "dateutil", "six", "urllib3", "jmespath")
"""What Lambda's own Python brings; layers come before it on the path."""

CALL = """
import importlib, json, sys, types
module, name, event = sys.argv[1:]
handler = getattr(importlib.import_module(module), name)
context = types.SimpleNamespace(
    function_name="f", memory_limit_in_mb=1769, function_version="1",
    invoked_function_arn="arn:aws:lambda:eu-central-1:123456789012:function:f",
    aws_request_id="request-1", get_remaining_time_in_millis=lambda: 10000,
)
if event:
    print("RESULT" + json.dumps(handler(json.load(open(event)), context)))
"""

NOWHERE = "http://127.0.0.1:9"
"""This port of this machine answers nobody, so nothing outside can be reached by mistake."""

STACK = {
    "SHOPGUIDE_TABLE": "records",
    "SHOPGUIDE_ACCESS_SECRET": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:access",
    "SHOPGUIDE_BUCKET": "files",
    "SHOPGUIDE_BUCKET_KMS_KEY": "",
    "SHOPGUIDE_INDEX_QUEUE_URL": f"{NOWHERE}/1/index",
    "SHOPGUIDE_IMPORT_QUEUE_URL": f"{NOWHERE}/1/import",
    "SHOPGUIDE_REPORTS_TOPIC": "arn:aws:sns:eu-central-1:123456789012:reports",
    "SHOPGUIDE_QDRANT_URL": NOWHERE,
    "SHOPGUIDE_QDRANT_API_KEY_SECRET": "",
    "SHOPGUIDE_QDRANT_SHARDS": "0",
    "SHOPGUIDE_QDRANT_REPLICAS": "0",
    "SHOPGUIDE_QDRANT_QUANTISATION": "none",
    "SHOPGUIDE_QDRANT_STORAGE": "memory",
    "SHOPGUIDE_BATCH_ROWS": "256",
    "SHOPGUIDE_METRICS_NAMESPACE": "ShopGuide/dev",
    "SHOPGUIDE_CURRENCY": "",
    "SHOPGUIDE_ENCODER": "shopguide-e5-small",
    "SHOPGUIDE_GENERATOR": "smollm2-135m",
}
"""What deploying the template fills in."""

IN_TEST = {
    "AWS_ENDPOINT_URL": NOWHERE,
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "POWERTOOLS_TRACE_DISABLED": "true",
    "PYTHONDONTWRITEBYTECODE": "1",
}


@pytest.fixture(scope="module")
def functions() -> dict[str, TemplateFunction]:
    if not (BUILD / "template.yaml").exists():
        pytest.skip("nothing is built: run `make sam`")
    built = {function.name: function for function in read_functions(BUILD / "template.yaml")}
    if _differs(
        BUILD / "LayersStack/ShopGuideLayer/python/shopguide", "layers/shopguide/python/shopguide"
    ):
        pytest.skip("the build is older than the code: run `make sam`")
    return built


def _differs(built: Path, source: str) -> bool:
    wanted = {file.relative_to(ROOT / source) for file in (ROOT / source).rglob("*.py")}
    _, mismatch, missing = filecmp.cmpfiles(built, ROOT / source, map(str, wanted), shallow=False)
    return bool(mismatch or missing)


@pytest.fixture(scope="module")
def lambda_libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lambda")
    for name in IN_LAMBDA:
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (folder / source.name).symlink_to(source)
    return folder


def run_handler(function: TemplateFunction, libraries: Path, event: str = "") -> Any:
    """Import a built function under Lambda's Python and, given an event's name, call it."""
    python = find_lambda_python()
    if python is None:
        pytest.skip("no Python of Lambda's version on this machine")
    variables = {
        name: value if isinstance(value, str) else STACK[name]
        for name, value in function.environment.items()
    }
    parts = [function.code, *(layer / "python" for layer in function.layers), libraries]
    done = subprocess.run(
        # -S: not one package of that Python's own
        [python, "-S", "-c", CALL, *function.handler.rsplit(".", 1), event and EVENTS / event],
        env={**variables, **IN_TEST, "PYTHONPATH": ":".join(str(it.resolve()) for it in parts)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    results = [line for line in done.stdout.splitlines() if line.startswith("RESULT")]
    return json.loads(results[-1].removeprefix("RESULT")) if results else None


def test_each_variable_that_deploying_fills_in_has_a_value_here() -> None:
    filled_in = {
        name
        for function in read_functions(ROOT / "template.yaml")
        for name, value in function.environment.items()
        if not isinstance(value, str)
    }
    assert filled_in == set(STACK)


@pytest.mark.parametrize(
    "name",
    [
        "ShopApi",
        "AssistantApi",
        "CatalogImport",
        "CatalogIndex",
        "LakeExport",
        "SignalsPublish",
        "AccessRotate",
    ],
)
def test_function_starts_with_nothing_but_its_layers(
    functions: dict[str, TemplateFunction], lambda_libraries: Path, name: str
) -> None:
    run_handler(functions[name], lambda_libraries)


def test_built_import_accepts_the_event_that_s3_sends_first(
    functions: dict[str, TemplateFunction], lambda_libraries: Path
) -> None:
    assert run_handler(functions["CatalogImport"], lambda_libraries, "s3-test-event.json") is None


def test_built_shop_api_says_which_parts_do_not_answer(
    functions: dict[str, TemplateFunction], lambda_libraries: Path
) -> None:
    answer = run_handler(functions["ShopApi"], lambda_libraries, "api-health.json")
    health = json.loads(answer["body"])
    assert (answer["statusCode"], health["status"]) == (200, "degraded")
    parts = {problem["part"] for problem in health["problems"]}
    assert parts == {"records", "index", "encoder", "access"}


def test_built_assistant_answers_with_a_problem_document_where_nothing_is_reached(
    functions: dict[str, TemplateFunction], lambda_libraries: Path
) -> None:
    answer = run_handler(functions["AssistantApi"], lambda_libraries, "api-answer.json")
    assert answer["statusCode"] == 503
    assert answer["headers"]["content-type"] == "application/problem+json"


def test_built_indexer_gives_back_what_it_cannot_do_yet(
    functions: dict[str, TemplateFunction], lambda_libraries: Path
) -> None:
    answer = run_handler(functions["CatalogIndex"], lambda_libraries, "sqs-index-batch.json")
    event = json.loads((EVENTS / "sqs-index-batch.json").read_text())
    ids = [record["messageId"] for record in event["Records"]]
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == ids


def test_every_function_fits_into_lambda(functions: dict[str, TemplateFunction]) -> None:
    for name, parts in package_sizes(list(functions.values())).items():
        assert sum(parts.values()) < LIMIT_BYTES, name


def test_shop_api_stays_small_enough_to_start_fast(functions: dict[str, TemplateFunction]) -> None:
    assert sum(package_sizes([functions["ShopApi"]])["ShopApi"].values()) < 200 * 1024 * 1024
