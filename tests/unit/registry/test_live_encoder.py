"""The encoder follows the index: what is loaded, and when another one is."""

import pytest

from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.domain.errors import BundleMissingError
from shopguide.models.live_encoder import LiveEncoders
from shopguide.text.index_layout import PRODUCTS, products_schema


class Models:
    """Encoders by fingerprint, and how often each was opened."""

    def __init__(self, *names: str) -> None:
        self.index = InMemoryVectorIndex()
        self.opened: list[str] = []
        self._names = names

    @property
    def encoders(self) -> LiveEncoders:
        return LiveEncoders(lambda: self.index, self._open, lambda: "wanted@1")

    def index_made_by(self, encoder: str) -> None:
        self.index.create(encoder, products_schema(384, encoder))
        self.index.point_aliases({PRODUCTS: encoder})

    def _open(self, fingerprint: str) -> HashingEncoder:
        name = fingerprint.removesuffix("@1")
        if name not in self._names:
            raise BundleMissingError(f"There is no encoder {fingerprint}.")
        self.opened.append(name)
        return HashingEncoder(name=name)


def test_empty_shop_has_the_encoder_of_the_settings() -> None:
    assert Models("wanted", "old").encoders.live().bundle.name == "wanted"


def test_shop_keeps_the_encoder_that_made_its_index_whatever_is_published() -> None:
    models = Models("wanted", "old")
    models.index_made_by("old@1")
    assert models.encoders.live().bundle.name == "old"


def test_encoder_that_is_gone_is_replaced_by_one_that_everybody_refuses() -> None:
    models = Models("wanted")
    models.index_made_by("old@1")
    assert models.encoders.live().bundle.name == "wanted"


def test_nothing_is_loaded_where_neither_encoder_is_there() -> None:
    models = Models()
    models.index_made_by("old@1")
    with pytest.raises(BundleMissingError, match="wanted@1"):
        models.encoders.live()


def test_encoder_is_replaced_once_the_index_is_another_ones() -> None:
    models = Models("wanted", "old")
    models.index_made_by("old@1")
    encoders = models.encoders
    used = encoders.live()
    assert not encoders.can_replace(used)
    models.index_made_by("wanted@1")
    assert encoders.can_replace(used)
    assert encoders.live().bundle.name == "wanted"
    assert models.opened == ["old", "wanted"]


def test_encoder_stays_where_the_indexs_own_cannot_be_loaded() -> None:
    models = Models("wanted")
    used = models.encoders.live()
    models.index_made_by("gone@1")
    assert not models.encoders.can_replace(used)
