"""Probabilities of clicks with the model that a version of the signals carries.

Its two files, ``clicks.onnx`` and ``clicks.json``, are no bundle of their own: they belong to the
signals that the model was trained beside, and are published and rolled back with them.
"""

import hashlib
from collections.abc import Sequence
from typing import cast

import numpy as np

from shopguide.adapters.onnx.session import open_session
from shopguide.domain.errors import BundleCorruptError
from shopguide.domain.indexed import Matrix, Vector
from shopguide.domain.json_value import JsonObject
from shopguide.text.click_features import CLICK_COLUMNS


class OnnxClickModel:
    """A `ClickModel` on ONNX Runtime; safe to use from many threads at once.

    Its model takes ``features [products, columns]`` and gives ``probabilities [products]``.

    Args:
        model: Content of ``clicks.onnx``.
        card: Content of ``clicks.json``.

    Raises:
        BundleCorruptError: The two are not of each other, or the model was trained on columns that
            this version does not compute.
    """

    def __init__(self, model: bytes, card: JsonObject) -> None:
        self.fingerprint = hashlib.sha256(model).hexdigest()
        if card.get("sha256") != self.fingerprint:
            raise _corrupt("it is not the one that clicks.json describes")
        columns = tuple(cast("Sequence[str]", card.get("columns", ())))
        if columns != CLICK_COLUMNS:
            raise _corrupt("it was trained on other columns than this version computes")
        self._session = open_session(model)

    def probabilities(self, features: Matrix) -> Vector:
        """Probability of a click on each product, ``[products]``."""
        if not len(features):
            return np.empty(0, dtype=np.float32)
        found: Vector = self._session.run(None, {"features": features})[0]
        return found


def _corrupt(what: str) -> BundleCorruptError:
    return BundleCorruptError(
        f"The click model cannot be used: {what}.",
        fix="Train it again with `shopguide train clicks`, and build the signals again.",
    )
