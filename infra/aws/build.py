"""Build the layers and function packages of template.yaml, on any machine with Python and pip.

    python infra/aws/build.py wheels layers/runtime/base.txt TARGET [--architecture arm64]
    python infra/aws/build.py sources SOURCE TARGET

``sam build`` comes here through the Makefile beside each piece. `wheels` installs pinned wheels for
Lambda's Python, whatever Python runs this, and prunes what no function reads. `sources` copies our
own modules. Both leave byte code where a Python of Lambda's version is at hand: layers are
read-only, so without it every cold start compiles again (145 ms more for the model libraries).
Standard library only: it runs before anything is installed.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

LAMBDA_PYTHON = (3, 12)

WHEEL_PLATFORMS = {
    # Amazon Linux 2023 has glibc 2.34; pip wants every older tag named as well.
    "x86_64": ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux2014_x86_64"),
    "arm64": ("manylinux_2_28_aarch64", "manylinux_2_27_aarch64", "manylinux2014_aarch64"),
}

PRUNED_FOLDERS = (
    "bin",
    "**/__pycache__",
    "**/tests",
    "numpy/f2py",
    "numpy/_core/include",
    "numpy/_core/lib",
    "numpy/random/lib",
    "onnxruntime/backend",
    "onnxruntime/datasets",
    "onnxruntime/quantization",
    "onnxruntime/tools",
    "onnxruntime/transformers",
    "onnxruntime_genai/models",
)
"""Tests, headers, and tools that make models; nothing that runs them."""

PRUNED_FILES = (
    "**/*.pyi",
    "**/*.pxd",
    "**/*.pyx",
    "**/*.c",
    "**/*.h",
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*.dist-info/direct_url.json",
)
"""METADATA, entry points and licences stay: libraries read the first two at run time."""


def build_wheels(requirements: Path, target: Path, architecture: str) -> None:
    """Install the wheels that `requirements` pins under `target`, pruned, for `architecture`.

    Raises:
        subprocess.CalledProcessError: pip found no wheel for Lambda's Python, or no network.
    """
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--no-compile", "--implementation=cp"]
    command += [f"--python-version={_dotted(LAMBDA_PYTHON)}"]
    command += [f"--platform={platform}" for platform in WHEEL_PLATFORMS[architecture]]
    subprocess.run([*command, f"--requirement={requirements}", f"--target={target}"], check=True)
    _prune(target)


def copy_sources(source: Path, target: Path) -> None:
    """Copy a package's Python files and data to `target`, without byte code of other Pythons."""
    shutil.copytree(
        source,
        target,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("__pycache__", "*.pyc", ".*", "Makefile"),
    )


def compile_for_lambda(target: Path) -> bool:
    """Leave byte code beside every module; False where no Python of Lambda's version is here.

    It is valid whatever a file's date says, because zipping and unpacking change dates.
    """
    python = find_lambda_python()
    if python is None:
        return False
    mode = "--invalidation-mode=unchecked-hash"
    subprocess.run([python, "-m", "compileall", "-q", "-j", "2", mode, target], check=True)
    return True


def find_lambda_python() -> str | None:
    """A Python of Lambda's version: this one, one on the path, or one that pyenv keeps."""
    if sys.version_info[:2] == LAMBDA_PYTHON:
        return sys.executable
    return next((python for python in _candidates() if _runs(python)), None)


def _candidates() -> Iterator[str]:
    name = f"python{_dotted(LAMBDA_PYTHON)}"
    on_path = shutil.which(name)
    if on_path:
        yield on_path
    kept = (Path.home() / ".pyenv" / "versions").glob(f"{_dotted(LAMBDA_PYTHON)}*/bin/{name}")
    yield from map(str, sorted(kept))


def _runs(python: str) -> bool:
    # pyenv puts a script of this name on the path even where it then finds no interpreter.
    probe = f"import sys; sys.exit(sys.version_info[:2] != {LAMBDA_PYTHON})"
    return subprocess.run([python, "-c", probe], check=False, capture_output=True).returncode == 0


def _prune(target: Path) -> None:
    for pattern in PRUNED_FOLDERS:
        for folder in list(target.glob(pattern)):
            shutil.rmtree(folder, ignore_errors=True)
    for pattern in PRUNED_FILES:
        for file in list(target.glob(pattern)):
            file.unlink()


def _dotted(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run as a command; see the top of the file."""
    parser = argparse.ArgumentParser(description="Build what SAM deploys.")
    commands = parser.add_subparsers(dest="command", required=True)
    wheels = commands.add_parser("wheels", help="install pinned wheels for Lambda")
    wheels.add_argument("requirements", type=Path)
    wheels.add_argument("target", type=Path)
    wheels.add_argument("--architecture", choices=sorted(WHEEL_PLATFORMS), default="x86_64")
    sources = commands.add_parser("sources", help="copy our own modules")
    sources.add_argument("source", type=Path)
    sources.add_argument("target", type=Path)
    options = parser.parse_args(arguments)
    if options.command == "wheels":
        build_wheels(options.requirements, options.target, options.architecture)
    else:
        copy_sources(options.source, options.target)
    if not compile_for_lambda(options.target):
        sys.stderr.write(
            f"No Python {_dotted(LAMBDA_PYTHON)} here: {options.target} works, but without byte "
            "code it starts slower.\n"
        )


if __name__ == "__main__":
    main()
