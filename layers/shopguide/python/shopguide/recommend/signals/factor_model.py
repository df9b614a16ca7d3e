"""What it takes to fold a history into the factors of a version of the signals."""

import base64
from dataclasses import dataclass
from typing import cast

import numpy as np

from shopguide.domain.indexed import Matrix
from shopguide.domain.json_value import JsonObject


@dataclass(frozen=True, slots=True, eq=False)
class FactorModel:
    """Implicit alternating least squares, from the products' side (Hu, Koren & Volinsky 2008).

    A shopper's factors are ``(gram + Y^T (C - I) Y + regularization I)^-1 Y^T C 1`` with the rows
    of ``Y`` that belong to the history and their confidence ``C``: ``alpha`` times the weight of
    what was done, where products outside the history have 1.

    Attributes:
        gram: ``Y^T Y`` of all products, ``[factors, factors]``.
        regularization: Added to the diagonal.
        alpha: Confidence of an interaction of weight 1.
    """

    gram: Matrix
    regularization: float
    alpha: float

    @property
    def dimension(self) -> int:
        """How many factors a product has."""
        return len(self.gram)


def factor_model_to_json(model: FactorModel) -> JsonObject:
    """The record of a model; its matrix as the bytes of float32, for it has thousands of cells."""
    cells = np.ascontiguousarray(model.gram, dtype="<f4").tobytes()
    return {
        "gram": base64.b64encode(cells).decode(),
        "dimension": model.dimension,
        "regularization": model.regularization,
        "alpha": model.alpha,
    }


def factor_model_from_json(record: JsonObject) -> FactorModel:
    """Read what `factor_model_to_json` wrote."""
    dimension = cast("int", record["dimension"])
    cells = np.frombuffer(base64.b64decode(str(record["gram"])), dtype="<f4")
    return FactorModel(
        cells.reshape(dimension, dimension).astype(np.float32),
        float(cast("float", record["regularization"])),
        float(cast("float", record["alpha"])),
    )
