"""Publishing, rolling back and listing: what an operator sees."""

from pathlib import Path

import pytest

from shopguide.adapters.folder.objects import FolderObjectStore
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.onnx.bundle import find_bundle, open_bundle, verify_bundle
from shopguide.adapters.system.clock import SystemClock
from shopguide.domain.bundle import BundleKind
from shopguide.domain.bundle_history import BundleAction
from shopguide.domain.errors import (
    BundleCorruptError,
    BundleMissingError,
    ConflictError,
    InvalidParameterError,
)
from shopguide.models.gate import GateError, read_gate
from shopguide.models.registry import ModelRegistry, PointerMove
from tests.unit.registry.conftest import MakeBundle
from training.models.bundle_writer import make_current

E5 = (BundleKind.ENCODER, "e5")


class Bench:
    """A registry over memory, with a clock that moves at every publication."""

    def __init__(self) -> None:
        self.objects = InMemoryObjectStore()
        self.clock = FixedClock()
        self.registry = ModelRegistry(self.objects, self.clock, verify_bundle, "models/")

    def publish(self, folder: Path, **options: str) -> PointerMove:
        self.clock.advance(1)
        return self.registry.publish(folder, **options)

    def rollback(self, to: str = "") -> str:
        self.clock.advance(1)
        return self.registry.rollback(*E5, to=to).manifest.version

    def current(self) -> str:
        return self.registry.current(*E5).version

    def stored_keys(self) -> list[str]:
        return [stored.key for stored in self.objects.list()]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_published_bundle_is_in_use(bench: Bench, make_bundle: MakeBundle) -> None:
    move = bench.publish(make_bundle("one"))
    assert bench.current() == move.manifest.version
    assert (move.before, move.files_stored) == ("", 2)
    place = f"models/encoder/e5/{move.manifest.version}"
    assert bench.objects.open("models/encoder/e5/current").read().decode().strip() == (
        move.manifest.version
    )
    assert {f"{place}/bundle.json", f"{place}/model.onnx"} <= set(bench.stored_keys())


def test_newer_bundle_takes_over_and_the_old_one_stays(
    bench: Bench, make_bundle: MakeBundle
) -> None:
    old = bench.publish(make_bundle("old")).manifest.version
    move = bench.publish(make_bundle("new"))
    assert (move.before, bench.current()) == (old, move.manifest.version)
    assert {one.version for one in bench.registry.versions(*E5)} == {old, bench.current()}


def test_bundle_may_be_stored_while_another_stays_in_use(
    bench: Bench, make_bundle: MakeBundle
) -> None:
    old = bench.registry.publish(make_bundle("1")).manifest.version
    stored = bench.registry.publish(make_bundle("2"), keep_current=True)
    assert (stored.moved, stored.before, stored.files_stored) == (False, old, 2)
    assert bench.registry.current(BundleKind.ENCODER, "e5").version == old
    assert len(bench.registry.history(BundleKind.ENCODER, "e5")) == 1
    moved = bench.registry.publish(make_bundle("2"))
    assert (moved.moved, moved.before, moved.files_stored) == (True, old, 0)


def test_publishing_twice_stores_nothing_and_says_so(bench: Bench, make_bundle: MakeBundle) -> None:
    folder = make_bundle("one")
    bench.publish(folder)
    before = bench.stored_keys()
    move = bench.publish(folder)
    assert (move.files_stored, move.before) == (0, move.manifest.version)
    assert bench.stored_keys() == before


def test_damaged_bundle_is_refused_and_nothing_is_stored(
    bench: Bench, make_bundle: MakeBundle
) -> None:
    folder = make_bundle("one")
    (folder / "model.onnx").write_text("other")
    with pytest.raises(BundleCorruptError, match=r"model\.onnx .* is damaged"):
        bench.publish(folder)
    (folder / "model.onnx").unlink()
    with pytest.raises(BundleCorruptError, match=r"model\.onnx .* is missing"):
        bench.publish(folder)
    assert bench.stored_keys() == []


