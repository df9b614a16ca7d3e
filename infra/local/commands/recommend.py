"""`shopguide recommend`: recommendations of every scene, each with its reason."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from infra.local.client import ShopClient
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
from infra.local.output import CommandError, Document, ExitCode, Output, usage_problem
from infra.local.tables import print_campaign, print_hits
from shopguide.api.schemas.context import Device
from shopguide.domain.recommending import Scene


class Beside(StrEnum):
    """Lists that stand beside a product."""

    SIMILAR = "similar"
    BOUGHT_TOGETHER = "bought-together"
    CHEAPER = "cheaper"
    BETTER_RATED = "better-rated"


Wish = Annotated[
    list[str] | None,
    typer.Option(
        "--interest",
        help="A category, a brand or words that are liked; repeatable.",
        metavar="TEXT",
    ),
]


def recommend(  # noqa: PLR0913 - a parameter an option, as typer reads them
    *,
    shopper: Annotated[
        str | None,
        typer.Option(
            "--shopper", help="Account or session; without it, what is popular.", metavar="ID"
        ),
    ] = None,
    scene: Annotated[Scene, typer.Option("--scene", help="Where they are shown.")] = Scene.HOME,
    product: Annotated[
        list[str] | None,
        typer.Option(
            "--product",
            help="The product of the scene 'product', one of the cart, or an eligible one of a"
            " campaign; repeatable.",
            metavar="ID",
        ),
    ] = None,
    beside: Annotated[
        Beside, typer.Option("--list", help="Which list of the scene 'product'.")
    ] = Beside.SIMILAR,
    eligible: Annotated[
        Path | None,
        typer.Option(
            "--eligible",
            help="A file with an eligible product's id a line, for the scene 'campaign'.",
            exists=True,
            dir_okay=False,
            metavar="FILE",
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", help="A product that is not wanted; repeatable.", metavar="ID"),
    ] = None,
    conversation: Annotated[
        str | None,
        typer.Option(
            "--conversation", help="Within this conversation of the shopper.", metavar="ID"
        ),
    ] = None,
    limit: Limit = 10,
    diversity: Annotated[
        float | None,
        typer.Option("--diversity", help="0: by relevance alone; 1: as different as can be."),
    ] = None,
    exploration: Annotated[
        float | None,
        typer.Option("--exploration", help="Share of places for what few have been shown, 0 to 1."),
    ] = None,
    newcomers: Annotated[
        float | None,
        typer.Option("--newcomers", help="Share of places for what nobody has touched, 0 to 1."),
    ] = None,
    long_tail: Annotated[
        float | None,
        typer.Option("--long-tail", help="How much popularity is held against a product, 0 to 1."),
    ] = None,
    interest: Wish = None,
    device: Annotated[
        Device | None, typer.Option("--device", help="What the shopper looks at the shop with.")
    ] = None,
    hour: Annotated[
        int | None, typer.Option("--hour", help="Of the shopper's own day, 0 to 23.")
    ] = None,
    country: Annotated[
        str | None, typer.Option("--country", help="Two letters, as DE or CN.", metavar="CODE")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", help="Of the reasons: 'zh' or 'en'.")
    ] = None,
    any_stock: Annotated[
        bool, typer.Option("--any-stock", help="Also what is not in stock.")
    ] = False,
    price_min: PriceMin = None,
    price_max: PriceMax = None,
    brand: Brand = None,
    category: Category = None,
    colour: Colour = None,
    size: Size = None,
    gender: Gender = None,
    rating_min: RatingMin = None,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Recommend products, each with its reason."""
    output = Output(as_json)
    everywhere = {"shopper_id": shopper, "limit": limit, "language": language}
    everywhere["in_stock"] = False if any_stock else None
    context = {"device": device, "hour": hour, "country": country}
    constraints = {
        "price_min": price_min,
        "price_max": price_max,
        "brand": brand,
        "category": category,
        "colour": colour,
        "size": size,
        "gender": gender,
        "rating_min": rating_min,
    }
    taste = {
        "diversity": diversity,
        "exploration": exploration,
        "newcomers": newcomers,
        "long_tail": long_tail,
    }
    if scene is Scene.CAMPAIGN:
        _refuse("campaign", exclude=exclude, conversation=conversation, **taste)
        body = {**everywhere, **context, **constraints, "interests": interest}
        body["product_ids"] = [*(product or ()), *_lines(eligible)]
        with connect(url, data) as shop:
            found = shop.post("/v1/recommendations/campaign", _said(body))
        output.result(found, lambda console: print_campaign(console, found))
        return ExitCode.OK
    _refuse(scene.value, eligible=eligible)
    asked = {**everywhere, **context, **constraints, **taste, "interest": interest}
    asked |= {"exclude": exclude, "conversation_id": conversation}
    with connect(url, data) as shop:
        if beside is Beside.SIMILAR:
            found = shop.get("/v1/recommendations", scene=scene, product_id=product, **asked)
        else:
            found = _beside(shop, scene, product or (), beside, _said(asked))
    output.result(found, lambda console: print_hits(console, found))
    return ExitCode.OK


def _beside(
    shop: ShopClient,
    scene: Scene,
    products: list[str] | tuple[()],
    beside: Beside,
    asked: Document,
) -> Document:
    """A list that has a route of its own; what it does not take, the route refuses by its name."""
    if scene is not Scene.PRODUCT or len(products) != 1:
        raise _wrong("--list goes with '--scene product' and one --product.")
    path = f"/v1/products/{quote(products[0], safe='')}"
    if beside is Beside.BOUGHT_TOGETHER:
        return shop.get(f"{path}/bought-together", **asked)
    return shop.get(f"{path}/alternatives", kind=beside.value.replace("-", "_"), **asked)


def _said(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _lines(file: Path | None) -> list[str]:
    if file is None:
        return []
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    return [line.strip() for line in lines if line.strip()]


def _refuse(scene: str, **options: object) -> None:
    for name, value in options.items():
        if value is not None:
            raise _wrong(f"--{name.replace('_', '-')} says nothing about the scene '{scene}'.")


def _wrong(detail: str) -> CommandError:
    return CommandError(usage_problem(detail), ExitCode.USAGE)
