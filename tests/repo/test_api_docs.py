"""docs/openapi.json and docs/api.md say what the API does: every route, parameter and code."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from infra.local.openapi import DOCUMENT, openapi_text
from infra.local.search_lines import NOTES as SEARCH_NOTES
from shopguide.api.boundary import MAX_BODY_BYTES
from shopguide.api.errors import ERRORS
from shopguide.api.schemas.event import MAX_EVENTS, EventName
from shopguide.api.schemas.event_receipt import INVALID_EVENT
from shopguide.domain.answer import AnswerNote
from shopguide.domain.comparison import ComparisonNote
from shopguide.domain.copy_draft import CopyNote
from shopguide.domain.degraded import MISSING_PARTS
from shopguide.domain.ranking import ReasonType, RecommendationNote
from shopguide.events.service import EventOutcome
from shopguide.search.request import MAX_QUERY_CHARACTERS

PAGE = (Path(__file__).parents[2] / "docs/api.md").read_text(encoding="utf-8")
OPENAPI: dict[str, Any] = json.loads(openapi_text())
OPERATIONS = [
    (method.upper(), path, operation)
    for path, operations in OPENAPI["paths"].items()
    for method, operation in operations.items()
]

each_operation = pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=lambda value: str(value)[:60]
)


def section(heading: str) -> str:
    """What stands under a heading, up to the next one."""
    _, found, rest = PAGE.partition(f"\n{heading}\n")
    assert found, f"docs/api.md has no heading {heading!r}"
    return re.split(r"^#", rest, flags=re.MULTILINE)[0]


def test_committed_openapi_document_is_that_of_the_code() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert written == openapi_text(), "run `python -m infra.local.openapi`"


@each_operation
def test_every_parameter_and_member_is_documented(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    text = section(f"### `{method} {path}`")
    names = [parameter["name"] for parameter in operation.get("parameters", [])]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        schema = OPENAPI["components"]["schemas"][body["schema"]["$ref"].rsplit("/", 1)[-1]]
        names += schema["properties"]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_page_has_no_route_that_the_api_has_not() -> None:
    documented = set(re.findall(r"^### `([A-Z]+) (/\S+)`$", PAGE, re.MULTILINE))
    assert documented == {(method, path) for method, path, _ in OPERATIONS}


def test_every_error_code_is_documented_with_its_status() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \|", section("## Errors"), re.MULTILINE)
    assert {code: int(status) for code, status in rows} == {
        code: row.status for code, row in ERRORS.items()
    }


def test_every_outcome_of_an_event_is_documented() -> None:
    text = section("### `POST /v1/events`")
    results = {EventOutcome.ACCEPTED, EventOutcome.DUPLICATE}
    rejections = {*EventOutcome} - results | {INVALID_EVENT}
    why = text.partition("| code | why |")[2]
    assert set(re.findall(r"^\| `(\w+)` \|", why, re.MULTILINE)) == rejections
    assert all(f"`{name.value}`" in text for name in EventName)
    assert f"1 to {MAX_EVENTS} events" in text


def test_every_reason_is_documented() -> None:
    assert all(f"`{kind.value}`" in PAGE for kind in ReasonType)


def test_every_note_is_documented() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", section("## Notes"), re.MULTILINE)
    notes = {*AnswerNote, *ComparisonNote, *CopyNote, *RecommendationNote, *MISSING_PARTS}
    assert set(rows) == {*SEARCH_NOTES, *notes}


def test_limits_are_documented() -> None:
    assert f"at most {MAX_BODY_BYTES:,} bytes" in PAGE
    assert f"1 to {MAX_QUERY_CHARACTERS} characters" in section("### `GET /v1/search`")


def test_every_operation_answers_problems_as_problem_documents() -> None:
    for _, _, operation in OPERATIONS:
        [media_type] = operation["responses"]["default"]["content"]
        assert media_type == "application/problem+json"
        assert "422" not in operation["responses"]
