"""What experiments make of requests, and what they note of it."""

import json
from collections import Counter
from itertools import cycle
from typing import Any

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.errors import RecordsUnavailableError
from shopguide.domain.product import Product
from shopguide.domain.ranking import Hit, Ranking
from shopguide.domain.recommending import Scene, Signal
from shopguide.domain.record_key import JOURNAL_SHARDS, journal_partition
from shopguide.events.journal import Journal
from shopguide.experiments.applying import ExperimentService
from shopguide.experiments.definitions import ExperimentDefinitions
from shopguide.experiments.exposures import ExposureLog
from shopguide.experiments.interleaving import drafted
from shopguide.ports.record_table import Write
from shopguide.recommend.request import RecommendationRequest
from shopguide.search.request import SearchRequest


class Shop:
    """Experiments over adapters in memory."""

    def __init__(self, *definitions: dict[str, Any]) -> None:
        self.clock = FixedClock()
        self.records = InMemoryRecordTable(self.clock)
        self.definitions = ExperimentDefinitions(InMemoryObjectStore(), self.records, self.clock)
        published = self.definitions.publish(json.dumps(definitions).encode())
        assert published.revision is not None, published.checked.problems
        self.experiments = self.service()

    def service(self) -> ExperimentService:
        """As another process has it: nothing remembered."""
        log = ExposureLog(self.records, Journal(self.records), self.clock)
        return ExperimentService(self.definitions, log, self.clock)

    def noted(self) -> list[dict[str, Any]]:
        day = self.clock.now().date().isoformat()
        partitions = [journal_partition(day, shard) for shard in range(JOURNAL_SHARDS)]
        return [dict(line) for each in partitions for _, line in self.records.query(each)]


def _experiment(
    name: str, overrides: dict[str, Any], scene: str = "home", **further: Any
) -> dict[str, Any]:
    variants = [
        {"name": "A", "share": 0.5},
        {"name": "B", "share": 0.5, "overrides": overrides},
    ]
    return {"name": name, "scene": scene, "variants": variants, **further}


DIVERSE = _experiment("diverse", {"diversity": 0.7})
WEIGHTS = _experiment("weights", {"weights": {"weights": {"content": 2}, "clicks": 0.1}})


def _shopper_of(shop: Shop, experiment: str, variant: str) -> str:
    names = (f"shopper-{number}" for number in range(100))
    return next(
        name
        for name in names
        if shop.experiments.apply(RecommendationRequest(name)).variants[experiment] == variant
    )


def test_a_variant_takes_the_place_of_what_the_request_says() -> None:
    shop = Shop(DIVERSE, WEIGHTS)
    shopper = _shopper_of(shop, "diverse", "B")
    applied = shop.experiments.apply(RecommendationRequest(shopper, diversity=0.2))
    assert applied.request.diversity == 0.7
    other = _shopper_of(shop, "weights", "B")
    weights = shop.experiments.apply(RecommendationRequest(other)).request.weights
    assert weights is not None
    assert (weights.weights, weights.clicks) == ({Signal.CONTENT: 2.0}, 0.1)


def test_a_control_leaves_the_request_as_it_is() -> None:
    shop = Shop(DIVERSE)
    request = RecommendationRequest(_shopper_of(shop, "diverse", "A"), diversity=0.2)
    assert shop.experiments.apply(request).request == request


def test_a_shopper_has_the_same_variant_in_every_process_and_both_kinds_are_met() -> None:
    shop = Shop(DIVERSE, WEIGHTS)
    requests = [RecommendationRequest(f"shopper-{number}") for number in range(200)]
    here = [shop.experiments.apply(request).variants for request in requests]
    assert here == [shop.service().apply(request).variants for request in requests]
    assert min(Counter((each["diverse"], each["weights"]) for each in here).values()) > 25


def test_an_exposure_is_noted_once_a_shopper_and_day() -> None:
    shop = Shop(DIVERSE)
    for service in (shop.experiments, shop.experiments, shop.service()):
        service.apply(RecommendationRequest("ann"))
    (line,) = shop.noted()
    assert (line["type"], line["shopper_id"], line["experiment"]) == ("exposure", "ann", "diverse")
    assert line["variant"] in "AB"
    shop.clock.advance(86_400)
    shop.experiments.apply(RecommendationRequest("ann"))
    assert len(shop.noted()) == 1  # of the new day


@pytest.mark.parametrize(
    "request_",
    [
        RecommendationRequest(""),
        RecommendationRequest("ann", scene=Scene.CAMPAIGN),
        RecommendationRequest("ann", diversity=0.7),
        SearchRequest("chair", shopper_id="ann"),
    ],
    ids=["nobody", "another scene", "no variant could differ", "a search"],
)
def test_what_no_variant_could_change_is_not_touched_and_not_noted(request_: Any) -> None:
    shop = Shop(_experiment("diverse", {"diversity": 0.7}))
    shop.definitions.publish(
        json.dumps(
            [_experiment("diverse", {"diversity": 0.7}, variants=[
                {"name": "A", "share": 0.5},
                {"name": "B", "share": 0.5, "overrides": {"diversity": 0.7}},
            ])]
        ).encode()
    )  # fmt: skip
    applied = shop.experiments.apply(request_)
    assert (applied.request, applied.variants) == (request_, {})
    assert shop.noted() == []


