"""Chinese marketplace titles with tagged products, brands and models, and queries made of them.

The set (zh-product-ner) states no licence. Its tags say which characters of a title are what a
shopper would search by, so that queries need not be guessed from raw titles.
"""

import lzma
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random

LICENCE = "none stated"

_RUN = re.compile(r"\w{2,}")


class SpanKind(StrEnum):
    """What a run of characters in a title is, by the set's own tags."""

    PRODUCT = "HCCX"
    BRAND = "HPPX"
    MODEL = "XH"
    SPECIFICATION = "MISC"
    OTHER = "O"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters of one kind."""

    kind: SpanKind
    text: str


@dataclass(frozen=True, slots=True)
class TaggedTitle:
    """A title as the runs that it is made of, in order."""

    spans: Sequence[Span]

    @property
    def text(self) -> str:
        """The whole title."""
        return "".join(span.text for span in self.spans)

    def of_kind(self, kind: SpanKind) -> list[str]:
        """The texts of one kind, in order."""
        return [span.text for span in self.spans if span.kind == kind]


def read_tagged_titles(path: Path) -> Iterator[TaggedTitle]:
    """Titles of a CoNLL file (``.txt`` or ``.txt.xz``): one character and its tag a line.

    Raises:
        ValueError: a line has no tag, or one that is not known; names the line.
    """
    spans: list[Span] = []
    opening = lzma.open if path.suffix == ".xz" else open
    with opening(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                if spans:
                    yield TaggedTitle(tuple(spans))
                spans = []
                continue
            try:
                _append(spans, line.rstrip("\n"))
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}") from error
    if spans:
        yield TaggedTitle(tuple(spans))


def _append(spans: list[Span], line: str) -> None:
    """Add one character; ``B-`` opens a span, ``I-`` and a repeated ``O`` go on with the last."""
    character, _, tag = line.rpartition(" ")
    mark, _, name = tag.rpartition("-")
    kind = SpanKind(name)
    if spans and spans[-1].kind == kind and mark != "B":
        spans[-1] = Span(kind, spans[-1].text + character)
    else:
        spans.append(Span(kind, character))


def shopper_query(title: TaggedTitle, random: Random) -> str:
    """A query that `title` answers: a product word, often with what makes it the wanted one.

    Brand and model stand before the product as in most titles, now and then after it. Empty where
    the title has no tagged product.
    """
    products = title.of_kind(SpanKind.PRODUCT)
    if not products:
        return ""
    product = random.choice(products)
    before: list[str] = []
    for kind, share in (
        (SpanKind.BRAND, 0.4),
        (SpanKind.MODEL, 0.4),
        (SpanKind.SPECIFICATION, 0.1),
    ):
        found = title.of_kind(kind)
        if found and random.random() < share:
            before.append(random.choice(found))
    while len(before) < 2 and random.random() < 0.55:
        before.append(_modifier(title, random))
    random.shuffle(before)
    parts = [part.strip() for part in before if part.strip()]
    parts.insert(len(parts) if random.random() < 0.75 else 0, product)
    if random.random() < 0.1:
        parts.append(random.choice(products))
    joint = " " if random.random() < 0.15 else ""
    return joint.join(dict.fromkeys(parts)).lower()


def _modifier(title: TaggedTitle, random: Random) -> str:
    """Two characters (now and then four) of an untagged run, counted from its start or its end.

    Most Chinese modifiers have two characters, and a run begins and ends at a word's border.
    """
    runs = [run for text in title.of_kind(SpanKind.OTHER) for run in _RUN.findall(text)]
    if not runs:
        return ""
    run = random.choice(runs)
    if run.isascii():
        return run
    size = random.choice((2, 2, 2, 3, 4))
    starts = (
        range(0, len(run) - 1, 2) if random.random() < 0.5 else range(len(run) % 2, len(run) - 1, 2)
    )
    start = random.choice(list(starts))
    return run[start : start + size]
