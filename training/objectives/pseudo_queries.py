"""Pseudo-queries: what shoppers would type and ask, made from the catalogue and checked.

    shopguide train pseudo_queries --data SHOP --channel encoder=ENCODER_BUNDLE --local

Templates put a product's category, brand, line, properties and model code in the orders in which
shoppers type them, and ask for its attributes in shoppers' words. A query is kept if the encoder of
the bundle finds its own product among the first `top_k` of the catalogue; a question, if it finds
the passage that answers it among the first `question_top_k` of the product. What is kept lies in
``queries-pseudo.csv`` and ``qa-pseudo.csv``, which `read_shop` reads beside the shop's own files;
``metrics.json`` counts what was made and kept, by template and language.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.domain.product import Product
from shopguide.text.language import detect_language
from shopguide.text.passage_text import passage_text
from shopguide.text.passages import record_passages
from shopguide.text.product_text import product_text
from shopguide.text.words import content_words
from training.data.catalogue_products import PRODUCT_COLUMNS, product_of_row, rows_of, sampled
from training.data.cleaning.preparation import PreparedShop, prepare
from training.data.queries.candidates import Candidate, Tally
from training.data.queries.query_slots import is_short, plain_value, query_slots
from training.data.queries.query_templates import write_queries
from training.data.queries.question_templates import write_questions
from training.data.queries.round_trip import RoundTrip, TextEncoder
from training.data.queries.title_phrases import MAX_TITLES, TitlePhrases
from training.data.reading.shop_tables import read_shop
from training.errors import TrainingInputError
from training.loop.job import Job

EXACTLY_THAT = 3
"""The grade of a product for a query that was made from it."""

MAX_TITLE_SHARE = 0.8
"""A query with more of the title's words than this is the title again."""

SMALL: Mapping[str, Any] = {"products": 400, "queries_per_product": 4, "question_products": 100}


@dataclass(frozen=True, kw_only=True)
class PseudoQuerySettings:
    """How much is made, and how strictly it is checked.

    Attributes:
        products: At most so many of the catalogue, about; they are also what is searched.
        queries_per_product: Queries written for each, of different templates.
        top_k: Ranks of its own product that keep a query.
        question_products: Products that questions are written about; 0 writes none.
        questions_per_product: About different attributes.
        question_top_k: Ranks of the answering passage among the product's that keep a question. Its
            answer is right by construction, and one that an untuned encoder finds at once teaches
            nothing; so this is only to leave out what cannot be told apart.
        threads: Of the encoder.
        seed: Equal seeds and data make equal files.
    """

    products: int = 20_000
    queries_per_product: int = 6
    top_k: int = 10
    question_products: int = 2_000
    questions_per_product: int = 4
    question_top_k: int = 5
    threads: int = 2
    seed: int = 17


SETTINGS = PseudoQuerySettings


def run(job: Job, settings: PseudoQuerySettings) -> None:
    """Write the files of pseudo-queries and pseudo-questions, and ``metrics.json``.

    Raises:
        TrainingInputError: the catalogue is empty, or nothing that was made is kept.
    """
    if not job.is_main:
        return
    encoder = OnnxEncoder(job.channel("encoder"), threads=settings.threads)
    shop = prepare(read_shop(job.channel("train")))
    rows = rows_of(sampled(shop.products, settings.products, "id"), PRODUCT_COLUMNS)
    products = [product_of_row(row) for row in rows]
    if not products:
        raise TrainingInputError(
            "The channel 'train' has no products to write queries for.",
            fix="Add products.csv (docs/data-formats.md).",
        )
    phrases = TitlePhrases(
        [(row["brand"], row["title"]) for row in _titles(shop)],
        _common_values(products),
    )
    queries, query_tally = kept_queries(products, phrases, encoder, settings)
    questions, question_tally = kept_questions(products, encoder, settings)
    if not queries:
        raise TrainingInputError(
            f"None of {query_tally.made.total():,} queries finds its product again.",
            fix="Raise top_k, or look whether titles and categories say what the products are.",
        )
    _write_queries(job.model_dir / "queries-pseudo.csv", queries, products)
    _write_questions(job.model_dir / "qa-pseudo.csv", questions, products)
    metrics = {
        "products": len(products),
        "data_fingerprint": shop.data_fingerprint,
        "encoder": f"{encoder.bundle.name}@{encoder.bundle.version}",
        "settings": asdict(settings),
        "queries": query_tally.to_json(queries),
        "questions": question_tally.to_json(questions),
    }
    text = json.dumps(metrics, ensure_ascii=False, indent=2)
    (job.model_dir / "metrics.json").write_text(text + "\n", encoding="utf-8")
    print(f"metrics: queries_kept={len(queries)} questions_kept={len(questions)}")


