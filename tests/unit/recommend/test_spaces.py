"""Vectors of the live signals: held or asked of the index, followed, and never missed for long."""

import logging
from pathlib import Path

import pytest

from shopguide.bootstrap import Container
from shopguide.domain.signals import LiveSignals
from shopguide.recommend.shopper.taste import TasteReader
from shopguide.recommend.vectors.spaces import SpaceLoader
from shopguide.recommend.vectors.vector_space import HeldSpace, IndexedSpace
from tests.conftest import SHOP
from tests.unit.recommend.signalled_shop import FACTORS, act, ids_of, publish, recommended

PRODUCTS = [it.product_id for it in SHOP]


def ask_the_index(container: Container) -> None:
    """As a shop does whose vectors do not fit into memory."""
    container.__dict__["tastes"] = TasteReader(
        container.index,
        container.signals_reader,
        SpaceLoader(container.objects, container.index, container.learned_vectors, most_bytes=0),
        lambda: container.recommender,
        container.clock,
    )


def live_of(container: Container) -> LiveSignals:
    live = container.signals_reader.live()
    assert live is not None
    return live


def test_vectors_in_memory_and_in_the_index_give_the_same_page(signalled: Container) -> None:
    act(signalled, "CH-1", "HP-1")
    held = recommended(signalled, diversity=0)
    del signalled.__dict__["recommend"]
    ask_the_index(signalled)
    indexed = recommended(signalled, diversity=0)
    assert held.strategy == indexed.strategy == "blend"
    assert ids_of(held) == ids_of(indexed)
    scores = [hit.score for hit in held.hits]
    assert scores == pytest.approx([hit.score for hit in indexed.hits], abs=1e-3)


def test_files_are_held_only_where_they_are_small_enough(signalled: Container) -> None:
    live = live_of(signalled)
    parts = signalled.objects, signalled.index, signalled.learned_vectors
    small, large = SpaceLoader(*parts).of(live), SpaceLoader(*parts, most_bytes=0).of(live)
    assert isinstance(small.factors, HeldSpace)
    assert isinstance(small.sequence, HeldSpace)
    assert isinstance(large.factors, IndexedSpace)
    assert isinstance(large.sequence, IndexedSpace)


def test_damaged_factors_are_taken_from_the_index(
    signalled: Container, caplog: pytest.LogCaptureFixture
) -> None:
    live = live_of(signalled)
    signalled.objects.put(f"signals/{live.version}/factors.npz", b"broken")
    act(signalled, "CH-1")
    with caplog.at_level(logging.WARNING):
        assert recommended(signalled).strategy == "blend"
    assert "cannot be held in memory" in caplog.text


def test_damaged_bundle_leaves_the_other_signals(signalled: Container) -> None:
    for file in Path(signalled.settings.models_dir).rglob("products.npz"):
        file.write_bytes(b"broken")
    act(signalled, "CH-1")
    assert recommended(signalled).hits


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize("asked_before", [False, True])
def test_lost_index_leaves_the_other_signals(
    signalled: Container, *, indexed: bool, asked_before: bool
) -> None:
    if indexed:
        ask_the_index(signalled)
    act(signalled, "CH-1")
    if asked_before:
        assert recommended(signalled).strategy == "blend"
    signalled.index.drop(live_of(signalled).index)
    assert recommended(signalled).hits


def test_next_version_is_followed(signalled: Container) -> None:
    act(signalled, "CH-1")
    recommended(signalled)
    publish(signalled, PRODUCTS, trending={"all": [("HP-2", 1.0)]}, neighbours={})
    assert ids_of(recommended(signalled, ""))[0] == "HP-2"


def test_factors_of_zero_say_nothing(container: Container) -> None:
    publish(container, PRODUCTS, factors=dict.fromkeys(PRODUCTS, [0.0] * FACTORS))
    act(container, "CH-1")
    assert recommended(container).strategy == "blend"
