"""`shopguide catalog map`: propose what the columns of a file mean, and show what that gives."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.local.commands.options import AsJson
from infra.local.mapping_tables import print_proposal
from infra.local.output import CommandError, Document, ExitCode, Output, problem_document
from shopguide.config import read_settings
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.column_mapping import mapping_to_json
from shopguide.domain.errors import CatalogFileError, InvalidParameterError
from shopguide.domain.money import CURRENCIES
from shopguide.domain.upload import MAPPING_NAME

if TYPE_CHECKING:
    from shopguide.catalog.mapping.leftovers import Leftover
    from shopguide.catalog.mapping.proposal import MappingProposal

_KNOWN = (
    "These columns are found by their headers without a mapping, too. It is of use where it names"
    " the currency or leaves columns out."
)


def map_columns(
    file: Annotated[
        Path, typer.Argument(help="The file.", exists=True, dir_okay=False, readable=True)
    ],
    kind: Annotated[CatalogKind, typer.Option("--kind", help="What its rows are.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", help="Where the mapping goes; default FILE.mapping.json.", dir_okay=False
        ),
    ] = None,
    currency: Annotated[
        str,
        typer.Option("--currency", help="ISO 4217 code of prices that name none.", metavar="CODE"),
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing mapping.")] = False,
    as_json: AsJson = False,
) -> ExitCode:
    """Propose a mapping for a file with other headers, and preview five rows with it."""
    target = output or file.with_name(f"{file.name}.{MAPPING_NAME}")
    _check(target, currency, force=force)
    document = propose(file, kind, currency.upper())
    _write(target, document["mapping"])
    document = {**document, "mapping_file": str(target)}
    Output(as_json).result(document, lambda console: print_proposal(console, document))
    return ExitCode.IMPORT_FAILED if document["missing"] else ExitCode.OK


def propose(file: Path, kind: CatalogKind, currency: str = "") -> Document:
    """The proposal for a file on this machine, and five rows as they would be imported.

    Raises:
        CatalogFileError: the file cannot be read as rows.
    """
    # They need the readers and parsers, which other commands do without.
    from shopguide.catalog.mapping.preview import is_understood_alone
    from shopguide.catalog.mapping.proposal import propose_mapping
    from shopguide.catalog.mapping.sample import read_sample

    with file.open("rb") as stream:
        sample = read_sample(stream, file.name, kind)
    shop_currency = read_settings().currency
    proposal = propose_mapping(sample, kind, currency=currency, shop_currency=shop_currency)
    with file.open("rb") as stream:
        is_known = is_understood_alone(stream, file.name, kind, proposal.mapping)
    return {
        "file": str(file),
        "kind": kind.value,
        "rows_sampled": proposal.rows,
        "mapping": mapping_to_json(proposal.mapping),
        "columns": [asdict(column) for column in proposal.columns],
        "others": [_other(other) for other in proposal.others],
        "missing": proposal.missing,
        "notes": [*proposal.notes, *([_KNOWN] if is_known else [])],
        **_preview(file, proposal, shop_currency),
    }


def _other(other: "Leftover") -> Document:
    return {
        "attribute": other.name or None,
        "header": other.column.header,
        "reason": other.reason,
        "samples": other.column.examples(),
    }


def _preview(file: Path, proposal: "MappingProposal", shop_currency: str) -> Document:
    from shopguide.catalog.mapping.preview import preview_rows

    if proposal.missing:
        problem = f"first say which column is {' and '.join(proposal.missing)}."
        return {"preview": [], "preview_problem": problem}
    try:
        with file.open("rb") as stream:
            rows = preview_rows(
                stream, file.name, proposal.kind, proposal.mapping, currency=shop_currency
            )
    except CatalogFileError as error:
        return {"preview": [], "preview_problem": str(error)}
    return {"preview": [asdict(row) for row in rows], "preview_problem": None}


def _write(target: Path, mapping: Document) -> None:
    text = json.dumps(mapping, ensure_ascii=False, indent=2)
    try:
        target.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        detail = f"{target} cannot be written: {error.strerror or error}."
        fix = "Name another file with --output."
        problem = problem_document(
            "file_not_writable", "The mapping cannot be written.", detail, fix=fix, field="--output"
        )
        raise CommandError(problem) from error


def _check(target: Path, currency: str, *, force: bool) -> None:
    if currency and currency.upper() not in CURRENCIES:
        raise InvalidParameterError(
            f"{currency!r} is not a known ISO 4217 currency.",
            fix="Give a code of three letters such as USD or CNY.",
            field="--currency",
        )
    if target.exists() and not force:
        raise CommandError(
            problem_document(
                "file_exists",
                "The mapping exists already.",
                f"{target} exists already, perhaps with changes made by hand.",
                fix="Name another file with --output, or overwrite it with --force.",
                field="--output",
            )
        )