def _titles(shop: PreparedShop) -> Iterator[dict[str, Any]]:
    """Brands and titles to find the catalogue's own words in, as many as are looked at."""
    return rows_of(sampled(shop.products, MAX_TITLES, "id"), ("brand", "title"))


def kept_queries(
    products: Sequence[Product],
    phrases: TitlePhrases,
    encoder: TextEncoder,
    settings: PseudoQuerySettings,
) -> tuple[list[Candidate], Tally]:
    """Queries that find their own product, and the account of all that were made."""
    tally = Tally()
    candidates = []
    for place, product in enumerate(products):
        slots = query_slots(product, phrases)
        random = _dice(settings, "query", product)
        for query in write_queries(slots, settings.queries_per_product, random):
            made = Candidate(place, query.text, query.template, slots.language)
            if is_like_title(query.text, product.title):
                tally.count(made, "like_title")
            else:
                candidates.append(made)
    catalogue = RoundTrip(encoder, [product_text(product) for product in products])
    ranks = catalogue.ranks(
        [candidate.text for candidate in candidates],
        [candidate.product for candidate in candidates],
    )
    return _kept(candidates, ranks <= settings.top_k, tally), tally


def kept_questions(
    products: Sequence[Product], encoder: TextEncoder, settings: PseudoQuerySettings
) -> tuple[list[Candidate], Tally]:
    """Questions that find the passage that answers them, and the account of all."""
    asked = list(enumerate(products))[:: -(-len(products) // max(1, settings.question_products))]
    texts: dict[str, int] = {}
    candidates, sources, among = [], [], []
    for place, product in asked if settings.question_products else []:
        passages = record_passages(product)
        places = [texts.setdefault(passage_text(passage), len(texts)) for passage in passages]
        random = _dice(settings, "question", product)
        language = detect_language(product.title)
        for question in write_questions(passages, language, settings.questions_per_product, random):
            answer = question.passage.text
            made = Candidate(place, question.text, question.template, language, answer)
            candidates.append(made)
            sources.append(texts[passage_text(question.passage)])
            among.append(places)
    if not candidates:
        return [], Tally()
    ranks = RoundTrip(encoder, list(texts)).ranks(
        [candidate.text for candidate in candidates], sources, among
    )
    tally = Tally()
    return _kept(candidates, ranks <= settings.question_top_k, tally), tally


def is_like_title(query: str, title: str) -> bool:
    """Whether it says (almost) all that the title says."""
    words = frozenset(content_words(title))
    return bool(words) and len(words & set(content_words(query))) > MAX_TITLE_SHARE * len(words)


def _dice(settings: PseudoQuerySettings, purpose: str, product: Product) -> Random:
    """Chance of each product's own, so that the others decide nothing about it."""
    seed = f"{settings.seed}:{purpose}:{product.product_id}"
    return Random(seed)


def _common_values(products: Iterable[Product]) -> Counter[str]:
    """Short values of attributes, and how many products have each."""
    values = (plain_value(value) for product in products for value in product.attributes.values())
    return Counter(value for value in values if value and is_short(value))


def _kept(candidates: Sequence[Candidate], found: Iterable[bool], tally: Tally) -> list[Candidate]:
    kept = []
    for candidate, is_found in zip(candidates, found, strict=True):
        tally.count(candidate, "kept" if is_found else "not_found")
        if is_found:
            kept.append(candidate)
    return kept


def _write_queries(path: Path, kept: Iterable[Candidate], products: Sequence[Product]) -> None:
    rows = ((made.text, products[made.product].product_id, EXACTLY_THAT) for made in kept)
    _write_csv(path, ("query", "product_id", "rating"), rows)


def _write_questions(path: Path, kept: Iterable[Candidate], products: Sequence[Product]) -> None:
    rows = ((products[made.product].product_id, made.text, made.answer) for made in kept)
    _write_csv(path, ("product_id", "question", "answer"), rows)


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
