"""How long a recommendation takes with every signal live, and where the time goes.

    python -m tests.benchmarks.recommend_speed [--products 20000] [--history 50] [--rounds 300]
        [--shop FOLDER] [--profile]

A shop of random texts in Qdrant Edge, each product with 200 neighbours, factors and learned vectors
of a recommender of the usual size (its weights are random: they cost as much as trained ones). No
HTTP: what is measured is the service, from the request to the ranking with its verified reasons.

Beside the seconds on the clock stands the processor time of all threads, which is what a request
takes where nothing else runs. `--shop` keeps the shop in a folder, and takes the one that is there.
"""

import argparse
import contextlib
import cProfile
import pstats
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import torch

from shopguide.bootstrap import Container
from shopguide.config import read_settings
from shopguide.domain.bundle import CURRENT_NAME
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument, Matrix
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.money import Money
from shopguide.domain.product import Product
from shopguide.domain.signals import Neighbours
from shopguide.recommend.request import RecommendationRequest
from shopguide.text.index_layout import (
    PRODUCTS,
    index_name,
    product_fields,
    product_sparse,
    products_schema,
)
from tests.signals_files import SignalFiles, write_signals
from training.evaluate.metrics import percentile
from training.models.recommender import LearnedProducts, draft_of, write_recommender
from training.models.sequence_network import SequenceConfig, SequenceNetwork

FACTORS, LEARNED, TEXT = 128, 256, 384
NEIGHBOURS = 200
_SHOPPERS = [f"shopper-{number}" for number in range(20)]
_WARM_UP = 20
_ENCODER = "none@0"
_WORDS = "red blue green tent chair kettle phone lamp desk shoe bag watch steel wood".split()


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--history", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--shop", type=Path, help="folder of the shop, made where it is not there")
    parser.add_argument("--profile", action="store_true", help="print what takes the time")
    options = parser.parse_args()
    with contextlib.ExitStack() as ended:
        kept = options.shop or Path(
            ended.enter_context(tempfile.TemporaryDirectory(prefix="shopguide-bench-"))
        )
        filled = (kept / "data").exists()
        container = Container(
            read_settings(data_dir=kept / "data", models_dir=kept / "models", generator="none")
        )
        ended.callback(container.close)
        if not filled:
            _make_shop(container, options.products, options.history)
        for name, request in _requests().items():
            _measure(container, name, request, options.rounds)
        if options.profile:
            _profile(container)


def _make_shop(container: Container, products: int, history: int) -> None:
    chance = np.random.default_rng(17)
    ids = _fill(container, products, chance)
    _publish(container, ids, chance)
    _interact(container, ids, history, chance)


def _requests() -> dict[str, RecommendationRequest]:
    return {
        "as the app asks": RecommendationRequest(),
        "diversity 0": RecommendationRequest(diversity=0),
        "long tail 0.3": RecommendationRequest(long_tail=0.3),
        "exploration 0.2": RecommendationRequest(exploration=0.2),
    }


def _fill(container: Container, count: int, chance: np.random.Generator) -> list[str]:
    """Products with random texts and vectors, straight into the index."""
    name = index_name(PRODUCTS, _ENCODER)
    container.index.create(name, products_schema(TEXT, _ENCODER))
    ids = [f"p{number}" for number in range(count)]
    for start in range(0, count, 500):
        documents = [
            _document(product_id, vector, chance)
            for product_id, vector in zip(
                ids[start : start + 500], _unit(chance, min(500, count - start)), strict=True
            )
        ]
        container.index.upsert(name, documents)
    container.index.point_aliases({PRODUCTS: name})
    container.index.flush()
    return ids


def _document(product_id: str, vector: np.ndarray, chance: np.random.Generator) -> IndexedDocument:
    words = " ".join(chance.choice(_WORDS, 40))
    product = Product(
        product_id,
        f"{words[:40]} {product_id}",
        description=words,
        product_type="Home > Things",
        price=Money(Decimal(int(chance.integers(5, 500))), "USD"),
    )
    fields, sparse = product_fields(product), product_sparse(product)
    return IndexedDocument(product_id, fields, {TEXT_VECTOR: vector}, sparse)


