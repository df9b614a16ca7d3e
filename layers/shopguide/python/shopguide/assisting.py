"""What shoppers are answered with: answers, conversations, and what both are made of.

Between `searching.Searching`, which finds products, and `bootstrap.Container`, which has the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopguide.parts import Built
from shopguide.searching import Searching

if TYPE_CHECKING:
    from shopguide.answer.service import AnswerService
    from shopguide.answer.shelf.service import ShelfAnswers
    from shopguide.chat.conversations import Conversations
    from shopguide.chat.dialogue import Dialogue
    from shopguide.chat.sharing import SharedState
    from shopguide.compare.service import CompareService
    from shopguide.copywriting.service import CopyService
    from shopguide.experiments.applying import ExperimentService
    from shopguide.experiments.definitions import ExperimentDefinitions
    from shopguide.experiments.reporting.service import ReportService
    from shopguide.insights.service import InsightService
    from shopguide.models.live_signals import LiveSignalModels
    from shopguide.moderation.answers_kept import AnswersKept
    from shopguide.moderation.case_lists import CaseLists
    from shopguide.moderation.cases import ModerationCases
    from shopguide.moderation.closest import ClosestPassages
    from shopguide.moderation.decisions import ModerationDecisions
    from shopguide.moderation.feedback import FeedbackService, PassageVotes
    from shopguide.moderation.report import ModerationReports
    from shopguide.moderation.verified import VerifiedAnswers
    from shopguide.ports.click_model import ClickModel
    from shopguide.ports.recommender import Recommender
    from shopguide.recommend.scenes.service import SceneService
    from shopguide.recommend.service import RecommendationService
    from shopguide.recommend.shopper.taste import TasteReader
    from shopguide.recommend.signals.overview import SignalsOverview
    from shopguide.recommend.signals.publisher import SignalsPublisher
    from shopguide.recommend.signals.reader import SignalsReader


class Assisting(Searching):
    """Answers, conversations and recommendations, each built on first use."""

    @Built
    def answer(self) -> AnswerService:
        """Answers from cited evidence."""
        from shopguide.answer.service import AnswerService

        return AnswerService(
            index=self.index,
            encoder=self.encoder,
            load_generator=lambda: self.generator,
            clock=self.clock,
            threshold=self.settings.answer_threshold,
            shelf=self.shelf,
            insights=self.insights,
            cases=self.cases,
            kept=self.answers_kept,
            verified=self.verified,
        )

    @Built
    def answers_kept(self) -> AnswersKept:
        """Answers that shoppers can still say what they think of."""
        from shopguide.moderation.answers_kept import AnswersKept

        return AnswersKept(self.records, self.clock)

    @Built
    def cases(self) -> ModerationCases:
        """Questions that people should look at."""
        from shopguide.moderation.cases import ModerationCases

        return ModerationCases(self.records, self.clock)

    @Built
    def verified(self) -> VerifiedAnswers:
        """What people answered; keeps no encoder, for it asks for one when it embeds."""
        from shopguide.moderation.verified import VerifiedAnswers
        from shopguide.moderation.verified_passages import VerifiedPassages

        passages = VerifiedPassages(self.records, self.index, lambda: self.encoder)
        return VerifiedAnswers(self.records, self.index, passages, self.cases, self.clock)

    @Built
    def decisions(self) -> ModerationDecisions:
        """What people decide about cases."""
        from shopguide.moderation.decisions import ModerationDecisions

        return ModerationDecisions(self.records, self.index, self.cases, self.verified, self.clock)

    @Built
    def feedback(self) -> FeedbackService:
        """What shoppers think of answers."""
        from shopguide.moderation.feedback import FeedbackService

        return FeedbackService(self.records, self.answers_kept, self.cases, self.clock)

    @Built
    def passage_votes(self) -> PassageVotes:
        """What shoppers think of the passages that answers cite."""
        from shopguide.moderation.feedback import PassageVotes

        return PassageVotes(self.records)

    @Built
    def case_lists(self) -> CaseLists:
        """Cases, page by page."""
        from shopguide.moderation.case_lists import CaseLists

        return CaseLists(self.records)

    @Built
    def closest_passages(self) -> ClosestPassages:
        """What lies near a case's question; keeps no encoder."""
        from shopguide.moderation.closest import ClosestPassages

        return ClosestPassages(self.index, lambda: self.encoder)

    @Built
    def moderation_reports(self) -> ModerationReports:
        """How the queue and the answers do."""
        from shopguide.moderation.report import ModerationReports

        return ModerationReports(self.records, self.case_lists)

    @Built
    def shelf(self) -> ShelfAnswers:
        """What can be counted and compared over the products of the shop."""
        from shopguide.answer.shelf.service import ShelfAnswers

        return ShelfAnswers(
            self.index, self.records, self.lexicon_reader, self.merchandising, self.clock
        )

    @Built
    def compare(self) -> CompareService:
        """Products side by side."""
        from shopguide.compare.service import CompareService

        return CompareService(
            index=self.index,
            encoder=self.encoder,
            load_insights=lambda: self.insights,
            clock=self.clock,
        )

    @Built
    def insights(self) -> InsightService:
        """What reviews say."""
        from shopguide.insights.service import InsightService

        return InsightService(index=self.index, records=self.records)

    @Built
    def copywriting(self) -> CopyService:
        """Texts about products, as drafts."""
        from shopguide.copywriting.service import CopyService

        return CopyService(
            index=self.index,
            records=self.records,
            profiles=self.shopper_profiles,
            load_generator=lambda: self.generator,
            clock=self.clock,
        )

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
        """Recommendations."""
        from shopguide.recommend.candidates.lists import ListReader
        from shopguide.recommend.page.clicking import ClickOrder
        from shopguide.recommend.service import RecommendationService

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

        exposures = ExposureLog(self.records, self.clock)
        return ExperimentService(self.experiment_definitions, exposures, self.clock)

    @Built
    def experiment_reports(self) -> ReportService:
        """What came of experiments, and how products are exposed."""
        from shopguide.events.lake import LakeExport
        from shopguide.experiments.reporting.service import ReportService

        return ReportService(
            definitions=self.experiment_definitions,
            objects=self.objects,
            index=self.index,
            clock=self.clock,
            export=LakeExport(self.records, self.objects, self.clock).export,
        )

    @Built
    def dialogue(self) -> Dialogue:
        """Leads conversations; keeps no encoder, for it asks for its capabilities at each turn."""
        from shopguide.chat.capabilities import Capabilities
        from shopguide.chat.dialogue import Dialogue
        from shopguide.chat.reading.catalogue_words import CatalogueWords

        return Dialogue(
            Capabilities(
                words=CatalogueWords(self.lexicon_reader, self.merchandising),
                search=lambda: self.search,
                products=lambda: self.products,
                answer=lambda: self.answer,
                recommend=lambda: self.scenes,
                compare=lambda: self.compare,
                insights=lambda: self.insights,
                cases=lambda: self.cases,
            )
        )

    @Built
    def conversations(self) -> Conversations:
        """Conversations, kept; a turn asks for the dialogue, and only then for an encoder."""
        from shopguide.chat.conversations import Conversations

        return Conversations(
            self.records,
            self.clock,
            lambda state, text, shopper: self.dialogue.turn(state, text, shopper_id=shopper),
        )

    @Built
    def shared_state(self) -> SharedState:
        """Search and recommendations within a conversation."""
        from shopguide.chat.sharing import SharedState

        return SharedState(self.conversations, lambda: self.search, lambda: self.scenes)
