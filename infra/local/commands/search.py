"""`shopguide search`: what a shopper finds, and how the query was understood."""

from typing import Annotated

import typer

from infra.local.commands.options import (
    AsJson,
    Brand,
    Category,
    Colour,
    Data,
    Gender,
    Limit,
    PriceMax,
    PriceMin,
    RatingMin,
    Size,
    Url,
)
from infra.local.connection import connect
from infra.local.output import ExitCode, Output
from infra.local.search_tables import print_search
from shopguide.domain.cursor import cursor_from_token
from shopguide.domain.facet import Facet
from shopguide.domain.query import SortOrder


def search(  # noqa: PLR0913 - a parameter an option, as typer reads them
    text: Annotated[str, typer.Argument(help="The query, in Chinese or English.")],
    *,
    limit: Limit = 10,
    offset: Annotated[int, typer.Option("--offset", help="Hits to leave out before.")] = 0,
    cursor: Annotated[
        str | None, typer.Option("--cursor", help="The next page, as the page before named it.")
    ] = None,
    sort: Annotated[
        SortOrder | None,
        typer.Option("--sort", help="The order; without it, the one that the query wishes for."),
    ] = None,
    off: Annotated[
        list[str] | None,
        typer.Option(
            "--off",
            help="Take no notice of what was understood: its id, 'spelling' or 'synonyms';"
            " repeatable.",
            metavar="ID",
        ),
    ] = None,
    price_min: PriceMin = None,
    price_max: PriceMax = None,
    brand: Brand = None,
    category: Category = None,
    colour: Colour = None,
    size: Size = None,
    gender: Gender = None,
    rating_min: RatingMin = None,
    in_stock: Annotated[bool, typer.Option("--in-stock", help="Only what is in stock.")] = False,
    facet: Annotated[
        list[Facet] | None,
        typer.Option("--facet", help="Count what the result can be narrowed by; repeatable."),
    ] = None,
    shopper: Annotated[
        str | None,
        typer.Option(
            "--shopper", help="Account or session whose taste may move hits.", metavar="ID"
        ),
    ] = None,
    no_personal: Annotated[
        bool, typer.Option("--no-personal", help="Take no notice of the shopper's taste.")
    ] = False,
    no_rerank: Annotated[
        bool, typer.Option("--no-rerank", help="Do without the reranker, if there is one.")
    ] = False,
    no_collapse: Annotated[
        bool, typer.Option("--no-collapse", help="Show every variant as a hit of its own.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each stage's score, and how to replay.")
    ] = False,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Find products."""
    output = Output(as_json)
    with connect(url, data) as shop:
        found = shop.get(
            "/v1/search",
            q=text,
            limit=limit,
            offset=offset,
            cursor=cursor,
            sort=sort,
            off=off,
            price_min=price_min,
            price_max=price_max,
            brand=brand,
            category=category,
            colour=colour,
            size=size,
            gender=gender,
            rating_min=rating_min,
            in_stock=in_stock,
            facets=facet,
            shopper_id=shopper,
            personal=not no_personal,
            rerank=not no_rerank,
            collapse=not no_collapse,
            explain=explain,
        )
    before = cursor_from_token(cursor).offset if cursor else offset
    output.result(found, lambda console: print_search(console, found, before=before))
    return ExitCode.OK
