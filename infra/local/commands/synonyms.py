"""`shopguide synonyms`: which words mean the same."""

from typing import Annotated

import typer
from rich.console import Console

from infra.local.commands.merchandising import merchandising_app
from infra.local.commands.options import AsJson, Data, Url
from infra.local.output import ExitCode, Output
from shopguide.domain.merchandising_revision import MerchandisingKind

app = merchandising_app(
    MerchandisingKind.SYNONYMS, "Say which words mean the same, in all searches."
)


@app.command()
def suggest(
    limit: Annotated[int, typer.Option("--limit", help="Most pairs.", min=1, max=500)] = 50,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Find words of the catalogue that may mean the same, as lines of a synonyms file.

    Many are only of one kind: delete what is wrong, and publish the rest with those in use.
    """
    from infra.local.synonym_suggestions import file_lines, find_suggestions

    document = find_suggestions(url, data, limit)

    def render(console: Console) -> None:
        for line in file_lines(document):
            console.print(line, markup=False, soft_wrap=True)

    Output(as_json).result(document, render)
    return ExitCode.OK
