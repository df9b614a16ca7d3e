"""The models that go with the live signals: the recommender that they name, their click model."""

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeAlias, TypeVar

from shopguide.domain.errors import BundleError, EncoderMismatchError, NotFoundError
from shopguide.domain.signals import LiveSignals
from shopguide.ports.click_model import ClickModel
from shopguide.ports.recommender import Recommender

_log = logging.getLogger(__name__)
_Model = TypeVar("_Model")
_Missing: TypeAlias = BundleError | EncoderMismatchError | NotFoundError


class LiveSignalModels:
    """Loads what the live signals name, and follows them when another version goes live.

    A model that cannot be loaded is told of once in the log, and `check` says so to whoever looks
    at the shop's health; recommendations go on without it.

    Args:
        live: The live version of the signals.
        open_recommender: Opens a bundle by its fingerprint.
        open_click_model: Opens the click model of a version.
    """

    def __init__(
        self,
        live: Callable[[], LiveSignals | None],
        open_recommender: Callable[[str], Recommender],
        open_click_model: Callable[[str], ClickModel],
    ) -> None:
        self._live = live
        self._recommenders = _Last(open_recommender)
        self._click_models = _Last(open_click_model)

    def recommender(self) -> Recommender | None:
        """The recommender of the live version; None where it has none, or none that loads."""
        live = self._live()
        return self._recommenders.of("" if live is None else live.recommender)

    def click_model(self) -> ClickModel | None:
        """The click model of the live version; None where it has none, or none that loads."""
        live = self._live()
        return self._click_models.of(live.version if live is not None and live.clicks else "")

    def check(self) -> None:
        """Load both now.

        Raises:
            BundleError, EncoderMismatchError, NotFoundError: one of them does not load.
        """
        self.recommender()
        self.click_model()
        for error in (self._recommenders.error, self._click_models.error):
            if error is not None:
                raise error


class _Last(Generic[_Model]):
    """The model that was asked for last, loaded once, by one thread; so is what does not load."""

    def __init__(self, load: Callable[[str], _Model]) -> None:
        self._load = load
        self._loading = threading.Lock()
        self._held: tuple[str, _Model | None, _Missing | None] = ("", None, None)

    @property
    def error(self) -> _Missing | None:
        """Why the one that was asked for last is missing; None where it is not."""
        return self._held[2]

    def of(self, name: str) -> _Model | None:
        """The model of this name; None without a name, and where it does not load."""
        if self._held[0] != name:
            with self._loading:
                if self._held[0] != name:
                    self._held = self._loaded(name)
        return self._held[1]

    def _loaded(self, name: str) -> tuple[str, _Model | None, _Missing | None]:
        if not name:
            return "", None, None
        try:
            return name, self._load(name), None
        except (BundleError, EncoderMismatchError, NotFoundError) as error:
            _log.warning("Recommendations go on without %s: %s", name, error)
            return name, None, error
