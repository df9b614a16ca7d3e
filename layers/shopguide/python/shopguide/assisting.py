"""What shoppers are answered with: answers, conversations, and what both are made of.

Between `recommending.Recommending`, which knows shoppers, and `cataloguing.Cataloguing`, which
takes in what the shop sells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopguide.parts import Built
from shopguide.recommending import Recommending

if TYPE_CHECKING:
    from shopguide.answer.service import AnswerService
    from shopguide.answer.shelf.service import ShelfAnswers
    from shopguide.chat.conversations import Conversations
    from shopguide.chat.dialogue import Dialogue
    from shopguide.chat.sharing import SharedState
    from shopguide.compare.service import CompareService
    from shopguide.copywriting.service import CopyService
    from shopguide.insights.service import InsightService
    from shopguide.moderation.answers_kept import AnswersKept
    from shopguide.moderation.case_lists import CaseLists
    from shopguide.moderation.cases import ModerationCases
    from shopguide.moderation.closest import ClosestPassages
    from shopguide.moderation.decisions import ModerationDecisions
    from shopguide.moderation.feedback import FeedbackService, PassageVotes
    from shopguide.moderation.report import ModerationReports
    from shopguide.moderation.verified import VerifiedAnswers


class Assisting(Recommending):
    """Answers and conversations, each built on first use."""

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
