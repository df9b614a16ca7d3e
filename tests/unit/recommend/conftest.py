"""Fixtures for recommendations: the small shop with all signals live."""

from pathlib import Path

import pytest

from shopguide.bootstrap import Container
from tests.conftest import SHOP
from tests.unit.recommend.signalled_shop import install_bundle, publish, write_bundle

NOT_LEARNED = "CH-2"
"""The one product of the shop that the recommender knows by its text alone."""


@pytest.fixture(scope="session")
def tiny_recommender(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recommender bundle of random weights."""
    learned = [it.product_id for it in SHOP if it.product_id != NOT_LEARNED]
    return write_bundle(tmp_path_factory.mktemp("recommender"), learned)


@pytest.fixture
def signalled(container: Container, tiny_recommender: Path) -> Container:
    """`container` with every signal live, and the recommender that they name."""
    fingerprint = install_bundle(container, tiny_recommender)
    publish(container, [it.product_id for it in SHOP], recommender=fingerprint)
    return container
