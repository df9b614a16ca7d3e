"""Reports on a shop's experiments and on what it shows, from the lake as it is now."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta

from shopguide.domain.errors import ExperimentsDamagedError, NotFoundError
from shopguide.domain.interaction import HISTORY_KEPT
from shopguide.domain.product import Product
from shopguide.experiments.definition import Experiment
from shopguide.experiments.definitions import ExperimentDefinitions
from shopguide.experiments.reporting.exposure import (
    ExposureReport,
    count_exposure,
    exposure_report,
)
from shopguide.experiments.reporting.lake_lines import LakeLines
from shopguide.experiments.reporting.report import ExperimentReport, experiment_report
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, product_of

_PAGE = 1_000


class ReportService:
    """Makes reports; meant for people who wait for them, not for requests of shoppers.

    Args:
        definitions: What the experiments are, and were.
        objects: Has the lake.
        index: Has the products.
        clock: For what today is.
        export: Brings the lake up to date with what was reported in the last days.
    """

    def __init__(
        self,
        *,
        definitions: ExperimentDefinitions,
        objects: ObjectStore,
        index: VectorIndex,
        clock: Clock,
        export: Callable[[int], object],
    ) -> None:
        self._definitions = definitions
        self._objects = objects
        self._index = index
        self._clock = clock
        self._export = export

    def experiment(self, name: str) -> ExperimentReport:
        """What came of an experiment, running or not.

        Raises:
            NotFoundError: none of this name was ever published.
            UnavailableError: a dependency does not answer.
        """
        experiment = self._find(name)
        since = self._definitions.unchanged_since(experiment)
        starts = max((each for each in (since, experiment.starts) if each), default=None)
        self._export(HISTORY_KEPT.days)
        now = self._clock.now()
        ended = (experiment.ends, self._definitions.stopped_at(experiment), now)
        until = min(each for each in ended if each)
        first = (starts or now - HISTORY_KEPT).astimezone(UTC).date()
        lines = LakeLines(self._objects, first)
        return experiment_report(lines, experiment, starts, until)

    def exposure(self, days: int) -> ExposureReport:
        """How the places of the last `days` days, today among them, are spread over the products.

        A shop without products, or that nothing was reported of, has zeros everywhere.
        """
        self._export(days)
        since = self._clock.now().date() - timedelta(days=days - 1)
        lines = LakeLines(self._objects, since)
        counts = count_exposure(lines, datetime.combine(since, time(), UTC))
        return exposure_report(counts, self._products(), lines.damaged)

    def _find(self, name: str) -> Experiment:
        """The experiment as it is in use, or as it was last."""
        named = list[str]()
        for revision in self._definitions.history():
            try:
                content = self._definitions.content(revision.version)
            except ExperimentsDamagedError:
                continue
            if found := content.named(name):
                return found
            named += [each.name for each in content.experiments if each.name not in named]
        known = f"There are {', '.join(named[:20])}." if named else "None was ever published."
        raise NotFoundError(f"There is no experiment {name[:64]!r}.", fix=known, field="name")

    def _products(self) -> Sequence[Product]:
        products = list[Product]()
        cursor: str | None = None
        try:
            while True:
                page = self._index.scan(PRODUCTS, limit=_PAGE, cursor=cursor, fields=("product",))
                products += [product_of(each.fields) for each in page.documents]
                cursor = page.next_cursor
                if cursor is None:
                    return products
        except NotFoundError:  # nothing was ever imported
            return products
