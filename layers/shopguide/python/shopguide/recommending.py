"""What shoppers do, what is learned from it, and what is recommended.

Between `searching.Searching`, which finds products, and `assisting.Assisting`, which answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopguide.parts import Built
from shopguide.searching import Searching

if TYPE_CHECKING:
    from shopguide.events.dismissals import Dismissals
    from shopguide.events.erasure import Erasures
    from shopguide.events.interests import InterestService
    from shopguide.events.journal import Journal
    from shopguide.events.journal_sweep import JournalSweep
    from shopguide.events.lake import LakeExport
    from shopguide.events.service import EventService
    from shopguide.experiments.applying import ExperimentService
    from shopguide.experiments.definitions import ExperimentDefinitions
    from shopguide.experiments.reporting.service import ReportService
    from shopguide.models.live_signals import LiveSignalModels
    from shopguide.ports.click_model import ClickModel
    from shopguide.ports.recommender import Recommender
    from shopguide.recommend.scenes.service import SceneService
    from shopguide.recommend.service import RecommendationService
    from shopguide.recommend.shopper.taste import TasteReader
    from shopguide.recommend.signals.overview import SignalsOverview
    from shopguide.recommend.signals.publisher import SignalsPublisher
    from shopguide.recommend.signals.reader import SignalsReader


class Recommending(Searching):
    """Events, signals, recommendations and experiments, each built on first use."""

    @Built
    def events(self) -> EventService:
        """Interactions of shoppers."""
        from shopguide.events.service import EventService

        return EventService(self.records, self.journal, self.clock)

    @Built
    def journal(self) -> Journal:
        """One line for each event, of which the lake is made."""
        from shopguide.events.journal import Journal

        return Journal(self.records)

    @Built
    def dismissals(self) -> Dismissals:
        """What shoppers turned down."""
        from shopguide.events.dismissals import Dismissals

        return Dismissals(self.records)

    @Built
    def interests(self) -> InterestService:
        """What shoppers say to be interested in."""
        from shopguide.events.interests import InterestService

        return InterestService(self.records, self.clock)

    @Built
    def lake_export(self) -> LakeExport:
        """Copies the journal into the lake."""
        from shopguide.events.lake import LakeExport

        return LakeExport(self.records, self.objects, self.clock)

    @Built
    def erasures(self) -> Erasures:
        """Forgets shoppers who ask for it."""
        from shopguide.events.erasure import Erasures

        return Erasures(self.records, self.clock)

    @Built
    def journal_sweep(self) -> JournalSweep:
        """Takes what forgotten shoppers did out of the journal and the lake."""
        from shopguide.events.journal_sweep import JournalSweep

        return JournalSweep(self.records, self.objects, self.clock, self.erasures)

    @Built
    def signals_reader(self) -> SignalsReader:
        """What the live version of the signals says."""
        from shopguide.recommend.signals.reader import SignalsReader

        return SignalsReader(self.records, self.clock)

    @Built
    def signals_publisher(self) -> SignalsPublisher:
        """Makes versions of the signals live."""
        from shopguide.recommend.signals.publisher import SignalsPublisher

        return SignalsPublisher(
            records=self.records,
            objects=self.objects,
            index=self.index,
            clock=self.clock,
            learned=self.learned_vectors,
            pause_seconds=0.0 if self._on_aws else 0.01,
            on_change=self.signals_reader.look_again,
        )

    @Built
    def signals_overview(self) -> SignalsOverview:
        """Which versions of the signals there are."""
        from shopguide.recommend.signals.overview import SignalsOverview

        return SignalsOverview(self.records, self.objects, self.clock)

    @Built
    def signal_models(self) -> LiveSignalModels:
        """The models that go with the live signals."""
        from shopguide.models.live_signals import LiveSignalModels

        return LiveSignalModels(
            self.signals_reader.live, self._open_recommender, self._open_click_model
        )

    @property
    def recommender(self) -> Recommender | None:
        """The recommender of the live signals; None where they have none."""
        return self.signal_models.recommender()

    @property
    def click_model(self) -> ClickModel | None:
        """The click model of the live signals; None where they have none."""
        return self.signal_models.click_model()

    def _open_click_model(self, version: str) -> ClickModel:
        from shopguide.adapters.onnx.click_model import OnnxClickModel
        from shopguide.recommend.signals.stored_files import read_click_model

        return OnnxClickModel(*read_click_model(self.objects, version))

    @Built
    def recommend(self) -> RecommendationService:
        """Recommendations.

        From now on matrix products of this process have one thread: theirs are small, and two
        threads that wait for each other on a busy machine take ten times as long.
        """
        from threadpoolctl import threadpool_limits

        from shopguide.recommend.candidates.lists import ListReader
        from shopguide.recommend.page.clicking import ClickOrder
        from shopguide.recommend.service import RecommendationService

        threadpool_limits(1, "blas")
        return RecommendationService(
            index=self.index,
            records=self.records,
            clock=self.clock,
            signals=self.signals_reader,
            tastes=self.tastes,
            lists=ListReader(self.signals_reader, self.index, lambda: self.encoder),
            clicks=ClickOrder(
                self.index,
                self.records,
                self.signals_reader,
                lambda: self.click_model,
                self.clock,
            ),
        )

    @Built
    def tastes(self) -> TasteReader:
        """What histories say; keeps no encoder."""
        from shopguide.recommend.shopper.taste import TasteReader
        from shopguide.recommend.vectors.spaces import SpaceLoader

        return TasteReader(
            index=self.index,
            signals=self.signals_reader,
            spaces=SpaceLoader(self.objects, self.index, self.learned_vectors),
            load_recommender=lambda: self.recommender,
            clock=self.clock,
        )

    @Built
    def scenes(self) -> SceneService:
        """Recommendations of every scene."""
        from shopguide.recommend.scenes.service import SceneService

        return SceneService(self.index, self.records, self.signals_reader, lambda: self.recommend)

    @Built
    def experiment_definitions(self) -> ExperimentDefinitions:
        """Which experiments are in use."""
        from shopguide.experiments.definitions import ExperimentDefinitions

        return ExperimentDefinitions(self.objects, self.records, self.clock)

    @Built
    def experiments(self) -> ExperimentService:
        """What experiments make of requests."""
        from shopguide.experiments.applying import ExperimentService
        from shopguide.experiments.exposures import ExposureLog

        exposures = ExposureLog(self.records, self.journal, self.clock)
        return ExperimentService(self.experiment_definitions, exposures, self.clock)

    @Built
    def experiment_reports(self) -> ReportService:
        """What came of experiments, and how products are exposed."""
        from shopguide.experiments.reporting.service import ReportService

        return ReportService(
            definitions=self.experiment_definitions,
            objects=self.objects,
            index=self.index,
            clock=self.clock,
            export=self.lake_export.export,
        )
