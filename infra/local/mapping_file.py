"""The option ``--mapping`` of commands that hand over a catalogue file."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from shopguide.domain.catalog_import import CatalogKind

MappingFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        help="What the file's columns mean, as `catalog map` proposes it.",
        exists=True,
        dir_okay=False,
        readable=True,
    ),
]


def read_mapping_file(path: Path | None, kind: CatalogKind) -> bytes | None:
    """The bytes of a mapping that can be used; None where none was named.

    Raises:
        CatalogFileError: ``bad_mapping``; nothing was sent yet.
    """
    if path is None:
        return None
    from shopguide.catalog.mapping.lookup import read_mapping
    from shopguide.text.catalog_columns import COLUMNS

    content = path.read_bytes()
    read_mapping(content, path.name, COLUMNS[kind])
    return content
