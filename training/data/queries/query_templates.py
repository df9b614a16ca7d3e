"""Search queries for a product, in the orders in which shoppers type constraints.

In English the properties stand before the kind ("hp black toner", "10 inch tablet"); in Chinese
they stand before or after it, with or without a space (防水双肩包, 机械键盘 红轴).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from random import Random

from shopguide.text.language import HAN, Language
from training.data.queries.query_slots import QuerySlots

QUERY_TEMPLATES: dict[Language, tuple[str, ...]] = {
    "en": (
        "{kind}",
        "{brand} {kind}",
        "{value} {kind}",
        "{brand} {value} {kind}",
        "{value} {value} {kind}",
        "{brand} {line}",
        "{line} {kind}",
        "{brand} {line} {kind}",
        "{kind} with {feature}",
        "{code}",
        "{brand} {code}",
        "{code} {kind}",
        "{phrase} {phrase}",
        "{brand} {phrase} {phrase}",
    ),
    "zh": (
        "{kind}",
        "{brand}{kind}",
        "{value}{kind}",
        "{value} {kind}",
        "{kind} {value}",
        "{brand} {value} {kind}",
        "{brand} {kind} {value}",
        "{value}{value}{kind}",
        "{line}{kind}",
        "{feature}{kind}",
        "{code}",
        "{brand} {code}",
        "{code} {kind}",
        "{phrase}{phrase}",
        "{phrase} {phrase}",
        "{phrase} {phrase} {phrase}",
    ),
}
"""One draw fills each slot with another of the product's words for it."""


@dataclass(frozen=True, slots=True)
class WrittenQuery:
    """A query, and the template that made it."""

    text: str
    template: str


def write_queries(slots: QuerySlots, count: int, random: Random) -> Iterator[WrittenQuery]:
    """Up to `count` different queries, each of another template."""
    templates = list(QUERY_TEMPLATES[slots.language])
    if not slots.has_category:
        templates.remove("{kind}")  # a word that was found in titles is too little by itself
    random.shuffle(templates)
    written: set[str] = set()
    for template in templates:
        text = _fill(template, slots, random)
        if text and text not in written:
            written.add(text)
            yield WrittenQuery(text, template)
        if len(written) == count:
            return


_SLOT = re.compile(r"\{(\w+)\}")
_EDGE = "\x00"
_MIXED_EDGES = re.compile(rf"(?<=[a-z0-9])\x00\x00(?=[{HAN}])|(?<=[{HAN}])\x00\x00(?=[a-z0-9])")
"""Where two words meet of which one is Latin: people put a space there."""


def _fill(template: str, slots: QuerySlots, random: Random) -> str:
    """The template's text, or nothing where the product lacks words for one of its slots."""
    left = {
        "kind": slots.kinds,
        "brand": [slots.brand] if slots.brand else [],
        "line": slots.lines,
        "value": slots.values,
        "feature": slots.features,
        "code": slots.codes,
        "phrase": slots.phrases,
    }
    chosen: dict[str, list[str]] = {}
    names = _SLOT.findall(template)
    for name in dict.fromkeys(names):
        needed = names.count(name)
        if len(left[name]) < needed:
            return ""
        places = sorted(random.sample(range(len(left[name])), needed))
        chosen[name] = [left[name][place] for place in places]
    if _says_something_twice([part for parts in chosen.values() for part in parts]):
        return ""
    text = _SLOT.sub(lambda slot: f"{_EDGE}{chosen[slot[1]].pop(0)}{_EDGE}", template)
    return _MIXED_EDGES.sub(" ", text).replace(_EDGE, "")


def _says_something_twice(parts: Sequence[str]) -> bool:
    return any(part in other for part, other in permutations(parts, 2))
