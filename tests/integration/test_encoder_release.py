"""The pipeline's last steps on a shop in memory: rebuild, canaries, publish, and the way back."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from infra.aws.training.candidate import StepFolders
from infra.aws.training.definition import SHOP_SETTINGS
from infra.aws.training.publish_candidate import publish_candidate
from infra.aws.training.rebuild_index import is_wanted, rebuild_index
from infra.local.output import ExitCode
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.onnx.bundle import verify_bundle
from shopguide.bootstrap import Container
from shopguide.domain.bundle import BundleKind, fingerprint_of
from shopguide.domain.errors import TrainingJobFailedError
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.models.registry import ModelRegistry
from shopguide.text.index_layout import PRODUCTS
from tests.integration.reindexed_shop import (
    BAGS,
    CANARY,
    FILE,
    BlindEncoder,
    LoadEvent,
    ReindexedShop,
)
from tests.unit.registry.conftest import write_small_bundle

NAME = "e5"


class ReleasingShop(ReindexedShop):
    """Runs the pipeline's commands on a registry and a shop, both in memory."""

    def __init__(self, container: Container, load_event: LoadEvent, old: Path) -> None:
        super().__init__(container, load_event)
        self.registry = ModelRegistry(InMemoryObjectStore(), FixedClock(), verify_bundle)
        self.ran: list[str] = []
        self.publish(old)
        self.provide(old, HashingEncoder(64))

    def __call__(self, command: Sequence[str], *, allowed: Sequence[int] = (0,)) -> str:
        arguments = list(command[command.index("infra.local") + 1 :])
        self.ran.append(" ".join(arguments[:2]))
        if arguments[0] == "reindex":
            assert {ExitCode.HELD, ExitCode.IMPORT_FAILED} <= set(allowed)
            return json.dumps(self.rebuilt(arguments[arguments.index("--encoder") + 1]))
        keep = "--keep-current" in arguments
        return json.dumps(self.publish(Path(arguments[2]), keep_current=keep))

    def provide(self, folder: Path, encoder: HashingEncoder) -> None:
        """Let the functions load this encoder for the bundle in a folder."""
        encoder.bundle = verify_bundle(folder)
        self.bundles[encoder.bundle.fingerprint] = encoder

    def publish(self, folder: Path, *, keep_current: bool = False) -> dict[str, Any]:
        move = self.registry.publish(folder, keep_current=keep_current)
        in_use = move.manifest.version if move.moved else move.before
        return {"name": NAME, "version": move.manifest.version, "in_use": in_use}

    def rebuilt(self, encoder: str) -> dict[str, Any]:
        """What `shopguide reindex --json` says, once the functions have done their work."""
        asked = self.container.reindex.request(encoder)
        self.work()
        record = asked.record and self.container.imports.find(asked.record.import_id)
        told = record and {
            "import_id": record.import_id,
            "status": record.status.value,
            "problem": record.problem,
        }
        return {"live_encoder": asked.live, "import": told}

    def current(self) -> str:
        return fingerprint_of(NAME, self.registry.current(BundleKind.ENCODER, NAME).version)

    def live(self) -> str:
        schema = self.container.index.schema(PRODUCTS)
        assert schema is not None
        return schema.encoder


@pytest.fixture
def folders(tmp_path: Path) -> StepFolders:
    """The candidate, where the step finds it."""
    step = StepFolders(tmp_path / "step")
    write_small_bundle(tmp_path, "new", name=NAME).rename(step.root.parent / "made")
    step.root.mkdir()
    (tmp_path / "made").rename(step.bundle)
    return step


@pytest.fixture
def shop(empty_container: Container, load_event: LoadEvent, tmp_path: Path) -> ReleasingShop:
    """A shop with a canary, whose index was made by the version in use."""
    old = write_small_bundle(tmp_path, "old", name=NAME)
    shop = ReleasingShop(empty_container, load_event, old)
    shop.upload("products", f"{FILE}{BAGS}h1,Headphones over-ear,80.00 CNY\n")
    shop.container.merchandising.publish(MerchandisingKind.CANARIES, CANARY.encode())
    shop.rebuilt(shop.current())
    return shop


def candidate(folders: StepFolders) -> str:
    return verify_bundle(folders.bundle).fingerprint


def test_a_candidate_is_rebuilt_with_and_then_published(
    shop: ReleasingShop, folders: StepFolders
) -> None:
    shop.provide(folders.bundle, HashingEncoder(48))
    old = shop.current()
    rebuild_index("shop", folders, shop)
    assert (shop.live(), shop.current()) == (candidate(folders), old)
    publish_candidate("shop", "s3://training/run/bundle", "Approved", folders, shop)
    assert (shop.live(), shop.current()) == (candidate(folders), candidate(folders))
    assert shop.ran == ["models publish", "reindex --encoder", "models publish"]


def test_a_candidate_that_loses_a_canary_leaves_index_and_version_as_they_were(
    shop: ReleasingShop, folders: StepFolders
) -> None:
    shop.provide(folders.bundle, BlindEncoder(64))
    before = (shop.live(), shop.current())
    with pytest.raises(TrainingJobFailedError, match="is held: A canary query loses its product"):
        rebuild_index("shop", folders, shop)
    assert (shop.live(), shop.current()) == before
    assert shop.get("api-search")[0] == 200


def test_a_candidate_that_cannot_be_loaded_leaves_them_as_they_were(
    shop: ReleasingShop, folders: StepFolders
) -> None:
    before = (shop.live(), shop.current())
    with pytest.raises(TrainingJobFailedError, match="is failed: There is no e5@"):
        rebuild_index("shop", folders, shop)
    assert (shop.live(), shop.current()) == before


def test_the_way_back_embeds_nothing_again(shop: ReleasingShop, folders: StepFolders) -> None:
    shop.provide(folders.bundle, HashingEncoder(48))
    old = shop.current()
    rebuild_index("shop", folders, shop)
    publish_candidate("shop", "s3://training/run/bundle", "Approved", folders, shop)
    embedded = shop.bundles[old].encoded_count
    shop.registry.rollback(BundleKind.ENCODER, NAME)
    assert shop.rebuilt(shop.current())["import"]["status"] == "published"
    assert (shop.live(), shop.current()) == (old, old)
    assert shop.bundles[old].encoded_count - embedded <= 1, "the canary's query alone"


def test_only_an_approved_encoder_of_a_known_shop_is_rebuilt_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not is_wanted("encoder", "Approved"), "the stack knows no shop"
    for name, value in SHOP_SETTINGS.items():
        monkeypatch.setenv(name, "aws" if name == "SHOPGUIDE_MODE" else value)
    assert is_wanted("encoder", "Approved"), "the settings of the step are all that is needed"
    assert not is_wanted("encoder", "PendingManualApproval")
    assert not is_wanted("generator", "Approved")
