"""The objectives that a job can have, by the value of its hyperparameter ``objective``."""

import importlib
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Protocol, cast

from training.errors import TrainingInputError
from training.loop.job import Job

OBJECTIVES: Mapping[str, str] = {
    "encoder": "training.objectives.encoder",
    "masked_language_model": "training.objectives.masked_language_model",
    "reranker": "training.objectives.reranker",
    "rating": "training.objectives.rating",
    "generator": "training.objectives.generator",
    "recommender": "training.objectives.recommender",
    "clicks": "training.objectives.clicks",
    "pseudo_queries": "training.objectives.pseudo_queries",
}
"""Name -> module. A module has what `Objective` lists.

A name with a dot is a module of one's own, e.g. in an image built upon ours."""


_UNNAMED = "The job names no objective."


class Objective(Protocol):
    """What a module under training.objectives offers.

    Attributes:
        SETTINGS: Dataclass of its settings; those that run the loop extend `FitSettings`.
        SMALL: Settings with which it runs on a laptop in under a minute.
    """

    SETTINGS: type[Any]
    SMALL: Mapping[str, Any]

    def run(self, job: Job, settings: Any) -> None:
        """Train, and write the result into ``job.model_dir``."""


def load_objective(hyperparameters: Mapping[str, str]) -> Objective:
    """The module that the hyperparameters ask for.

    Raises:
        TrainingInputError: None is named, or one that does not exist.
    """
    name = hyperparameters.get("objective", "")
    module = name if "." in name else OBJECTIVES.get(name)
    if module is None:
        near = get_close_matches(name, OBJECTIVES, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise _wrong((f"There is no objective {name!r}." if name else _UNNAMED) + hint)
    try:
        return cast("Objective", importlib.import_module(module))
    except ModuleNotFoundError as error:
        if error.name and module.startswith(error.name):
            raise _wrong(f"There is no module {error.name!r}.") from None
        raise


def _wrong(what: str) -> TrainingInputError:
    return TrainingInputError(
        what,
        fix=f"Set the hyperparameter objective to one of: {', '.join(OBJECTIVES)}; or to the "
        "dotted name of a module of your own.",
        field="objective",
    )
