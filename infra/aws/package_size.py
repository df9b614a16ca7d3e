"""Print how large each function is unzipped, with its layers, and fail over Lambda's limit.

    python -m infra.aws.package_size                                of what sam build left
    python -m infra.aws.package_size --layers build/layers/arm64    of layers built without SAM

``make sam`` does the first, ``make layers`` the second for each architecture.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from infra.aws.template import TemplateFunction, read_functions

LIMIT_BYTES = 250 * 1024 * 1024
"""Lambda's limit of one function's code and layers, unzipped."""

BUILT_TEMPLATE = Path(".aws-sam/build/template.yaml")
TEMPLATE = Path("template.yaml")


def folder_size(folder: Path) -> int:
    """Bytes of all files below `folder`."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def package_sizes(functions: Sequence[TemplateFunction]) -> dict[str, dict[str, int]]:
    """Bytes of each part (its code, then each layer by name) of each function by name."""
    sizes: dict[Path, int] = {}
    for folder in {part for function in functions for part in (function.code, *function.layers)}:
        sizes[folder] = folder_size(folder)
    return {
        function.name: {
            "code": sizes[function.code],
            **{layer.name: sizes[layer] for layer in function.layers},
        }
        for function in functions
    }


def functions_on(layers: Path) -> list[TemplateFunction]:
    """The functions of template.yaml, with the layers that lie in `layers` by name, and the folder
    of their sources as their code.

    Raises:
        FileNotFoundError: a layer that a function has is not there.
    """
    return [_on(function, layers) for function in read_functions(TEMPLATE)]


def _on(function: TemplateFunction, layers: Path) -> TemplateFunction:
    parts = tuple(layers / layer["Ref"] for layer in function.properties["Layers"])
    missing = [part for part in parts if not part.is_dir()]
    if missing:
        raise FileNotFoundError(f"{missing[0]} is missing: run `make layers`")
    source = function.handler.split(".")[1]
    return replace(function, code=function.code / source, layers=parts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; the exit status is 1 if a function is too large, else 0."""
    parser = argparse.ArgumentParser(description="How large each function is unzipped.")
    parser.add_argument("--layers", type=Path, help="a folder of layers, of one architecture")
    layers = parser.parse_args(arguments).layers
    functions = functions_on(layers) if layers else read_functions(BUILT_TEMPLATE)
    return _report(package_sizes(functions), layers.name if layers else "as built")


def _report(sizes: dict[str, dict[str, int]], what: str) -> int:
    columns = list(dict.fromkeys(part for parts in sizes.values() for part in parts))
    title = f"Unzipped MB, {what}; Lambda's limit is 250"
    table = Table("function", *columns, "total", title=title)
    for name, parts in sizes.items():
        row = [_megabytes(parts[column]) if column in parts else "" for column in columns]
        table.add_row(name, *row, _megabytes(sum(parts.values())))
    Console(width=120).print(table)
    too_large = [name for name, parts in sizes.items() if sum(parts.values()) > LIMIT_BYTES]
    if too_large:
        print(f"Too large for Lambda: {', '.join(too_large)}.")
    return 1 if too_large else 0


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}"


if __name__ == "__main__":
    sys.exit(main())
