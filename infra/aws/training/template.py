"""Writes the pipeline's definition into template.yaml, which CloudFormation deploys.

    python -m infra.aws.training.template

The template stays a file that is deployed as it stands; a test fails when the two differ.
"""

import json
import re
from pathlib import Path
from typing import Any

from infra.aws.training.definition import pipeline_definition

TEMPLATE = Path(__file__).parent / "template.yaml"

WIDTH = 100

_BLOCK = re.compile(
    r"^(?P<indent> +)- \|  # python -m infra[^\n]*\n(?P<body>.*?)(?=^(?P=indent)- )", re.M | re.S
)


def with_definition(template: str) -> str:
    """The template's text with the definition of the code in its place.

    Raises:
        ValueError: the template has no such place.
    """
    found = _BLOCK.search(template)
    if found is None:
        raise ValueError("The template has no place for the pipeline's definition.")
    margin = found["indent"] + "  "
    lines = readable_json(pipeline_definition(), WIDTH - len(margin)).splitlines()
    block = "".join(f"{margin}{line}\n" for line in lines)
    return template[: found.start("body")] + block + template[found.end("body") :]


def readable_json(value: Any, width: int, indent: int = 0) -> str:  # noqa: ANN401 - JSON
    """JSON in which what fits on a line stands on one."""
    short = json.dumps(value, ensure_ascii=False)
    if indent + len(short) <= width or not isinstance(value, dict | list):
        return short
    inner = indent + 2
    if isinstance(value, dict):
        rows = [
            f"{json.dumps(key)}: {readable_json(part, width, inner)}" for key, part in value.items()
        ]
    else:
        rows = [readable_json(part, width, inner) for part in value]
    opened, closed = "{}" if isinstance(value, dict) else "[]"
    body = ",\n".join(" " * inner + row for row in rows)
    return f"{opened}\n{body}\n{' ' * indent}{closed}"


def main() -> None:
    """Run as a command; see the top of the file."""
    TEMPLATE.write_text(with_definition(TEMPLATE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
