"""Whose experiments and reports a command works on: a server's, a folder's, or the bucket's."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from infra.local.client import ShopClient
from infra.local.output import Document
from infra.local.without_models import verbs_of
from shopguide.experiments.definitions import ExperimentDefinitions
from shopguide.experiments.publication_documents import (
    experiments_document,
    history_document,
    publication_document,
    rollback_document,
)
from shopguide.experiments.reporting.difference_plot import difference_plot
from shopguide.experiments.reporting.documents import exposure_document, report_document
from shopguide.experiments.reporting.exposure_plot import exposure_plot
from shopguide.experiments.reporting.service import ReportService

PLOTS = "plots"
"""Member of a report's document: SVG documents, by variant."""


class Experimenting(Protocol):
    """What the commands ask; each answers with the document that they show."""

    def publish(
        self, content: bytes, *, by: str, note: str, expected_version: str | None
    ) -> Document:
        """Bring a file into use, unless something is wrong in it."""

    def rollback(self, version: str, *, by: str, note: str) -> Document:
        """Bring an earlier version back."""

    def history(self, limit: int | None) -> Document:
        """What was in use, the newest first."""

    def experiments(self, version: str) -> Document:
        """The experiments of a version, by default of the one in use."""

    def report(self, name: str) -> Document:
        """What came of an experiment, with its plots."""

    def exposure(self, days: int) -> Document:
        """How products are exposed, with a plot."""


class Shop(Protocol):
    """What the verbs need of a container."""

    @property
    def experiment_definitions(self) -> ExperimentDefinitions:
        """Which experiments are in use."""

    @property
    def experiment_reports(self) -> ReportService:
        """Reports on them."""


class LocalExperiments:
    """The verbs of the command line on services in this process, as documents."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def publish(
        self, content: bytes, *, by: str = "", note: str = "", expected_version: str | None = None
    ) -> Document:
        """See `ExperimentDefinitions.publish`."""
        done = self._shop.experiment_definitions.publish(
            content, by=by, note=note, expected_version=expected_version
        )
        return publication_document(done)

    def rollback(self, version: str = "", *, by: str = "", note: str = "") -> Document:
        """See `ExperimentDefinitions.rollback`."""
        revision = self._shop.experiment_definitions.rollback(version, by=by, note=note)
        return rollback_document(revision)

    def history(self, limit: int | None = None) -> Document:
        """See `ExperimentDefinitions.history`."""
        return history_document(self._shop.experiment_definitions.history(limit))

    def experiments(self, version: str = "") -> Document:
        """See `ExperimentDefinitions.content`."""
        definitions = self._shop.experiment_definitions
        return experiments_document(definitions.content(version), definitions.live())

    def report(self, name: str) -> Document:
        """See `ReportService.experiment`."""
        report = self._shop.experiment_reports.experiment(name)
        control = report.experiment.variants[0].name
        plots = {
            each.variant: difference_plot(each, control)
            for each in report.comparisons
            if each.metric is report.experiment.metric
        }
        return {**report_document(report), PLOTS: plots}

    def exposure(self, days: int) -> Document:
        """See `ReportService.exposure`."""
        report = self._shop.experiment_reports.exposure(days)
        return {**exposure_document(report, days), PLOTS: {"shop": exposure_plot(report.shown)}}


class RemoteExperiments:
    """The same over HTTP."""

    def __init__(self, shop: ShopClient) -> None:
        self._shop = shop

    def publish(
        self, content: bytes, *, by: str, note: str, expected_version: str | None
    ) -> Document:
        """As `Experimenting` says."""
        return self._shop.send(
            "PUT", _PATH, content=content, by=by, note=note, expected_version=expected_version
        )

    def rollback(self, version: str, *, by: str, note: str) -> Document:
        """As `Experimenting` says."""
        return self._shop.send("POST", f"{_PATH}/rollback", version=version, by=by, note=note)

    def history(self, limit: int | None) -> Document:
        """As `Experimenting` says."""
        return self._shop.get(f"{_PATH}/history", limit=limit)

    def experiments(self, version: str) -> Document:
        """As `Experimenting` says."""
        return self._shop.get(_PATH, version=version)

    def report(self, name: str) -> Document:
        """As `Experimenting` says."""
        return self._shop.get(f"{_PATH}/{quote(name, safe='')}/report")

    def exposure(self, days: int) -> Document:
        """As `Experimenting` says."""
        return self._shop.get("/local/reports/exposure", days=days)


def experiments_of(
    url: str | None, data: Path | None, *, may_create: bool = False
) -> AbstractContextManager[Experimenting]:
    """The experiments of a shop, as `without_models.verbs_of` finds it."""
    return verbs_of(url, data, RemoteExperiments, LocalExperiments, may_create=may_create)


_PATH = "/local/experiments"