def test_folder_without_a_bundle_is_refused(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(BundleMissingError, match=r"bundle\.json is missing"):
        bench.publish(tmp_path)


def test_half_uploaded_version_is_completed_without_storing_again_what_is_there(
    bench: Bench, make_bundle: MakeBundle
) -> None:
    folder = make_bundle("one")
    version = bench.publish(folder).manifest.version
    for file in ("bundle.json", "tokenizer.json"):
        bench.objects.delete(f"models/encoder/e5/{version}/{file}")
    assert bench.publish(folder).files_stored == 1
    assert bench.current() == version


def test_stored_file_that_was_damaged_is_stored_again(
    bench: Bench, make_bundle: MakeBundle
) -> None:
    folder = make_bundle("one")
    key = f"models/encoder/e5/{bench.publish(folder).manifest.version}/model.onnx"
    bench.objects.put(key, b"bad")
    assert bench.publish(folder).files_stored == 1
    assert bench.objects.open(key).read() == b"one"


def test_version_that_is_published_with_other_files_never_changes(
    bench: Bench, make_bundle: MakeBundle
) -> None:
    version = bench.publish(make_bundle("one")).manifest.version
    other = make_bundle("two")
    manifest = other / "bundle.json"
    text = manifest.read_text().replace(verify_bundle(other).version, version)
    manifest.write_text(text)
    with pytest.raises(ConflictError, match="never changes"):
        bench.publish(other)
    bench.registry.rollback(*E5, to=version)  # it is still whole


def test_rollback_returns_to_the_version_before_and_again_to_the_one_before_that(
    bench: Bench, make_bundle: MakeBundle
) -> None:
    one, two, _ = (bench.publish(make_bundle(name)).manifest.version for name in "123")
    assert bench.rollback() == two == bench.current()
    assert bench.rollback() == one == bench.current()
    with pytest.raises(ConflictError, match="in use before"):
        bench.rollback()


def test_rollback_after_a_second_publication_of_an_old_version_leads_to_what_it_replaced(
    bench: Bench, make_bundle: MakeBundle
) -> None:
    old = make_bundle("1")
    bench.publish(old)
    new = bench.publish(make_bundle("2")).manifest.version
    bench.publish(old)
    assert bench.rollback() == new


def test_rollback_never_returns_by_itself_to_what_was_rolled_back(
    bench: Bench, make_bundle: MakeBundle
) -> None:
    good = bench.publish(make_bundle("1")).manifest.version
    bad = bench.publish(make_bundle("2")).manifest.version
    assert bench.rollback() == good
    bench.publish(make_bundle("3"))
    assert bench.rollback() == good
    with pytest.raises(ConflictError, match="in use before"):
        bench.rollback()
    assert bench.rollback(bad) == bad  # by name it is still there
    assert bench.rollback() == good


def test_rollback_to_a_version_by_name(bench: Bench, make_bundle: MakeBundle) -> None:
    first = bench.publish(make_bundle("1")).manifest.version
    bench.publish(make_bundle("2"))
    bench.publish(make_bundle("3"))
    assert bench.rollback(first) == first == bench.current()


def test_rollback_to_an_unknown_version_names_those_there_are(
    bench: Bench, make_bundle: MakeBundle
) -> None:
    version = bench.publish(make_bundle("1")).manifest.version
    with pytest.raises(BundleMissingError) as raised:
        bench.rollback("000000000000")
    assert version in raised.value.fix
    with pytest.raises(InvalidParameterError):
        bench.rollback("../../x")
    with pytest.raises(BundleMissingError):
        bench.registry.rollback(BundleKind.GENERATOR, "nobody")


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_rollback_to_a_version_that_is_not_whole_is_refused(
    bench: Bench, make_bundle: MakeBundle, damage: str
) -> None:
    first = bench.publish(make_bundle("1")).manifest.version
    second = bench.publish(make_bundle("2")).manifest.version
    key = f"models/encoder/e5/{first}/model.onnx"
    if damage == "missing":
        bench.objects.delete(key)
    else:
        bench.objects.put(key, b"?")
    with pytest.raises(BundleCorruptError, match=r"model\.onnx is missing or damaged"):
        bench.rollback()
    assert bench.current() == second


def test_half_uploaded_version_is_no_version(bench: Bench, make_bundle: MakeBundle) -> None:
    first = bench.publish(make_bundle("1")).manifest.version
    bench.objects.put("models/encoder/e5/half/model.onnx", b"?")
    assert [one.version for one in bench.registry.all_versions()] == [first]
    with pytest.raises(BundleMissingError):
        bench.rollback("half")


def test_history_says_who_and_why(bench: Bench, make_bundle: MakeBundle) -> None:
    bench.publish(make_bundle("1"), by="ana", why="autumn data")
    bench.publish(make_bundle("2"), by="bo")
    bench.rollback()
    events = bench.registry.history(*E5)
    assert [event.action for event in events] == [
        BundleAction.PUBLISH,
        BundleAction.PUBLISH,
        BundleAction.ROLLBACK,
    ]
    assert (events[0].by, events[0].why, events[0].at) == (
        "ana",
        "autumn data",
        "2026-01-01T00:00:01.000000Z",
    )


def test_unreadable_history_costs_the_explanation_and_nothing_else(
    bench: Bench, make_bundle: MakeBundle
) -> None:
    bench.publish(make_bundle("1"))
    for key in bench.stored_keys():
        if "/history/" in key:
            bench.objects.put(key, b"\xff")
    assert bench.registry.history(*E5) == []
    assert bench.current() == bench.registry.versions(*E5)[0].version


def test_list_shows_what_is_broken_instead_of_failing(
    bench: Bench, make_bundle: MakeBundle
) -> None:
    version = bench.publish(make_bundle("1")).manifest.version
    bench.publish(make_bundle("talk", kind=BundleKind.GENERATOR, name="smol"))
    bench.objects.put("models/notes/x/current", b"1")
    bench.objects.put(f"models/encoder/e5/{version}/bundle.json", b"{")
    bench.objects.put("models/reranker/gone/current", b"deleted")
    shown = {one.name: (one.is_current, one.problem) for one in bench.registry.all_versions()}
    assert shown["smol"] == (True, "")
    assert "not JSON" in shown["e5"][1]
    assert shown["gone"] == (True, "bundle.json is missing")
    assert "x" not in shown


def test_manifest_under_another_version_is_broken(bench: Bench, make_bundle: MakeBundle) -> None:
    bench.publish(make_bundle("1"))
    manifest = (make_bundle("1") / "bundle.json").read_bytes()
    bench.objects.put("models/encoder/e5/moved/bundle.json", manifest)
    with pytest.raises(BundleCorruptError, match="is that of encoder/e5/"):
        bench.rollback("moved")


def test_gate_lets_only_good_figures_through(bench: Bench, make_bundle: MakeBundle) -> None:
    folder = make_bundle("1", metrics={"ePQA.P@1": 0.74})
    with pytest.raises(GateError, match=r"ePQA\.P@1 >= 0\.75 is wanted and it has 0\.74"):
        bench.registry.publish(folder, gates=[read_gate("ePQA.P@1>=.75")])
    with pytest.raises(GateError, match="it does not say"):
        bench.registry.publish(folder, gates=[read_gate("nDCG@10 >= 0")])
    assert bench.stored_keys() == []
    bench.registry.publish(folder, gates=[read_gate("ePQA.P@1>=0.74"), read_gate("ePQA.P@1<=1")])
    assert bench.current()


def test_figure_that_is_not_a_number_passes_no_gate(bench: Bench, make_bundle: MakeBundle) -> None:
    folder = make_bundle("1", metrics={"loss": float("nan")})
    for gate in ("loss<=9", "loss>=0"):
        with pytest.raises(GateError):
            bench.registry.publish(folder, gates=[read_gate(gate)])


@pytest.mark.parametrize("text", ["", "P@1", "P@1>0.5", "P@1>=", "P@1>=high", ">=1", "a>=1e"])
def test_gate_that_cannot_be_read_says_the_form(text: str) -> None:
    with pytest.raises(InvalidParameterError) as raised:
        read_gate(text)
    assert "FIGURE>=VALUE" in raised.value.fix


def test_bundle_published_to_a_folder_is_what_a_server_loads(
    tmp_path: Path, make_bundle: MakeBundle
) -> None:
    models = tmp_path / "models"
    registry = ModelRegistry(FolderObjectStore(models), FixedClock(), verify_bundle)
    version = registry.publish(make_bundle("1")).manifest.version
    folder = find_bundle(models, *E5)
    assert (folder.name, open_bundle(folder, BundleKind.ENCODER).version) == (version, version)


def test_builds_are_in_the_history_too_so_that_a_publication_over_one_can_be_taken_back(
    tmp_path: Path, make_bundle: MakeBundle
) -> None:
    home = tmp_path / "models/encoder/e5"
    for weights in "12":
        folder = make_bundle(weights)
        version = verify_bundle(folder).version
        home.mkdir(parents=True, exist_ok=True)
        folder.rename(home / version)
        make_current(home, version)
    registry = ModelRegistry(FolderObjectStore(tmp_path / "models"), SystemClock(), verify_bundle)
    registry.publish(make_bundle("3"))
    assert registry.rollback(*E5).manifest.version == version
    assert registry.rollback(*E5).manifest.version == verify_bundle(make_bundle("1")).version


def test_bundles_that_were_copied_with_their_pointer_can_be_rolled_back_to(
    bench: Bench, make_bundle: MakeBundle
) -> None:
    folder = make_bundle("1")
    version = verify_bundle(folder).version
    for path in folder.iterdir():
        bench.objects.put(f"models/encoder/e5/{version}/{path.name}", path.read_bytes())
    bench.objects.put("models/encoder/e5/current", version.encode())
    bench.publish(make_bundle("2"))
    assert bench.rollback() == version
