"""A shopper's profile follows what the shopper did, at once, and says what made it."""

from collections.abc import Callable

import numpy as np
import pytest

from shopguide.bootstrap import Container
from shopguide.domain.indexed import TEXT_VECTOR
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.text.index_layout import PRODUCTS

Interact = Callable[..., None]


@pytest.fixture
def interact(container: Container) -> Interact:
    """Report interactions of one shopper, a second apart."""

    def report(*product_ids: str, kind: InteractionKind = InteractionKind.VIEW_ITEM) -> None:
        for product_id in product_ids:
            container.clock.advance(1)  # type: ignore[attr-defined]
            event_id = f"{product_id}-{container.clock.now().isoformat()}"
            container.events.record([ReportedInteraction(event_id, "s", kind, product_id)])

    return report


def test_profile_points_where_the_shopper_looked(container: Container, interact: Interact) -> None:
    interact("CH-1")
    profile = container.shopper_profiles.of("s")
    assert profile is not None
    [chair] = container.index.fetch(PRODUCTS, ["CH-1"], with_vectors=True)
    assert profile.vector == pytest.approx(chair.vectors[TEXT_VECTOR], abs=1e-5)
    assert profile.products == 1
    assert [(it.product_id, it.share) for it in profile.strongest] == [("CH-1", 1)]


def test_profile_is_a_unit_vector_and_names_what_weighs_most(
    container: Container, interact: Interact
) -> None:
    interact("HP-1", "HP-2", "SP-1", "gone", "CH-2")
    interact("CH-1", kind=InteractionKind.PURCHASE)
    interact("耳机-1")
    profile = container.shopper_profiles.of("s")
    assert profile is not None
    assert np.linalg.norm(profile.vector) == pytest.approx(1, abs=1e-5)
    assert profile.products == 6
    assert [it.product_id for it in profile.strongest] == ["CH-1", "耳机-1", "CH-2"]
    assert profile.strongest[0].kind is InteractionKind.PURCHASE


def test_digest_changes_with_the_next_interaction_alone(
    container: Container, interact: Interact
) -> None:
    digests = []
    for product_id in ("CH-1", "HP-1"):
        interact(product_id)
        profiles = [container.shopper_profiles.of("s") for _ in range(2)]
        digests += [profile.digest for profile in profiles if profile]
    assert digests[0] == digests[1] != digests[2] == digests[3]


@pytest.mark.parametrize("shopper_id", ["", "stranger"])
def test_nobody_in_particular_has_no_profile(container: Container, shopper_id: str) -> None:
    assert container.shopper_profiles.of(shopper_id) is None


def test_history_of_products_that_the_shop_no_longer_has_is_no_profile(
    container: Container, interact: Interact
) -> None:
    interact("gone")
    assert container.shopper_profiles.of("s") is None


def test_shop_without_a_catalogue_has_no_profiles(empty_container: Container) -> None:
    event = ReportedInteraction("e", "s", InteractionKind.VIEW_ITEM, "CH-1")
    empty_container.events.record([event])
    assert empty_container.shopper_profiles.of("s") is None
