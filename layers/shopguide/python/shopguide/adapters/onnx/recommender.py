"""Profiles of histories with a recommender bundle (a Transformer over product vectors)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopguide.adapters.onnx.bundle import open_bundle
from shopguide.adapters.onnx.session import open_session
from shopguide.domain.bundle import BundleKind
from shopguide.domain.errors import InvalidInputError
from shopguide.domain.indexed import Vector
from shopguide.domain.sequence import HistoryVectors, SequenceProfiles


class OnnxRecommender:
    """A `Recommender` on ONNX Runtime; safe to use from many threads at once.

    Its model takes histories that are filled up at the end: ``text [batch, steps, text
    dimension]``, ``learned [batch, steps, dimension]``, and ``is_known``, ``actions``,
    ``ages_days``, ``log_prices`` and ``is_step``, all ``[batch, steps]``. It gives ``profile
    [batch, dimension]`` and ``text_profile [batch, text dimension]``. Of a history longer than the
    bundle's ``longest``, the last steps count.
    """

    def __init__(self, folder: Path) -> None:
        """Open the bundle in `folder`.

        Raises:
            BundleError: the bundle is missing, damaged, or no recommender.
        """
        self.bundle = open_bundle(folder, BundleKind.RECOMMENDER)
        self.dimension = int(self.bundle.options["dimension"])
        self.text_dimension = int(self.bundle.options["text_dimension"])
        self.longest = int(self.bundle.options["longest"])
        self._session = open_session(folder / "model.onnx")

    def profiles(self, histories: Sequence[HistoryVectors]) -> SequenceProfiles:
        """Profiles of histories of any length from 1 on, in their order, in one run.

        Raises:
            InvalidInputError: a history has no steps, or vectors of other lengths than the bundle.
        """
        if not histories:
            empty = np.empty((0, self.dimension), np.float32)
            return SequenceProfiles(empty, np.empty((0, self.text_dimension), np.float32))
        for history in histories:
            self._require_fit(history)
        learned, text = self._session.run(None, self._padded(histories))
        return SequenceProfiles(learned, text)

    def _require_fit(self, history: HistoryVectors) -> None:
        widths = history.text.shape[1:], history.learned.shape[1:]
        if not len(history) or widths != ((self.text_dimension,), (self.dimension,)):
            raise InvalidInputError(
                f"A history of {len(history)} steps with vectors {widths} is none for"
                f" {self.bundle.fingerprint}.",
                fix="Read it with the encoder and the recommender that made the live indexes.",
            )

    def _padded(self, histories: Sequence[HistoryVectors]) -> dict[str, NDArray[Any]]:
        last = slice(-self.longest, None)
        steps = min(self.longest, max(map(len, histories)))

        def column(rows: Sequence[NDArray[Any]]) -> NDArray[Any]:
            filled = np.zeros((len(rows), steps, *rows[0].shape[1:]), rows[0].dtype)
            for place, row in enumerate(rows):
                filled[place, : len(row)] = row
            return filled

        return {
            "text": column([each.text[last] for each in histories]),
            "learned": column([each.learned[last] for each in histories]),
            "is_known": column([each.is_known[last] for each in histories]),
            "actions": column([each.actions[last] for each in histories]),
            "ages_days": column([waits(each.ages_days)[last] for each in histories]),
            "log_prices": column([each.log_prices[last] for each in histories]),
            "is_step": column([np.ones(min(len(each), steps), bool) for each in histories]),
        }


def waits(ages_days: Vector) -> Vector:
    """Days from each step to the next one, and from the last one to now, ``[steps]``.

    In a causal model a step's age can only be that at the step after it: every later step would
    know another. So that is what the network was trained on, and what it is given here.
    """
    after = np.append(ages_days[1:], np.float32(0.0))
    return np.asarray(np.maximum(ages_days - after, 0.0), dtype=np.float32)
