"""What a product is called in a text about it: its title, without the facts and claims in it."""

import re

from shopguide.copywriting.orders import find_order, gives_orders
from shopguide.domain.product import CATEGORY_SEPARATOR, Product
from shopguide.text.advertising import forbidden_claims
from shopguide.text.normalise import tidy_text

MAX_NAME_CHARACTERS = 60
_SEGMENT = re.compile(r"\s*[,，;；|/（(]\s*")
_DANGLING = re.compile(r"\s+(?:with|and|in|for|of|by|the|a|an|to|up|&|-|–)$", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,200}>|&#?\w{1,8};|[<>{}\[\]]")


def name_of(product: Product) -> str:
    """A name of at most `MAX_NAME_CHARACTERS`, as the title has it.

    What the attributes state is left out, for the text itself says it; so is what advertising may
    not say. A title that gives orders is no name: then brand and category are one.
    """
    title = tidy_text(_MARKUP.sub(" ", product.title))
    title = title[: find_order(title)].strip()
    if not title or gives_orders(title):
        title = _brand_and_category(product)
    first, *others = _SEGMENT.split(title)
    name = _without_facts(first, product)
    if len(name.split()) < 2 and others and not _states_a_fact(others[0], product):
        name = f"{name} {others[0]}".strip()
    kept = [word for word in name.split() if not forbidden_claims(word, product.brand)]
    name = " ".join(kept) or _brand_and_category(product)
    while (shorter := _DANGLING.sub("", name)) != name:
        name = shorter
    if forbidden_claims(name, product.brand):
        name = _brand_and_category(product)
    return _cut(name)


def _brand_and_category(product: Product) -> str:
    category = product.product_type.rsplit(CATEGORY_SEPARATOR.strip(), 1)[-1].strip()
    name = tidy_text(_MARKUP.sub(" ", f"{product.brand} {category}"))
    is_usable = name and not gives_orders(name) and not forbidden_claims(name, product.brand)
    return name if is_usable else product.product_id


def _without_facts(segment: str, product: Product) -> str:
    """Words of a segment of the title that hold no attribute's value."""
    folded = segment.lower()
    covered = [False] * len(folded)
    for value in _values(product):
        for found in re.finditer(re.escape(value), folded):
            covered[found.start() : found.end()] = [True] * (found.end() - found.start())
    words = [
        word[0]
        for word in re.finditer(r"\S+", segment)
        if not any(covered[word.start() : word.end()])
    ]
    return " ".join(words) if len(folded) == len(segment) and words else segment


def _states_a_fact(segment: str, product: Product) -> bool:
    return any(value in segment.lower() for value in _values(product))


def _values(product: Product) -> list[str]:
    values = (tidy_text(value).lower() for value in product.attributes.values())
    return [value for value in values if len(value) > 1 and value != product.brand.lower()]


def _cut(name: str) -> str:
    if len(name) <= MAX_NAME_CHARACTERS:
        return name
    shorter = name[:MAX_NAME_CHARACTERS].rsplit(" ", 1)[0]
    return shorter.strip() or name[:MAX_NAME_CHARACTERS]
