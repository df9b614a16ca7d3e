"""What a shop does every night, done once to a served shop: its signals, and its recommender.

The same batch, the same network and the same publication as in a shop; only the interactions come
from the histories that are measured on.
"""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from shopguide.domain.bundle import CURRENT_NAME, BundleKind
from shopguide.domain.interaction import InteractionKind
from training.evaluate.errors import EvaluationInputError
from training.evaluate.sequences import IntArray, Sequences
from training.evaluate.served import ServedShop
from training.models.sequence_batches import purchases
from training.models.sequence_training import SequenceSettings, fit_sequence_network
from training.signals.batch import STAGES, make_signals

_RECOMMENDER = "evaluated"


@dataclass(frozen=True, slots=True)
class Night:
    """What the night is to make.

    Attributes:
        recommender: Settings of a recommender that is fitted too; None for none.
    """

    recommender: SequenceSettings | None = None


def spend_night(
    shop: ServedShop, known: Sequences, histories: Sequence[IntArray], night: Night
) -> None:
    """Make signals of histories, and publish them.

    Args:
        shop: Has the products.
        known: Names the users and items.
        histories: What each user of `known` had done by then.
        night: What is made beside the signals.

    Raises:
        EvaluationInputError: the histories are too few to learn anything from.
    """
    fingerprint = "" if night.recommender is None else _fit(shop, known, histories, night)
    task = shop.progress.add_task("Making signals", total=len(STAGES))
    with tempfile.TemporaryDirectory(prefix="shopguide-signals-") as folder:
        lake = Path(folder) / "interactions.jsonl"
        _write(lake, known, histories)
        made = make_signals(
            lake,
            Path(folder) / "out",
            now=datetime.now(UTC),
            recommender=fingerprint,
            told=lambda _stage, _seconds: shop.progress.advance(task),
        )
        shop.publish_signals(made.folder)
    shop.progress.remove_task(task)


def _write(file: Path, known: Sequences, histories: Sequence[IntArray]) -> None:
    """Interactions as the lake has them: purchases a second apart that end now."""
    now = datetime.now(UTC)
    with file.open("w", encoding="utf-8") as lines:
        for user, history in zip(known.users, histories, strict=True):
            for place, item in enumerate(history.tolist()):
                line = {
                    "type": "interaction",
                    "event_id": f"{user}/{place}",
                    "shopper_id": user,
                    "kind": InteractionKind.PURCHASE.value,
                    "product_id": known.items[item],
                    "occurred_at": (now - timedelta(seconds=len(history) - place)).isoformat(),
                }
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")


def _fit(shop: ServedShop, known: Sequences, histories: Sequence[IntArray], night: Night) -> str:
    """Fit a recommender to the histories, and put its bundle where the shop looks for bundles."""
    # PyTorch takes seconds to load, and most evaluations need none.
    from training.models.recommender import LearnedProducts, draft_of, write_recommender

    settings = night.recommender or SequenceSettings()
    if max(map(len, histories)) < 2:
        raise EvaluationInputError(
            "No history has two products before those that are measured on.",
            fix="Leave --recommender out, or give longer histories.",
            field="sequences",
        )
    vectors = shop.text_vectors(known.items)
    width = len(next(iter(vectors.values())))
    nothing = np.zeros(width, dtype=np.float32)  # of an item that is no product
    text = np.stack([vectors.get(name, nothing) for name in known.items])
    task = shop.progress.add_task("Fitting the recommender", total=settings.epochs)
    fitted = fit_sequence_network(
        [purchases(history) for history in histories],
        text,
        settings,
        advance=lambda _: shop.progress.advance(task),
    )
    shop.progress.remove_task(task)
    draft = draft_of(
        _RECOMMENDER,
        fitted.network,
        longest=settings.longest,
        encoder=shop.encoder.bundle.fingerprint,
    )
    learned = np.flatnonzero(fitted.is_known)
    products = LearnedProducts([known.items[row] for row in learned], fitted.learned[learned])
    home = shop.settings.models_dir / BundleKind.RECOMMENDER / _RECOMMENDER
    new = home / "new"
    new.mkdir(parents=True)
    manifest = write_recommender(new, fitted.network, products, draft).manifest
    new.rename(home / manifest.version)
    (home / CURRENT_NAME).write_text(manifest.version, encoding="utf-8")
    return manifest.fingerprint
