"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

Url: TypeAlias = Annotated[
    str | None, typer.Option("--url", help="Address of a running server.", metavar="URL")
]
Data: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Open this data folder instead of asking a server; default SHOPGUIDE_DATA_DIR.",
        file_okay=False,
        metavar="DIR",
    ),
]
AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="One JSON object on standard output, nothing else.")
]
PriceMin: TypeAlias = Annotated[
    float | None, typer.Option("--price-min", help="Lowest price.", metavar="AMOUNT")
]
PriceMax: TypeAlias = Annotated[
    float | None, typer.Option("--price-max", help="Highest price.", metavar="AMOUNT")
]
Brand: TypeAlias = Annotated[
    list[str] | None, typer.Option("--brand", help="Only this brand; repeatable.", metavar="NAME")
]
Category: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--category", help="Only this category, a path or one level; repeatable.", metavar="NAME"
    ),
]
Colour: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--colour", help="Only this colour, 'red' or '红色'; repeatable.", metavar="NAME"),
]
Size: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--size", help="Only this size, 'XL' or '42'; repeatable.", metavar="NAME"),
]
Gender: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--gender", help="Only for women, men or kids; repeatable.", metavar="NAME"),
]
RatingMin: TypeAlias = Annotated[
    float | None, typer.Option("--rating-min", help="Lowest rating, of 5.", metavar="STARS")
]
Limit: TypeAlias = Annotated[int, typer.Option("--limit", help="Most hits to show.")]
