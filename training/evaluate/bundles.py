"""The model bundles that an evaluation compares: what is served, and the base it was made from."""

import subprocess
from pathlib import Path

from shopguide import __version__
from shopguide.adapters.onnx.bundle import find_bundle, list_bundles
from shopguide.domain.bundle import BundleManifest

_ROOT = Path(__file__).parents[2]


def untuned_base(models_dir: Path, served: BundleManifest) -> Path | None:
    """Folder of the bundle of the same base model without our training.

    None where `served` is untrained itself, or the base was never built.
    """
    if not served.training_data:
        return None
    for bundle in list_bundles(models_dir):
        same_base = (bundle.kind, bundle.base_model) == (served.kind, served.base_model)
        if same_base and not bundle.training_data:
            return find_bundle(models_dir, bundle.kind, bundle.name)
    return None


def base_note(served: BundleManifest, base: Path | None) -> str:
    """What a report says where no untuned base stands beside what is served."""
    if base is not None:
        return ""
    if not served.training_data:
        return f"{served.name} is an untuned base itself: there is no other to compare it with."
    return (
        f"The untuned base of {served.name} is not built: "
        "`shopguide models build` with its name makes it a baseline."
    )


def code_version() -> str:
    """The release, and the commit where this is a checkout."""
    if not (_ROOT / ".git").exists():
        return __version__
    asked = subprocess.run(
        ["git", "-C", str(_ROOT), "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return f"{__version__}+{asked.stdout.strip()}" if asked.returncode == 0 else __version__
