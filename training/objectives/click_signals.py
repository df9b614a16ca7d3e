"""What the signals of an earlier night would have said about products that were shown later.

The click model reads the blend's signals beside what it knows of the products. Those of the very
interactions that it is to foresee would tell it the answer, so it is given a version of the signals
and reads only what was shown after that one was made.
"""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from shopguide.domain.indexed import Vector
from shopguide.domain.recommending import STEP_DECAY
from shopguide.domain.signal_files import MANIFEST, NEIGHBOURS
from training.errors import TrainingInputError

STEPS = 20
"""Products of a history that speak for others, the last ones."""


@dataclass(frozen=True)
class EarlierSignals:
    """A version of the signals, as far as it can be asked again.

    Attributes:
        known_until: Its last interaction, seconds since 1970; what was shown before is left out.
        followed: Neighbours of each product and their weights.
    """

    known_until: float
    followed: Mapping[str, Sequence[tuple[str, float]]]

    def followed_scores(self, history: Mapping[str, float], shown: Sequence[str]) -> Vector:
        """What followed a history, for each product shown, ``[shown]``; the best of all is 1.

        Args:
            history: Product ids with their weights, the oldest first.
            shown: Product ids.
        """
        scores: dict[str, float] = {}
        last = list(history.items())[-STEPS:]
        for steps, (product, done) in enumerate(reversed(last)):
            for other, weight in self.followed.get(product, ()):
                scores[other] = scores.get(other, 0.0) + done * STEP_DECAY**steps * weight
        best = max((score for each, score in scores.items() if each not in history), default=0.0)
        found = [scores.get(product, 0.0) for product in shown]
        return np.minimum(np.array(found, dtype=np.float32) / (best or 1.0), 1.0)


def read_signals(folder: Path) -> EarlierSignals:
    """Read a version's ``signals.json`` and ``neighbours.jsonl.gz``.

    Raises:
        TrainingInputError: they are not there, or are none.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        with gzip.open(folder / NEIGHBOURS, "rt", encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines]
        followed = {
            record["product_id"]: [(other, float(weight)) for other, weight in record["followed"]]
            for record in records
        }
        # Clocks differ, so the batch takes interactions that are a little later than itself.
        times = [manifest["made_at"], manifest.get("last_interaction_at") or manifest["made_at"]]
        known_until = max(datetime.fromisoformat(each).timestamp() for each in times)
        return EarlierSignals(known_until, followed)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingInputError(
            f"{folder} holds no version of the signals: {error}.",
            fix="Give the folder of a version, made by `python -m training.signals`.",
            field="signals",
        ) from error
