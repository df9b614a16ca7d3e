"""Who may not, is refused by the deployed shop: at the gateway, by IAM, at the bucket.

ministack enforces IAM as AWS does (`AUTH=true`). Where it differs: AWS answers a request without
a signature 403, ministack 403 or 401; a presigned form that does not fit is 403 with both.
"""

import secrets
from datetime import UTC, datetime

import pytest

from infra.aws.template import read_functions
from tests.e2e.conftest import SMALL_SHOP
from tests.e2e_aws.conftest import BUILD
from tests.e2e_aws.shop import ShopOnAws
from tests.e2e_aws.signed_requests import Signed, identity_that_may

pytestmark = pytest.mark.models

NOTHING = {"content-type": "application/json"}


def operator_routes() -> list[tuple[str, str]]:
    """What of the API is behind IAM, as the stacks say it."""
    if not (BUILD / "template.yaml").exists():
        return []
    events = [
        event["Properties"]
        for function in read_functions(BUILD / "template.yaml")
        for event in function.properties.get("Events", {}).values()
        if event["Type"] == "HttpApi"
    ]
    return sorted(
        (event["Method"], event["Path"])
        for event in events
        if event.get("Auth", {}).get("Authorizer") == "AWS_IAM"
    )


def begin_session(shop: ShopOnAws) -> dict[str, str]:
    """A session of a new shopper."""
    answer = shop.http.post("/v1/sessions")
    assert answer.status_code == 201, answer.text
    session: dict[str, str] = answer.json()
    return session


def test_every_route_of_operators_refuses_those_who_do_not_sign(shop_on_aws: ShopOnAws) -> None:
    routes = operator_routes()
    assert len(routes) > 10
    for method, path in routes:
        answer = shop_on_aws.http.request(method, path.replace("{", "").replace("}", ""))
        assert answer.status_code in (401, 403), (method, path, answer.text)


def test_identity_reaches_what_its_policy_names_and_nothing_else(shop_on_aws: ShopOnAws) -> None:
    api = shop_on_aws.deployment.physical["Api"]
    aws, run = shop_on_aws.deployment.aws, secrets.token_hex(4)
    nobody = Signed(identity_that_may(aws, f"nobody-{run}"))
    team = Signed(identity_that_may(aws, f"team-{run}", f"{api}/$default/*/v1/catalog/*"))
    assert shop_on_aws.http.get("/v1/catalog/versions", auth=nobody).status_code == 403
    assert shop_on_aws.http.get("/v1/moderation/report", auth=team).status_code == 403
    allowed = shop_on_aws.http.get("/v1/catalog/versions", auth=team)
    assert allowed.status_code == 200, allowed.text


def test_session_opens_what_is_its_shoppers_and_nothing_of_others(shop_on_aws: ShopOnAws) -> None:
    ask = shop_on_aws.http
    mine, other = begin_session(shop_on_aws), begin_session(shop_on_aws)
    bearer = {"Authorization": f"Bearer {mine['session_token']}"}
    own = f"/v1/shoppers/{mine['shopper_id']}/interests"
    assert ask.get(own, headers=bearer).status_code == 200
    foreign = ask.get(f"/v1/shoppers/{other['shopper_id']}/interests", headers=bearer)
    assert (foreign.status_code, foreign.json()["code"]) == (403, "not_your_shopper")
    nobody = ask.get(own)
    assert (nobody.status_code, nobody.json()["code"]) == (401, "session_required")
    forged = ask.get(own, headers={"Authorization": bearer["Authorization"][:-4] + "AAAA"})
    assert (forged.status_code, forged.json()["code"]) == (401, "session_invalid")


def test_events_are_taken_from_the_shopper_whose_session_it_is(shop_on_aws: ShopOnAws) -> None:
    ask = shop_on_aws.http
    session = begin_session(shop_on_aws)
    event = {
        "event_id": secrets.token_hex(16),
        "event_name": "view_item",
        "shopper_id": session["shopper_id"],
        "product_id": SMALL_SHOP[0].product_id,
        "timestamp": datetime.now(UTC).isoformat(),
    }
    assert ask.post("/v1/events", json={"events": [event]}).status_code == 401
    bearer = {"Authorization": f"Bearer {session['session_token']}"}
    taken = ask.post("/v1/events", json={"events": [event]}, headers=bearer)
    assert taken.status_code in (200, 202), taken.text


def test_catalogue_team_cannot_read_what_the_shop_stores(shop_on_aws: ShopOnAws) -> None:
    stranger = identity_that_may(shop_on_aws.deployment.aws, f"reader-{secrets.token_hex(4)}")
    bucket = shop_on_aws.deployment.aws.client("s3", stranger)
    with pytest.raises(bucket.exceptions.ClientError, match="AccessDenied"):
        bucket.get_object(Bucket=shop_on_aws.bucket, Key="reports/products/first.csv/report.json")


@pytest.mark.parametrize(
    "changed",
    [
        {"key": "models/encoder/shopguide-e5-small/current"},
        {"Content-Type": "text/html"},
    ],
)
def test_leave_for_one_file_takes_no_other(shop_on_aws: ShopOnAws, changed: dict[str, str]) -> None:
    leave = shop_on_aws.leave("products", "other.csv", 1000)
    assert shop_on_aws.send(leave, b"product_id\n", **changed).status_code == 403


def test_file_over_the_size_of_its_leave_is_refused(shop_on_aws: ShopOnAws) -> None:
    leave = shop_on_aws.leave("products", "large.csv", 100)
    refused = shop_on_aws.send(leave, b"x" * 101)
    assert refused.status_code == 400
    assert "EntityTooLarge" in refused.text
