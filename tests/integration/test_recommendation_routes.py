"""Recommendations of every scene over HTTP and from the command line."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from functions.shop_api.app import app
from functions.shop_api.app import router as shop_routes
from infra.local.cli import run
from shopguide.api.errors import ERRORS
from shopguide.bootstrap import Container
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.signals import Neighbours
from shopguide.experiments.applying import AppliedExperiments
from shopguide.recommend.request import RecommendationRequest
from tests.integration.served import served
from tests.unit.recommend.scene_shop import fill, publish, together

http = TestClient(app)
fuzz = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def shop(empty_container: Container) -> Container:
    fill(empty_container)
    publish(
        empty_container,
        {
            "T-1": together(("T-3", 2.0, 12)),
            "P-2": Neighbours(followed=(("P-4", 3.0),)),
        },
    )
    return empty_container


def ask(path: str, accepted: str = "", **parameters: Any) -> dict[str, Any]:
    headers = {"Accept-Language": accepted} if accepted else {}
    answer = http.get(path, params=parameters, headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ids(body: dict[str, Any]) -> list[str]:
    return [hit["product"]["product_id"] for hit in body["hits"]]


class TestBesideAProduct:
    def test_bought_together_with_lift_and_count_in_words(self, shop: Container) -> None:
        body = ask("/v1/products/T-1/bought-together")
        assert (ids(body), body["strategy"], body["language"]) == (["T-3"], "together", "en")
        assert body["hits"][0]["reason"] == {
            "type": "bought_together",
            "product_id": "T-1",
            "contribution": 1.0,
            "evidence": {"lift": 2.0, "count": 12},
            "text": "Bought 12 times together with “Green tea, 200 g”",
        }
        assert body["ranking_id"]

    def test_without_purchases_what_names_it_and_a_note(self, shop: Container) -> None:
        body = ask("/v1/products/手机-1/bought-together")
        assert ids(body) == ["手机壳-1"]
        assert body["notes"] == ["no_purchases_together"]
        assert body["hits"][0]["reason"]["text"] == "可以搭配「华为 Mate 60 手机」"

    @pytest.mark.parametrize(
        ("kind", "found"), [("cheaper", {"P-3"}), ("better_rated", {"P-2", "P-3"})]
    )
    def test_alternatives_of_either_kind(self, shop: Container, kind: str, found: set[str]) -> None:
        body = ask("/v1/products/P-1/alternatives", kind=kind)
        assert set(ids(body)) == found
        assert body["strategy"] == kind

    def test_the_same_list_by_its_scene(self, shop: Container) -> None:
        by_route = ask("/v1/products/P-2/similar")
        by_scene = ask("/v1/recommendations", scene="product", product_id="P-2")
        assert ids(by_route) == ids(by_scene)
        assert by_route["strategy"] == "blend"
        assert by_route["ranking_id"] != by_scene["ranking_id"]

    @pytest.mark.parametrize("part", ["similar", "bought-together", "alternatives"])
    def test_unknown_product_is_a_404(self, shop: Container, part: str) -> None:
        answer = http.get(f"/v1/products/nope%2F1/{part}")
        assert (answer.status_code, answer.json()["code"]) == (404, "product_not_found")

    @pytest.mark.parametrize("part", ["similar", "bought-together", "alternatives"])
    def test_what_a_shopper_turned_down_is_not_in_it(self, shop: Container, part: str) -> None:
        path = "/v1/products/T-1/bought-together" if "b" in part[:1] else f"/v1/products/P-1/{part}"
        first = ids(ask(path))[0]
        shop.events.record([ReportedInteraction("e", "s", InteractionKind.DISMISS, first)])
        assert first not in ids(ask(path, shopper_id="s"))
        assert first in ids(ask(path, shopper_id="other"))


class TestCart:
    def test_complements_name_the_product_of_the_cart(self, shop: Container) -> None:
        body = ask("/v1/recommendations", scene="cart", product_id=["T-1", "P-1"])
        assert ids(body)[0] == "T-3"
        reason = body["hits"][0]["reason"]
        assert reason["text"] == "Goes with “Green tea, 200 g” in your cart"
        assert not {"T-1", "P-1", "P-1-RED"} & set(ids(body))

    def test_cart_of_products_that_are_gone_is_a_404(self, shop: Container) -> None:
        answer = http.get("/v1/recommendations?scene=cart&product_id=gone")
        assert (answer.status_code, answer.json()["field"]) == (404, "product_id")


class TestCampaign:
    def post(self, body: Any) -> Any:
        return http.post("/v1/recommendations/campaign", json=body)

    def test_each_eligible_product_is_ranked_or_left_out(self, shop: Container) -> None:
        eligible = ["T-1", "P-3", "P-5", "gone", "T-3", "T-1"]
        body = self.post({"product_ids": eligible, "language": "zh"}).json()
        ranked = [hit["product_id"] for hit in body["hits"]]
        assert set(ranked) == {"T-1", "P-3", "T-3"}
        assert body["left_out"] == ["P-5", "gone"]
        scores = [hit["score"] for hit in body["hits"]]
        assert scores == sorted(scores, reverse=True)
        assert (body["language"], bool(body["ranking_id"])) == ("zh", True)

    def test_for_a_stranger_what_is_popular_comes_first(self, shop: Container) -> None:
        for number, product_id in enumerate(["T-2", "T-2", "C-2"]):
            event = ReportedInteraction(
                f"e-{number}", f"s-{number}", InteractionKind.PURCHASE, product_id
            )
            shop.events.record([event])
        body = self.post({"product_ids": ["P-3", "C-2", "T-2"], "shopper_id": "stranger"}).json()
        assert [hit["product_id"] for hit in body["hits"]] == ["T-2", "C-2", "P-3"]
        assert body["strategy"] == "popularity"
        assert body["hits"][0]["reason"]["type"] == "popular"

    def test_an_interaction_moves_the_order(self, shop: Container) -> None:
        eligible = {"product_ids": ["T-2", "P-2", "C-2"], "shopper_id": "s"}
        shop.events.record([ReportedInteraction("e", "s", InteractionKind.VIEW_ITEM, "T-1")])
        first = self.post(eligible).json()["hits"][0]
        assert first["product_id"] == "T-2"
        assert first["reason"]["product_id"] == "T-1"

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "product_ids"),
            ({"product_ids": []}, "product_ids"),
            ({"product_ids": ["p"] * 1001}, "product_ids"),
            ({"product_ids": "p"}, "product_ids"),
            ({"product_ids": [""]}, "product_ids.0"),
            ({"product_ids": ["a\x00"]}, "product_ids.0"),
            ({"product_ids": ["p"], "limit": 0}, "limit"),
            ({"product_ids": ["p"], "hour": 24}, "hour"),
            ({"product_ids": ["p"], "country": "Germany"}, "country"),
            ({"product_ids": ["p"], "device": "toaster"}, "device"),
            ({"product_ids": ["p"], "diversity": 0.5}, "diversity"),
            ({"product_ids": ["p"], "language": "de"}, "language"),
        ],
        ids=lambda value: json.dumps(value)[:40],
    )
    def test_wrong_body_names_the_member_and_the_fix(
        self, shop: Container, body: Any, field: str
    ) -> None:
        answer = self.post(body)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_body")
        assert answer.json()["field"] == field
        assert answer.json()["fix"]

    def test_price_bounds_that_contradict_each_other_are_refused(self, shop: Container) -> None:
        answer = self.post({"product_ids": ["T-1"], "price_min": 9, "price_max": 3})
        assert (answer.status_code, answer.json()["field"]) == (400, "price_min")


class TestContradictions:
    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("product_id=T-1", "product_id"),
            ("scene=cart", "product_id"),
            ("scene=product", "product_id"),
            ("scene=product&product_id=T-1&product_id=T-2", "product_id"),
            ("scene=campaign", "scene"),
            ("scene=cart&product_id=T-1&diversity=0.1", "diversity"),
            ("scene=cart&product_id=T-1&interest=tea", "interest"),
            ("scene=product&product_id=T-1&conversation_id=c", "conversation_id"),
            ("scene=product&product_id=T-1&hour=3", "hour"),
            ("scene=checkout", "scene"),
            ("diversity=1.1", "diversity"),
            ("exploration=nan", "exploration"),
            ("long_tail=-0.1", "long_tail"),
            ("hour=24", "hour"),
            ("country=DEU", "country"),
            ("interest=", "interest.0"),
            ("language=de", "language"),
            ("&".join(["exclude=p"] * 101), "exclude"),
        ],
    )
    def test_name_the_parameter_and_the_fix(self, shop: Container, query: str, field: str) -> None:
        answer = http.get(f"/v1/recommendations?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")
        assert answer.json()["field"] == field
        assert answer.json()["fix"]


class TestLanguage:
    @pytest.mark.parametrize(
        ("parameter", "header", "language"),
        [
            ("zh", "en", "zh"),
            ("en", "zh", "en"),
            (None, "zh-CN,zh;q=0.9", "zh"),
            (None, "de, en;q=0.3", "en"),
            (None, "de", "en"),
            (None, "", "en"),
        ],
    )
    def test_parameter_goes_before_the_header_before_the_titles(
        self, shop: Container, parameter: str | None, header: str, language: str
    ) -> None:
        said = {"language": parameter} if parameter else {}
        body = ask("/v1/products/T-1/bought-together", header, **said)
        assert body["language"] == language
        assert ("与" in body["hits"][0]["reason"]["text"]) is (language == "zh")

    def test_conversation_goes_before_the_header(self, shop: Container) -> None:
        conversation = shop.conversations.begin("s", language="zh")
        asked = {"shopper_id": "s", "conversation_id": conversation.conversation_id}
        assert ask("/v1/recommendations", "en", **asked)["language"] == "zh"

    def test_unknown_shopper_is_a_cold_start(self, shop: Container) -> None:
        body = ask("/v1/recommendations", shopper_id="nobody has ever seen")
        assert body["hits"]
        assert ids(body) == ids(ask("/v1/recommendations"))


words = st.text(max_size=12) | st.sampled_from(["cart", "product", "T-1", "nan", "-1", "0.5", "7"])
names = st.sampled_from(
    "scene product_id exclude limit diversity exploration long_tail interest device hour country"
    " language shopper_id".split()
)


@fuzz
@given(
    st.dictionaries(names, words | st.lists(words, max_size=3), max_size=6),
    st.sampled_from(
        [
            "recommendations",
            "products/T-1/similar",
            "products/P-1/alternatives",
            "products/P-1/bought-together",
        ]
    ),
)
def test_no_parameters_break_a_scene(
    shop: Container, parameters: dict[str, Any], path: str
) -> None:
    answer = http.get(f"/v1/{path}", params=parameters)
    assert answer.status_code in (200, 400, 404)
    if answer.status_code != 200:
        assert answer.json()["code"] in ERRORS


class TestCommand:
    @pytest.fixture
    def shopguide(
        self,
        shop: Container,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> Iterator[Callable[..., tuple[int, str]]]:
        monkeypatch.setenv("COLUMNS", "200")
        with served(shop_routes) as url:

            def call(*arguments: str) -> tuple[int, str]:
                code = run(["recommend", *arguments, "--url", url])
                printed = capsys.readouterr()
                return code, printed.out + printed.err

            yield call

    def test_table_has_the_reasons_in_words(self, shopguide: Callable[..., Any]) -> None:
        asked = ("--scene", "product", "--product", "T-1", "--list", "bought-together")
        code, out = shopguide(*asked, "--language", "zh")
        assert code == 0
        assert "购买过12次" in "".join(out.split())

    def test_json_is_what_the_api_answers(self, shopguide: Callable[..., Any]) -> None:
        code, out = shopguide("--scene", "cart", "--product", "T-1", "--json")
        assert code == 0
        assert ids(json.loads(out))[0] == "T-3"

    def test_campaign_reads_its_products_from_a_file(
        self, shopguide: Callable[..., Any], tmp_path: Path
    ) -> None:
        file = tmp_path / "spring.txt"
        file.write_text("\ufeffT-1\n\nP-3 \ngone\n", encoding="utf-8")
        code, out = shopguide("--scene", "campaign", "--eligible", str(file), "--json")
        assert code == 0
        assert json.loads(out)["left_out"] == ["gone"]

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("--scene", "campaign", "--diversity", "0.5"), 2),
            (("--list", "cheaper"), 2),
            (("--scene", "cart"), 1),
            (("--diversity", "7"), 1),
        ],
    )
    def test_what_cannot_be_is_told(
        self, shopguide: Callable[..., Any], arguments: tuple[str, ...], code: int
    ) -> None:
        assert shopguide(*arguments)[0] == code

    def test_notes_are_said(self, shopguide: Callable[..., Any]) -> None:
        _, out = shopguide("--scene", "product", "--product", "X-1", "--list", "cheaper")
        assert "Its category is not known." in out


def test_an_experiment_changes_what_its_shoppers_are_recommended(shop: Container) -> None:
    class OneHit:
        def apply(self, request: RecommendationRequest) -> Any:
            changed = replace(request, limit=1) if request.shopper_id else request
            return AppliedExperiments(changed)

    shop.__dict__["experiments"] = OneHit()
    assert len(ask("/v1/recommendations", shopper_id="s")["hits"]) == 1
    assert len(ask("/v1/recommendations")["hits"]) > 1
    eligible = {"product_ids": ["T-1", "T-2"], "shopper_id": "s"}
    answer = http.post("/v1/recommendations/campaign", json=eligible)
    assert len(answer.json()["hits"]) == 1
