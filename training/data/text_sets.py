"""Queries and the texts that they search, for training an encoder: the public sets, a shop's own.

None of what is measured on is among them: of Icecat only the catalogue, never the ratings; nothing
of the Chinese search benchmark; no product and no question of ePQA's development part.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from shopguide.text.language import Language
from training.data.examples import PairKind, TextPair
from training.data.public import icecat, pqa, zh_titles
from training.data.public.zh_titles import TaggedTitle
from training.errors import TrainingInputError

_MIN_QUERY = 2
"""Characters; a query of one says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSet:
    """Queries over one collection of texts.

    Attributes:
        name: Of the set, for the card.
        licence: Of the set; "none stated" where it is so, empty for a shop's own data.
        kind: What its queries are to its texts.
        language: Of queries and texts.
        trusted: How far the pairing is knowledge of its own, in standard deviations of the
            teacher's scores: 0 where a query may fit many texts as well as its own.
        queries: What shoppers type or ask.
        texts: As the index embeds them.
        answers: For each query the position of the text that it was made from, or that answers it.
    """

    name: str
    licence: str
    kind: PairKind
    language: Language
    trusted: float
    queries: Sequence[str]
    texts: Sequence[str]
    answers: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSetSizes:
    """At most so many texts of each public set, and queries written for each text."""

    icecat: int = 7000
    chinese: int = 6000
    questions: int = 4000
    queries_per_text: int = 3


def public_sets(folder: Path, sizes: TextSetSizes, *, seed: int) -> list[TextSet]:
    """The sets of a folder that is laid out like the shared benchmark data.

    Args:
        folder: With ``icecat/``, ``zh-product-ner/`` and ``amazon-pqa/``; a set whose folder is
            missing is left out.
        sizes: How much of each.
        seed: Equal seeds and files give equal sets.

    Raises:
        TrainingInputError: none of the sets is there, or a file of one is missing.
    """
    makers = {"icecat": _icecat, "zh-product-ner": _chinese, "amazon-pqa": _questions}
    found = [name for name in makers if (folder / name).is_dir()]
    if not found:
        raise TrainingInputError(
            f"The folder {folder} has none of {', '.join(makers)}.",
            fix="Give the channel a folder laid out like the shared benchmark data.",
            field="public",
        )
    try:
        return [makers[name](folder / name, sizes, Random(seed)) for name in found]
    except FileNotFoundError as error:
        raise TrainingInputError(
            f"The public data lacks {error.filename}.",
            fix="Put the file there, or take its folder away.",
            field="public",
        ) from error


def shop_sets(pairs: Iterable[TextPair]) -> list[TextSet]:
    """A shop's own pairs, one set a language and kind of pair."""
    groups: dict[tuple[PairKind, Language], list[TextPair]] = {}
    for pair in pairs:
        groups.setdefault((pair.kind, pair.language), []).append(pair)
    return [
        _paired(f"shop: {kind}", "", kind, language, [(pair.query, pair.text) for pair in group])
        for (kind, language), group in sorted(groups.items())
    ]


def fingerprint(sets: Iterable[TextSet]) -> str:
    """12 hex digits that stand for everything in the sets."""
    content = json.dumps([asdict(one) for one in sets], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _icecat(folder: Path, sizes: TextSetSizes, random: Random) -> TextSet:
    """Its queries are categories and keywords that fit many products, so no pairing is trusted."""
    products = list(icecat.read_catalogue(folder))
    writer = icecat.QueryWriter(icecat.categories(products))
    random.shuffle(products)
    chosen = list(icecat.distinct(products))[: sizes.icecat]
    queries = _written(
        [
            [writer.write(product, random) for _ in range(sizes.queries_per_text)]
            for product in chosen
        ]
    )
    texts = [product.text for product in chosen]
    return TextSet(
        name="icecat",
        licence=icecat.LICENCE,
        kind="query_product",
        language="en",
        trusted=0.0,
        queries=list(queries),
        texts=texts,
        answers=list(queries.values()),
    )


def _chinese(folder: Path, sizes: TextSetSizes, random: Random) -> TextSet:
    """Its queries name the product with brand, model and modifiers: few titles fit as well."""
    titles: dict[str, TaggedTitle] = {}
    for name in ("train.txt.xz", "dev.txt", "test.txt"):
        for title in zh_titles.read_tagged_titles(folder / name):
            titles.setdefault(title.text, title)
    chosen = random.sample(sorted(titles), min(sizes.chinese, len(titles)))
    queries = _written(
        [
            [zh_titles.shopper_query(titles[text], random) for _ in range(sizes.queries_per_text)]
            for text in chosen
        ]
    )
    return TextSet(
        name="zh-product-ner",
        licence=zh_titles.LICENCE,
        kind="query_product",
        language="zh",
        trusted=2.0,
        queries=list(queries),
        texts=chosen,
        answers=list(queries.values()),
    )


def _questions(folder: Path, sizes: TextSetSizes, random: Random) -> TextSet:
    measured = pqa.Overlap.of(pqa.read_judged(folder / "epqa-dev.csv"))
    answered = pqa.read_answered(folder / "hetpqa-answer-train.tsv.xz")
    kept = [question for question in answered if not measured.holds(question)]
    chosen = random.sample(kept, min(sizes.questions, len(kept)))
    pairs = [(question.text, question.passage.text) for question in chosen]
    return _paired("amazon-pqa", pqa.LICENCE, "question_evidence", "en", pairs)


def _paired(
    name: str, licence: str, kind: PairKind, language: Language, pairs: Sequence[tuple[str, str]]
) -> TextSet:
    places: dict[str, int] = {}
    queries: dict[str, int] = {}
    for query, text in pairs:
        queries.setdefault(query, places.setdefault(text, len(places)))
    return TextSet(
        name=name,
        licence=licence,
        kind=kind,
        language=language,
        trusted=2.0,
        queries=list(queries),
        texts=list(places),
        answers=list(queries.values()),
    )


def _written(queries: Sequence[Sequence[str]]) -> Mapping[str, int]:
    """Query -> position of the first text that it was written for."""
    places: dict[str, int] = {}
    for place, some in enumerate(queries):
        for query in some:
            if len(query) >= _MIN_QUERY:
                places.setdefault(query, place)
    return places
