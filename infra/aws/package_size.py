"""Print how large each function is unzipped, with its layers, and fail over Lambda's limit.

    python -m infra.aws.package_size [.aws-sam/build/template.yaml]

Run it after ``sam build``; ``make sam`` does.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from infra.aws.template import TemplateFunction, read_functions

LIMIT_BYTES = 250 * 1024 * 1024
"""Lambda's limit of one function's code and layers, unzipped."""

BUILT_TEMPLATE = Path(".aws-sam/build/template.yaml")


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


def main(arguments: Sequence[str]) -> int:
    """Print the table; the exit status is 1 if a function is too large, else 0."""
    functions = read_functions(Path(arguments[0]) if arguments else BUILT_TEMPLATE)
    sizes = package_sizes(functions)
    columns = list(dict.fromkeys(part for parts in sizes.values() for part in parts))
    table = Table("function", *columns, "total", title="Unzipped MB; Lambda's limit is 250")
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
    sys.exit(main(sys.argv[1:]))