def test_an_experiment_that_is_stopped_or_not_begun_is_not_run() -> None:
    stopped = _experiment("one", {"diversity": 0.7}, status="stopped")
    later = _experiment("two", {"long_tail": 0.7}, starts="2126-01-01T00:00:00Z")
    over = _experiment("three", {"exploration": 0.1}, ends="2016-01-01T00:00:00Z")
    shop = Shop(stopped, later, over)
    assert shop.experiments.apply(RecommendationRequest("ann")).variants == {}


def test_searches_have_experiments_of_their_own() -> None:
    shop = Shop(_experiment("rerank", {"rerank": False}, "search"))
    applied = [
        shop.experiments.apply(SearchRequest("椅子", shopper_id=f"shopper-{number}"))
        for number in range(20)
    ]
    assert {each.request.rerank for each in applied} == {True, False}
    assert all((each.variants["rerank"] == "A") == each.request.rerank for each in applied)


class _FullRecords(InMemoryRecordTable):
    def write_groups(self, groups: Any) -> Any:
        writes: list[Write] = [write for group in groups for write in group]
        if any(write.key.partition.startswith("journal#") for write in writes):
            raise RecordsUnavailableError("down")
        return super().write_groups(groups)


def test_no_shopper_waits_for_an_exposure_that_cannot_be_noted() -> None:
    shop = Shop(DIVERSE)
    full = _FullRecords(shop.clock)
    broken = ExposureLog(full, Journal(full), shop.clock)
    service = ExperimentService(shop.definitions, broken, shop.clock)
    assert service.apply(RecommendationRequest("ann")).variants


def _ranking(ids: str, ranking_id: str = "") -> Ranking:
    hits = [Hit(Product(id_, id_), 1.0 / place) for place, id_ in enumerate(ids, 1)]
    return Ranking(tuple(hits), "profile", ranking_id=ranking_id)


def _ids(ranking: Ranking) -> str:
    return "".join(hit.product.product_id for hit in ranking.hits)


def test_a_draft_takes_the_best_that_is_left_of_each_ranking_in_turn() -> None:
    rankings = {"A": _ranking("abcd", "one"), "B": _ranking("badc", "two")}
    ranking, teams = drafted(rankings, 4, cycle([True, False]))
    assert _ids(ranking) == "abdc"
    assert teams == {"A": ["a", "c"], "B": ["b", "d"]}
    assert ranking.ranking_id == "one"


def test_what_both_rankings_begin_with_is_credited_to_neither() -> None:
    ranking, teams = drafted({"A": _ranking("abc"), "B": _ranking("abd")}, 4, cycle([False]))
    assert _ids(ranking) == "abdc"
    assert teams == {"A": ["c"], "B": ["d"]}


def test_a_draft_of_rankings_of_any_length_has_no_product_twice() -> None:
    rankings = {"A": _ranking("ab"), "B": _ranking("bcdefa")}
    ranking, _ = drafted(rankings, 5, cycle([True]))
    assert len(set(_ids(ranking))) == len(_ids(ranking)) == 5
    assert _ids(drafted({"A": _ranking(""), "B": _ranking("")}, 5, cycle([True]))[0]) == ""


def test_an_interleaving_notes_who_picked_what_of_every_list() -> None:
    shop = Shop(_experiment("mix", {"diversity": 0.7}, interleave=True))
    applied = shop.experiments.apply(RecommendationRequest("ann", limit=4))
    assert applied.variants == {"mix": "interleaved"}

    def recommend(request: RecommendationRequest) -> Ranking:
        return _ranking("dcba" if request.diversity == 0.7 else "abcd", "r-1")

    ranking = applied.rank(recommend)
    assert sorted(_ids(ranking)) == ["a", "b", "c", "d"]
    (line,) = shop.noted()
    assert (line["variant"], line["ranking_id"]) == ("interleaved", "r-1")
    assert sorted(line["teams"]["A"] + line["teams"]["B"]) == ["a", "b", "c", "d"]


def test_without_an_interleaving_the_changed_request_is_carried_out() -> None:
    shop = Shop(DIVERSE)
    applied = shop.experiments.apply(RecommendationRequest(_shopper_of(shop, "diverse", "B")))
    asked: list[RecommendationRequest] = []
    applied.rank(lambda request: (asked.append(request), _ranking("a"))[1])
    assert [each.diversity for each in asked] == [0.7]
