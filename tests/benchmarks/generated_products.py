"""Made-up products of every size: the same ones for the same numbers, with variants.

A *text* is a product with its title, description and attributes; its variants differ in colour,
size, price and stock, as a fashion shop's do. About 60 tokens a text.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

COLUMNS = (
    "id,title,description,brand,product_type,price,availability,link,item_group_id,color,size,"
    "material,weight"
).split(",")

_COLOURS = "black white red navy blue green grey beige brown pink".split()
_SIZES = ("S", "M", "L", "XL")
_BRANDS = tuple(
    f"{a}{b}" for a in "Nor Vel Ars Tem Kal Bri".split() for b in "den via ton ix".split()
)
_MATERIALS = "cotton wool steel bamboo leather aluminium polyester glass oak ceramic".split()
_TYPES = {
    "Clothing > Jackets": ("rain jacket", "windbreaker", "down jacket", "softshell", "parka"),
    "Clothing > Shirts": ("linen shirt", "polo shirt", "t-shirt", "flannel shirt", "blouse"),
    "Shoes > Sports": ("running shoes", "hiking boots", "tennis shoes", "trail shoes"),
    "Home > Kitchen": ("kettle", "frying pan", "water bottle", "lunch box", "knife set"),
    "Home > Furniture": ("office chair", "desk lamp", "bookshelf", "side table", "stool"),
    "Electronics > Audio": ("headphones", "bluetooth speaker", "earbuds", "soundbar"),
    "Bags > Travel": ("backpack", "suitcase", "duffel bag", "messenger bag", "tote"),
    "数码 > 耳机": ("蓝牙耳机", "头戴式耳机", "降噪耳机"),
    "服饰 > 外套": ("冲锋衣", "羽绒服", "风衣"),
}
_ADJECTIVES = (
    "lightweight waterproof foldable ergonomic classic slim insulated breathable heavy-duty "
    "adjustable portable quiet rechargeable recycled seamless quick-drying"
).split()
_SENTENCES = (
    "Made of {material} that lasts for years of daily use.",
    "The {adjective} cut leaves room to move and packs away small.",
    "Comes with a {number}-year warranty and free returns.",
    "Holds up to {number} kg and weighs less than a book.",
    "Designed with {number} pockets and a {adjective} finish.",
    "Wipe it clean with a damp cloth; it is {adjective} and {other}.",
    "适合日常通勤和户外使用，{number}年质保。",
    "Tested over {number}000 cycles in our own workshop.",
)


@dataclass(frozen=True, slots=True)
class Text:
    """What all variants of a product share."""

    title: str
    description: str
    brand: str
    product_type: str
    material: str
    weight: str


def text_of(number: int) -> Text:
    """The text of a number, from 0; no two are equal."""
    chance = random.Random(number)
    product_type = chance.choice(tuple(_TYPES))
    adjective, other = chance.sample(_ADJECTIVES, 2)
    brand, material = chance.choice(_BRANDS), chance.choice(_MATERIALS)
    title = f"{brand} {adjective} {chance.choice(_TYPES[product_type])} {number:05d}"
    sentences = chance.sample(_SENTENCES, 4)
    description = " ".join(
        sentence.format(
            material=material, adjective=adjective, other=other, number=chance.randrange(2, 40)
        )
        for sentence in sentences
    )
    weight = f"{chance.randrange(1, 90) / 10} kg"
    return Text(title, description, brand, product_type, material, weight)


def rows(
    texts: int, variants: int = 1, *, price_change: float = 0.0, reworded: float = 0.0
) -> Iterator[Sequence[str]]:
    """`texts` x `variants` rows in the order of `COLUMNS`.

    Args:
        texts: Different texts.
        variants: Products of each text: at most 40 of different colour and size.
        price_change: Added to every price.
        reworded: Share of texts with another title.
    """
    for number in range(texts):
        text = text_of(number)
        chance = random.Random(-number - 1)
        title = f"{text.title} 2026" if chance.random() < reworded else text.title
        for variant in range(variants):
            price = chance.randrange(500, 50_000) / 100 + price_change
            yield (
                f"P{number:06d}-{variant:02d}",
                title,
                text.description,
                text.brand,
                text.product_type,
                f"{price:.2f} USD",
                "in stock" if chance.random() < 0.9 else "out of stock",
                f"https://shop.example/p/{number}?variant={variant}",
                f"P{number:06d}",
                _COLOURS[variant % len(_COLOURS)],
                _SIZES[variant // len(_COLOURS) % len(_SIZES)],
                text.material,
                text.weight,
            )


def write_products(target: Path, products: Iterator[Sequence[str]]) -> int:
    """Write rows as one products file; how many."""
    count = 0
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for row in products:
            writer.writerow(row)
            count += 1
    return count
