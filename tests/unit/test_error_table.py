"""Every error has exactly one status, and what is ours is never shown."""

import json

import pytest

from shopguide.api.errors import ERRORS, Problem, problem_of, problem_response
from shopguide.domain import access_errors, errors
from shopguide.domain.errors import CatalogFileError, ShopGuideError

FAMILY = [
    kind
    for kind in {**vars(errors), **vars(access_errors)}.values()
    if isinstance(kind, type) and issubclass(kind, ShopGuideError)
]


SHOWN_TO_OPERATORS = (
    errors.EncoderMismatchError,
    errors.ExperimentsDamagedError,
    errors.MerchandisingDamagedError,
    errors.SignalsBuildError,
    errors.SignalsDamagedError,
)
"""Of ours, but they name nothing of the inside, and only an operator can repair what they tell."""


def occurrence_of(kind: type[ShopGuideError]) -> ShopGuideError:
    if kind is CatalogFileError:
        return CatalogFileError("secret detail", file="f.csv", reason="empty_file")
    return kind("secret detail", fix="secret fix")


@pytest.mark.parametrize("kind", FAMILY, ids=lambda kind: kind.__name__)
def test_every_error_has_a_row_of_its_own(kind: type[ShopGuideError]) -> None:
    assert problem_of(occurrence_of(kind)).code == kind.code


@pytest.mark.parametrize("kind", FAMILY, ids=lambda kind: kind.__name__)
def test_errors_of_ours_keep_their_message_for_the_log(kind: type[ShopGuideError]) -> None:
    problem = problem_of(occurrence_of(kind))
    answer = problem_response(problem, "id").body.decode()
    shown = problem.status < 500 or kind in SHOWN_TO_OPERATORS
    assert ("secret" in answer) is shown


def test_unavailable_says_when_to_come_back() -> None:
    problem = problem_of(errors.IndexUnavailableError("Qdrant at http://10.0.0.1 is down."))
    assert problem.status == 503
    assert problem.headers["Retry-After"].isdecimal()


def test_an_error_without_a_row_is_told_as_its_parent() -> None:
    class NewError(errors.ProductNotFoundError):
        code = "brand_new"

    assert problem_of(NewError("Gone.")).code == "product_not_found"


def test_problem_document_has_the_members_of_rfc_9457() -> None:
    response = problem_response(Problem("invalid_parameter", "'limit' is wrong.", "limit"), "r-1")
    assert response.media_type == "application/problem+json"
    assert json.loads(response.body) == {
        "type": "urn:shopguide:problem:invalid_parameter",
        "title": ERRORS["invalid_parameter"].title,
        "status": 400,
        "detail": "'limit' is wrong.",
        "code": "invalid_parameter",
        "request_id": "r-1",
        "field": "limit",
    }


def test_half_a_surrogate_pair_in_a_message_does_not_break_the_answer() -> None:
    response = problem_response(Problem("invalid_parameter", "'\ud83d' is wrong."), "r-1")
    assert json.loads(response.body)["detail"] == "'?' is wrong."
