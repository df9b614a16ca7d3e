"""A version of the signals goes live whole, once, and can be gone back from."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from shopguide.bootstrap import Container
from shopguide.domain.errors import SignalsDamagedError, SignalsNotFoundError
from shopguide.domain.indexed import NearestQuery
from shopguide.domain.recommending import BlendWeights, Signal
from shopguide.domain.record_key import SIGNAL_VERSIONS, like_minded_key, neighbours_key
from shopguide.domain.signals import FACTORS_VECTOR, BoughtTogether, Neighbours
from shopguide.recommend.signals.inner_product import as_query, inner_product
from shopguide.recommend.signals.publisher import Outcome, SignalsPublisher
from tests.signals_files import MADE_AT, SignalFiles, write_signals

FACTORS = {"HP-1": [3.0, 4.0], "HP-2": [1.0, 0.0], "耳机-1": [0.0, 2.0]}
FILES = SignalFiles(
    neighbours={
        "HP-1": Neighbours((("HP-2", 0.5), ("耳机-1", 0.25)), (BoughtTogether("SP-1", 3.5, 7),), 12)
    },
    like_minded={"买家-1": [("CH-1", 0.9)]},
    trending={"all": [("HP-1", 5.0), ("CH-1", 2.0)], "device:mobile": [("SP-1", 1.0)]},
    factors=FACTORS,
)


def later(hours: float, **changes: object) -> SignalFiles:
    """Another version, made some hours after `FILES`."""
    made_at = f"2026-01-01T{3 + hours:02.0f}:00:00+00:00"
    trending = {"all": [("CH-2", hours)]}
    return SignalFiles(**{"made_at": made_at, "trending": trending, "factors": FACTORS, **changes})


def publish(container: Container, files: SignalFiles) -> str:
    version = write_signals(container.objects, files)
    assert container.signals_publisher.publish(version).outcome is Outcome.PUBLISHED
    return version


def test_what_was_published_is_what_is_read(container: Container) -> None:
    version = publish(container, FILES)
    reader = container.signals_reader
    live = reader.live()
    assert live is not None
    assert (live.version, live.interactions, live.previous) == (version, 100, "")
    assert reader.neighbours(live, ["HP-1", "HP-2"]) == FILES.neighbours
    assert reader.like_minded(live, "买家-1") == (("CH-1", 0.9),)
    assert reader.like_minded(live, "a stranger") == ()
    assert reader.trending(live, ["all", "country:DE"]) == {"all": (("HP-1", 5.0), ("CH-1", 2.0))}


def test_inner_products_of_factors_come_out_of_the_index(container: Container) -> None:
    publish(container, FILES)
    live = container.signals_reader.live()
    assert live is not None
    query = np.array([1.0, 2.0], dtype=np.float32)
    found = container.index.nearest(
        live.index, NearestQuery(as_query(query), 3, vector_name=FACTORS_VECTOR)
    )
    scores = {
        hit.document.document_id: inner_product(hit.score, query, live.factor_norm) for hit in found
    }
    assert scores == pytest.approx({"HP-1": 11.0, "耳机-1": 4.0, "HP-2": 1.0}, rel=1e-5)
    assert list(scores) == ["HP-1", "耳机-1", "HP-2"]


def test_factor_model_is_that_of_the_batch(container: Container) -> None:
    publish(container, FILES)
    live = container.signals_reader.live()
    assert live is not None
    model = container.signals_reader.factor_model(live)
    vectors = np.array(list(FACTORS.values()))
    assert model.gram == pytest.approx(vectors.T @ vectors)
    assert (model.dimension, model.regularization, model.alpha) == (2, 0.01, 10.0)


def test_tuned_weights_and_the_click_model_are_told(container: Container) -> None:
    weights = BlendWeights({Signal.FOLLOWED: 2.0}, 0.25, "tuning-7")
    publish(container, later(0, weights=weights, clicks=({"sha256": ""}, b"model")))
    live = container.signals_reader.live()
    assert live is not None
    assert live.weights == weights
    assert live.clicks


def test_a_version_without_factors_has_no_index(container: Container) -> None:
    publish(container, later(0, factors={}))
    live = container.signals_reader.live()
    assert live is not None
    assert live.index == ""


def test_publishing_what_is_live_changes_nothing(container: Container) -> None:
    version = publish(container, FILES)
    before = container.signals_reader.live()
    report = container.signals_publisher.publish(version)
    assert report.outcome is Outcome.ALREADY_LIVE
    assert report.live == before
    assert report.products == 0


def test_an_event_that_comes_late_does_not_bring_an_older_version_back(
    container: Container,
) -> None:
    first = publish(container, FILES)
    second = publish(container, later(1))
    report = container.signals_publisher.publish(first)
    assert report.outcome is Outcome.OLDER
    assert report.live.version == second


def test_the_version_before_is_kept_and_older_ones_go(container: Container) -> None:
    first, second = publish(container, FILES), publish(container, later(1))
    third = publish(container, later(2))
    kept = {key.sort for key, _ in container.records.query(SIGNAL_VERSIONS)}
    assert kept == {second, third}
    assert container.records.get(neighbours_key(first, "HP-1")) is None
    assert container.records.get(like_minded_key(first, "买家-1")) is None
    indexes = [name for name in container.index.names() if name.startswith("behaviour-")]
    assert sorted(indexes) == sorted(f"behaviour-{version}" for version in (second, third))
    folders = {stored.key.split("/")[1] for stored in container.objects.list("signals/")}
    assert folders == {second, third}


def test_rolling_back_brings_the_version_before_and_once_more_undoes_it(
    container: Container,
) -> None:
    first, second = publish(container, FILES), publish(container, later(1))
    back = container.signals_publisher.roll_back()
    assert (back.version, back.previous) == (first, second)
    live = container.signals_reader.live()
    assert live == back
    assert container.signals_reader.neighbours(back, ["HP-1"])
    assert container.signals_publisher.publish(second).outcome is Outcome.WITHDRAWN
    assert container.signals_publisher.roll_back().version == second


def test_after_a_rollback_the_next_version_goes_live(container: Container) -> None:
    first, _ = publish(container, FILES), publish(container, later(1))
    container.signals_publisher.roll_back()
    third = publish(container, later(2))
    live = container.signals_reader.live()
    assert live is not None
    assert (live.version, live.previous) == (third, first)


def test_there_is_nothing_to_go_back_to_after_the_first_version(container: Container) -> None:
    with pytest.raises(SignalsNotFoundError, match="no earlier version"):
        container.signals_publisher.roll_back()
    publish(container, FILES)
    with pytest.raises(SignalsNotFoundError, match="no earlier version"):
        container.signals_publisher.roll_back()


def test_products_that_left_the_shop_stay_in_the_index_while_they_are_few(
    container: Container, shop: list[object]
) -> None:
    known = {product_id: [1.0, 0.0] for product_id in ("HP-1", "HP-2", "HP-3", "SP-1", "CH-1")}
    few = later(0, factors={**known, "gone": [9.0, 0.0]})
    many = later(1, factors={**known, **{f"gone-{n}": [9.0, 0.0] for n in range(5)}})
    for files, kept in ((few, 6), (many, 5)):
        publish(container, files)
        live = container.signals_reader.live()
        assert live is not None
        assert container.index.count(live.index) == kept


def test_a_recommender_that_is_not_published_is_told_and_not_waited_for(
    container: Container,
) -> None:
    version = write_signals(container.objects, later(0, recommender="sequence@1"))
    report = container.signals_publisher.publish(version)
    assert report.outcome is Outcome.PUBLISHED
    assert report.live.recommender == ""
    assert "sequence@1 is not published" in report.notes[0]
    schema = container.index.schema(report.live.index)
    assert schema is not None
    assert list(schema.dense) == [FACTORS_VECTOR]


def test_a_recommender_that_is_published_later_completes_the_live_version(
    container: Container, tmp_path: Path
) -> None:
    published: dict[str, Path] = {}
    publisher = SignalsPublisher(
        records=container.records,
        objects=container.objects,
        index=container.index,
        clock=container.clock,
        learned=published.get,
    )
    version = write_signals(container.objects, later(0, recommender="sequence@1"))
    before = publisher.publish(version).live
    vectors = np.array([[3.0, 0.0, 4.0]], dtype=np.float32)
    np.savez(tmp_path / "products.npz", ids=np.array(["HP-1"]), vectors=vectors)
    published["sequence@1"] = tmp_path / "products.npz"
    report = publisher.publish(version)
    assert (report.outcome, report.notes) == (Outcome.PUBLISHED, ())
    live = report.live
    assert (live.recommender, live.sequence_norm, live.previous) == ("sequence@1", 5.0, "")
    assert live.index != before.index
    assert before.index not in container.index.names()
    schema = container.index.schema(live.index)
    assert schema is not None
    assert (schema.dense, schema.encoder) == ({"factors": 3, "sequence": 4}, "sequence@1")
    assert publisher.publish(version).outcome is Outcome.ALREADY_LIVE


def test_live_signals_are_looked_for_again_after_five_seconds(
    container: Container, new_container: Callable[..., Container]
) -> None:
    other = new_container()  # another process over the same stores
    for name in ("records", "objects", "index", "clock"):
        other.__dict__[name] = container.__dict__[name]
    assert other.signals_reader.live() is None
    publish(container, FILES)
    assert other.signals_reader.live() is None
    container.clock.advance(timedelta(seconds=5).total_seconds())  # type: ignore[attr-defined]
    assert other.signals_reader.live() is not None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"version": "other"}, "that of version 'other'"),
        ({"made_at": "yesterday"}, "cannot be read"),
        ({"made_at": "2026-01-01T00:00:00"}, "no time zone"),
        ({"files": []}, "files is no object"),
        ({"files": {"neighbours.jsonl.gz": "x"}}, "is no SHA-256"),
        ({"files": {}}, "lacks the file 'neighbours.jsonl.gz'"),
        ({"interactions": "many"}, "interactions is 'many', no number"),
    ],
)
def test_a_wrong_manifest_is_refused(
    container: Container, change: dict[str, object], told: str
) -> None:
    version = write_signals(container.objects, FILES)
    key = f"signals/{version}/signals.json"
    record = {**json.loads(container.objects.open(key).read()), **change}
    container.objects.put(key, json.dumps(record).encode())
    with pytest.raises(SignalsDamagedError, match=told):
        container.signals_publisher.publish(version)
    assert container.signals_reader.live() is None


def test_a_version_that_is_not_there_is_not_found(container: Container) -> None:
    with pytest.raises(SignalsNotFoundError):
        container.signals_publisher.publish("0123456789abcdef")
    assert MADE_AT