def _publish(container: Container, ids: Sequence[str], chance: np.random.Generator) -> None:
    """Neighbours, factors and a recommender, live."""
    weights = np.sort(chance.random((len(ids), NEIGHBOURS)))[:, ::-1].round(4).tolist()
    others = chance.integers(len(ids), size=(len(ids), NEIGHBOURS)).tolist()
    neighbours = {
        product_id: Neighbours([(ids[row], weight) for row, weight in zip(*pairs, strict=True)])
        for product_id, *pairs in zip(ids, others, weights, strict=True)
    }
    factors = chance.normal(0, 0.1, (len(ids), FACTORS))
    files = SignalFiles(
        neighbours=neighbours,
        factors=dict(zip(ids, factors.tolist(), strict=True)),
        trending={"all": [(product_id, 1.0) for product_id in ids[:500]]},
        recommender=_write_bundle(container, ids, chance),
    )
    container.signals_publisher.publish(write_signals(container.objects, files))


def _write_bundle(container: Container, ids: Sequence[str], chance: np.random.Generator) -> str:
    torch.manual_seed(17)
    network = SequenceNetwork(SequenceConfig(text_dimension=TEXT, dimension=LEARNED))
    learned = chance.normal(0, 1, (len(ids), LEARNED)).astype(np.float32)
    home = container.settings.models_dir / "recommender" / "bench"
    draft = draft_of("bench", network, longest=50, encoder=_ENCODER)
    new = home / "new"
    new.mkdir(parents=True)
    manifest = write_recommender(new, network, LearnedProducts(ids, learned), draft).manifest
    new.rename(home / manifest.version)
    (home / CURRENT_NAME).write_text(manifest.version)
    return manifest.fingerprint


def _interact(
    container: Container, ids: Sequence[str], history: int, chance: np.random.Generator
) -> None:
    now = container.clock.now()
    for shopper in _SHOPPERS:
        chosen = chance.choice(len(ids), history, replace=False)
        container.events.record(
            [
                ReportedInteraction(
                    f"{shopper}/{place}",
                    shopper,
                    InteractionKind.VIEW_ITEM,
                    ids[number],
                    now - timedelta(minutes=history - place),
                )
                for place, number in enumerate(chosen)
            ]
        )


def _measure(container: Container, name: str, request: RecommendationRequest, rounds: int) -> None:
    service = container.recommend
    took: list[float] = []
    worked: list[float] = []
    for number in range(rounds + _WARM_UP):
        asked = replace(request, shopper_id=_SHOPPERS[number % len(_SHOPPERS)])
        began, worked_before = time.perf_counter(), time.process_time()
        ranking = service.recommend(asked)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - worked_before) * 1000)
    if ranking.strategy != "blend":
        raise SystemExit(f"led by {ranking.strategy}: the signals are not live")
    named = sum(hit.reason is not None for hit in ranking.hits)
    print(
        f"{name:16s} {_told(took)}   processor {_told(worked)}"
        f"   first {took[0]:7.1f} ms   {named} of {len(ranking.hits)} hits with a reason",
        flush=True,
    )


def _told(times: Sequence[float]) -> str:
    warm = times[_WARM_UP:]
    return f"p50 {percentile(warm, 0.5):6.2f} ms  p95 {percentile(warm, 0.95):6.2f} ms"


def _profile(container: Container) -> None:
    profile = cProfile.Profile()
    profile.enable()
    for shopper in _SHOPPERS * 5:
        container.recommend.recommend(RecommendationRequest(shopper))
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(40)


def _unit(chance: np.random.Generator, count: int) -> Matrix:
    vectors = chance.normal(0, 1, (count, TEXT)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


if __name__ == "__main__":
    main()
