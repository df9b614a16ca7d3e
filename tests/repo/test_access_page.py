"""docs/access.md says who may call what as the routes and the stacks have it."""

import pytest

from infra.aws.access_table import PAGE, page_with_table
from shopguide.adapters.system import kept_secrets
from shopguide.catalog.upload_leave import LEAVE_SECONDS
from shopguide.config import Settings
from shopguide.domain import access_errors
from shopguide.domain.access_document import SETTLING_SECONDS
from shopguide.domain.access_errors import AccessError, CredentialError

TEXT = PAGE.read_text(encoding="utf-8")


def test_table_of_access_is_that_of_the_routes() -> None:
    assert page_with_table(TEXT) == TEXT, "run `python -m infra.aws.access_table`"


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind in vars(access_errors).values()
        if isinstance(kind, type)
        and issubclass(kind, AccessError)
        and kind not in (AccessError, CredentialError)
    ],
)
def test_every_refusal_is_named(kind: type[AccessError]) -> None:
    assert kind.code in TEXT


def test_times_are_those_of_the_code() -> None:
    assert kept_secrets.KEPT_SECONDS == 300
    assert "within 5 minutes" in TEXT
    assert kept_secrets.ASK_AGAIN_SECONDS == 5
    assert "at most every 5 s" in TEXT
    assert kept_secrets.OUTAGE_SECONDS == 3600
    assert "up to an hour" in TEXT
    assert SETTLING_SECONDS == 600
    assert "signs after 10 minutes" in TEXT
    assert LEAVE_SECONDS == 900
    assert "a quarter of an hour" in TEXT
    assert f"`SHOPGUIDE_SESSION_HOURS` ({Settings().session_hours})" in TEXT
    assert f"`SHOPGUIDE_SIGNED_IN_HOURS` ({Settings().signed_in_hours})" in TEXT
