"""A file's way through the deployed shop: upload, import, index, and what shoppers get of it."""

import pytest

from infra.local.sample_shop.files import LAST_DAY
from infra.local.sample_shop.questions import sample_questions
from tests.e2e.conftest import SMALL_SHOP
from tests.e2e_aws.shop import ShopOnAws

pytestmark = pytest.mark.models

PRODUCTS = frozenset(product.product_id for product in SMALL_SHOP)


def test_health_names_the_catalogue_and_the_bundles_that_run(shop_on_aws: ShopOnAws) -> None:
    health = shop_on_aws.http.get("/v1/health").json()
    assert health["counts"]["products"] >= len(SMALL_SHOP)
    assert "encoder" in {model["kind"] for model in health["models"]}


@pytest.mark.parametrize(("query", "category"), [("露营帐篷", "TN-"), ("office chair", "OC-")])
def test_search_finds_what_was_uploaded(shop_on_aws: ShopOnAws, query: str, category: str) -> None:
    answer = shop_on_aws.http.get("/v1/search", params={"q": query, "limit": 3})
    assert answer.status_code == 200, answer.text
    found = [hit["product"]["product_id"] for hit in answer.json()["hits"]]
    assert len(found) == 3
    assert found[0].startswith(category)


def test_recommendations_go_with_the_product_on_the_page(shop_on_aws: ShopOnAws) -> None:
    product = SMALL_SHOP[0].product_id
    answer = shop_on_aws.http.get(f"/v1/products/{product}/similar", params={"limit": 3})
    assert answer.status_code == 200, answer.text
    assert product not in {one["product"]["product_id"] for one in answer.json()["hits"]}


def test_question_about_a_product_is_answered_with_its_evidence(shop_on_aws: ShopOnAws) -> None:
    asked = next(one for one in sample_questions(LAST_DAY) if one.product_id in PRODUCTS)
    question = {"question": asked.question, "product_id": asked.product_id}
    answer = shop_on_aws.http.post("/v1/answers", json=question)
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert not said["abstained"], said
    assert said["citations"]


def test_pages_of_the_shop_may_ask_from_a_browser_and_others_may_not(
    shop_on_aws: ShopOnAws,
) -> None:
    asking = {"Access-Control-Request-Method": "GET"}
    for origin, allowed in (("https://shop.example", True), ("https://other.example", False)):
        answer = shop_on_aws.http.options("/v1/search", headers={**asking, "Origin": origin})
        assert (answer.headers.get("access-control-allow-origin") == origin) is allowed
