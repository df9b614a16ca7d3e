"""A shop with signals of every kind live, and what shoppers do in it."""

import itertools
import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import torch

from shopguide.adapters.memory.models import HashingEncoder
from shopguide.bootstrap import Container
from shopguide.domain.bundle import CURRENT_NAME
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.ranking import Ranking
from shopguide.domain.signals import Neighbours
from shopguide.recommend.request import RecommendationRequest
from tests.signals_files import SignalFiles, write_signals
from training.models.recommender import LearnedProducts, draft_of, write_recommender
from training.models.sequence_network import SequenceConfig, SequenceNetwork

VIEW = InteractionKind.VIEW_ITEM
RECOMMENDER = "tiny"
TEXT, LEARNED, FACTORS = 384, 8, 6

Act: TypeAlias = tuple[str, InteractionKind]

_numbers = itertools.count()


def write_bundle(folder: Path, product_ids: Sequence[str]) -> Path:
    """A recommender of random weights that has learned these products; its folder."""
    torch.manual_seed(5)
    sizes = SequenceConfig(text_dimension=TEXT, dimension=LEARNED, layers=1, reach=5)
    network = SequenceNetwork(sizes).eval()
    for parameter in network.parameters():  # what rests at zero counts too
        torch.nn.init.normal_(parameter, std=0.3)
    chance = np.random.default_rng(5)
    vectors = chance.normal(size=(len(product_ids), LEARNED)).astype(np.float32)
    draft = draft_of(RECOMMENDER, network, longest=50, encoder=HashingEncoder().bundle.fingerprint)
    learned = LearnedProducts(list(product_ids), vectors)
    return write_recommender(folder, network, learned, draft).folder


def install_bundle(container: Container, bundle: Path) -> str:
    """Put a bundle among the shop's models; its fingerprint."""
    from shopguide.adapters.onnx.recommender import OnnxRecommender

    manifest = OnnxRecommender(bundle).bundle
    home = container.settings.models_dir / "recommender" / RECOMMENDER
    shutil.copytree(bundle, home / manifest.version, dirs_exist_ok=True)
    (home / CURRENT_NAME).write_text(manifest.version)
    return manifest.fingerprint


def publish(container: Container, product_ids: Sequence[str], **changed: Any) -> str:
    """Make random signals of these products live, but for the files that are given; the version."""
    chance = np.random.default_rng(1)
    files: dict[str, Any] = {
        "neighbours": {each: _followers(each, product_ids, chance) for each in product_ids},
        "like_minded": {"s": [(each, 1.0) for each in product_ids[:3]]},
        "trending": {
            "all": [(each, float(9 - place)) for place, each in enumerate(product_ids[:5])],
            "device:mobile": [(product_ids[-1], 3.0)],
        },
        "factors": {each: chance.normal(size=FACTORS).tolist() for each in product_ids},
    }
    version = write_signals(container.objects, SignalFiles(**files | changed))
    container.signals_publisher.publish(version)
    return version


def act(container: Container, *acts: Act | str, shopper_id: str = "s") -> None:
    """One interaction a second, the last one newest; a product alone is viewed."""
    for each in acts:
        container.clock.advance(1)  # type: ignore[attr-defined]
        product_id, kind = (each, VIEW) if isinstance(each, str) else each
        _record(container, shopper_id, product_id, kind, container.clock.now())


def new_shopper(container: Container, acts: Iterable[Act]) -> str:
    """A shopper who did this, one thing an hour until now; nobody else's history changes."""
    shopper_id = f"shopper-{next(_numbers)}"
    done = list(acts)
    for hours, (product_id, kind) in zip(range(len(done), 0, -1), done, strict=True):
        moment = container.clock.now() - timedelta(hours=hours)
        _record(container, shopper_id, product_id, kind, moment)
    return shopper_id


def recommended(container: Container, shopper_id: str = "s", **asked: Any) -> Ranking:
    return container.recommend.recommend(RecommendationRequest(shopper_id, **asked))


def ids_of(ranking: Ranking) -> list[str]:
    return [hit.product.product_id for hit in ranking.hits]


def _record(
    container: Container, shopper_id: str, product_id: str, kind: InteractionKind, at: datetime
) -> None:
    event = ReportedInteraction(f"event-{next(_numbers)}", shopper_id, kind, product_id, at)
    container.events.record([event])


def _followers(
    product_id: str, product_ids: Sequence[str], chance: np.random.Generator
) -> Neighbours:
    others = [each for each in chance.permutation(product_ids)[:5].tolist() if each != product_id]
    return Neighbours([(each, float(chance.random())) for each in others], (), 5)
