"""What a product is called in a text about it: its title, without the facts and claims in it."""

import re
from collections.abc import Iterator

from shopguide.domain.product import CATEGORY_SEPARATOR, Product
from shopguide.text.advertising import forbidden_claims
from shopguide.text.html_text import plain_text
from shopguide.text.normalise import tidy_text
from shopguide.text.safety.orders import find_order, gives_orders
from shopguide.text.title_ends import without_dangling_end
from shopguide.text.value_words import truth_of

MAX_NAME_CHARACTERS = 60
_SEGMENT = re.compile(r"\s*(?:,(?!\d)|[，;；|（])\s*|\s+[/(]\s*")
_MOSTLY = 0.6
"""Share of a word that values must cover for it to be one."""

_KIND_CHARACTERS = 4
"""What is left of a word without its quantity: 全自动帐篷 is a kind, 调光 of 7档调光 is not."""

_NO_WORD = re.compile(r"://|[=<>@\\|]|^[^\w&-]+$")
_MARKUP = re.compile(r"<[^<>]{0,200}>|&#?\w{1,8};|[<>{}\[\]]")


def name_of(product: Product) -> str:
    """A name of at most `MAX_NAME_CHARACTERS`, as the title has it.

    What the attributes state is left out, for the text itself says it; so is what advertising may
    not say. A title that gives orders is no name: then brand and category are one.
    """
    written = tidy_text(product.title)[: find_order(product.title)]
    title = tidy_text(_MARKUP.sub(" ", plain_text(written)))
    title = " ".join(word for word in title.split() if not _NO_WORD.search(word))
    if not title or gives_orders(written) or gives_orders(title):
        title = _brand_and_category(product)
    first, *others = _SEGMENT.split(title)
    name = _without_facts(first, product)
    if len(name.split()) < 2 and others and not _states_a_fact(others[0], product):
        name = f"{name} {others[0]}".strip()
    kept = [word for word in name.split() if not forbidden_claims(word, product.brand)]
    name = " ".join(kept) or _brand_and_category(product)
    name = without_dangling_end(name)
    if forbidden_claims(name, product.brand):
        name = _brand_and_category(product)
    return _cut(name)


def _brand_and_category(product: Product) -> str:
    category = product.product_type.rsplit(CATEGORY_SEPARATOR.strip(), 1)[-1].strip()
    name = tidy_text(_MARKUP.sub(" ", f"{product.brand} {category}"))
    is_usable = name and not gives_orders(name) and not forbidden_claims(name, product.brand)
    return name if is_usable else product.product_id


def _without_facts(segment: str, product: Product) -> str:
    """Words of a segment of the title, but those that are an attribute's value.

    Chinese has no spaces: of a longer run only a quantity is taken out, 4人 of 4人全自动帐篷.
    """
    folded = segment.lower()
    if len(folded) != len(segment):
        return segment
    covered, measured = [False] * len(folded), [False] * len(folded)
    for found in _stated(folded, product):
        covered[found.start() : found.end()] = [True] * len(found[0])
        if any(map(str.isdigit, found[0])):
            measured[found.start() : found.end()] = [True] * len(found[0])
    brand = folded.find(product.brand.lower()) if product.brand else -1
    if brand >= 0:
        covered[brand : brand + len(product.brand)] = [False] * len(product.brand)
    kept = []
    for word in re.finditer(r"\S+", segment):
        start, end = word.span()
        if sum(covered[start:end]) >= _MOSTLY * (end - start):
            continue
        gone = measured[start:end]
        rest = "".join(c for c, is_gone in zip(word[0], gone, strict=True) if not is_gone)
        if not any(gone) or len(rest) >= _KIND_CHARACTERS:
            kept.append(rest)
    return " ".join(kept) or segment


def _states_a_fact(segment: str, product: Product) -> bool:
    return any(True for _ in _stated(segment.lower(), product))


def _stated(folded: str, product: Product) -> Iterator[re.Match[str]]:
    """Where a text in lower case has an attribute's value, Latin ones as whole words."""
    for value in (tidy_text(each).lower() for each in product.attributes.values()):
        if 1 < len(value) <= len(folded) and truth_of(value) is None:
            before = r"(?<![a-z0-9])" if value[0].isascii() else ""
            after = r"(?![a-z0-9])" if value[-1].isascii() else ""
            yield from re.finditer(f"{before}{re.escape(value)}{after}", folded)


def _cut(name: str) -> str:
    if len(name) <= MAX_NAME_CHARACTERS:
        return name
    shorter = name[:MAX_NAME_CHARACTERS].rsplit(" ", 1)[0]
    return shorter.strip() or name[:MAX_NAME_CHARACTERS]
