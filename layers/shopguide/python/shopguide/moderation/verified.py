"""Verified answers: used while their case says so and their product is what it was."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from shopguide.domain.errors import (
    CaseNotFoundError,
    ConflictError,
    NotFoundError,
    UnavailableError,
)
from shopguide.domain.moderation import CaseReason, CaseStatus, ModerationCase
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.domain.record_key import UNSETTLED_CASES, VERIFIED_CASES
from shopguide.moderation.basis import is_stale
from shopguide.moderation.case_records import case_id_of
from shopguide.moderation.cases import ModerationCases, stored_question
from shopguide.moderation.verified_passages import (
    SyncReport,
    VerifiedPassages,
    case_of,
    verified_passage,
)
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, product_of

_log = logging.getLogger(__name__)
_BATCH = 200


class VerifiedAnswers:
    """Says which verified answers may be used, and keeps the index in step with the cases.

    Args:
        records: Have the cases.
        index: Has the products.
        passages: What shoppers are answered from.
        cases: Open again where a product changed.
        clock: Says when an answer became stale.
    """

    def __init__(
        self,
        records: RecordTable,
        index: VectorIndex,
        passages: VerifiedPassages,
        cases: ModerationCases,
        clock: Clock,
    ) -> None:
        self._records = records
        self._index = index
        self._passages = passages
        self._cases = cases
        self._clock = clock
        self._has_looked = False

    def refused(
        self, passages: Sequence[Passage], products: Mapping[str, Product]
    ) -> frozenset[str]:
        """Ids of the verified answers among passages that may not be used any more.

        Their case was deleted, reopened or answered anew, or their product is gone, or is not what
        it was when they were verified: then the case is opened again as stale. While the records
        do not answer, none of them may be used.

        Args:
            passages: Of any kind; the others are left alone.
            products: Those that passages are about, by id, as they are now.

        Raises:
            EncoderMismatchError: a reindex brought in another encoder; ask again with that one.
        """
        try:
            self._settle_at_first()
            return frozenset(self._refused(passages, products))
        except UnavailableError as error:
            _log.warning("Verified answers are not used: %s", error)
            return frozenset(each.passage_id for each in passages if case_of(each))

    def known(self, question: str, product_id: str) -> Passage | None:
        """The verified answer to this very question, None where there is none that holds.

        One about the product comes before one about the shop. None, too, while the records do not
        answer.
        """
        asked = stored_question(question)
        ids = [case_id_of(asked, each) for each in dict.fromkeys((product_id, ""))]
        try:
            for case in self._cases.get_many(ids):
                about = [case.product_id] if case.product_id else []
                if case.in_use and self._holds(case, self._products(about)):
                    return verified_passage(case)
        except UnavailableError as error:
            _log.warning("Verified answers are not used: %s", error)
        return None

    def settle_soon(self, case_id: str) -> None:
        """Make the index say what a case says; where that fails, at the next chance.

        Raises:
            EncoderMismatchError: a reindex brought in another encoder; try again with that one.
        """
        try:
            self._passages.settle([case_id])
        except UnavailableError as error:
            _log.warning("The passage of case %s waits: %s", case_id, error)

    def sync(self) -> SyncReport:
        """Make the index say what all cases say, and find the answers that are stale.

        Raises:
            UnavailableError: a dependency does not answer; nothing is lost.
            EncoderMismatchError: the encoder that made the index cannot be loaded.
        """
        noted = [key.sort for key, _ in self._records.query(UNSETTLED_CASES)]
        listed = [key.sort for key, _ in self._records.query(VERIFIED_CASES)]
        stale = sum(self._find_stale(case_ids) for case_ids in _batches(listed))
        report = SyncReport(stale=stale)
        for case_ids in _batches(dict.fromkeys([*noted, *listed])):
            report += self._passages.settle(case_ids)
        return report

    def _settle_at_first(self) -> None:
        """Settle what is noted when a process is asked for the first time."""
        if self._has_looked:
            return
        noted = [key.sort for key, _ in self._records.query(UNSETTLED_CASES)]
        try:
            for case_ids in _batches(noted):
                self._passages.settle(case_ids)
        except ConflictError as error:
            _log.warning("Verified answers wait for their index: %s", error)
        self._has_looked = True

    def _refused(
        self, passages: Sequence[Passage], products: Mapping[str, Product]
    ) -> Iterator[str]:
        by_case = {case_of(each): each for each in passages if case_of(each)}
        cases = {case.case_id: case for case in self._cases.get_many(list(by_case))}
        for case_id, passage in by_case.items():
            case = cases.get(case_id)
            if case is None or not case.in_use or case.verified_text != passage.text:
                self.settle_soon(case_id)
                yield passage.passage_id
            elif not self._holds(case, products):
                yield passage.passage_id

    def _holds(self, case: ModerationCase, products: Mapping[str, Product]) -> bool:
        """Whether a case's product is what it was; if it changed, the case is opened again."""
        if not case.product_id:
            return True
        product = products.get(case.product_id)
        if product is None:
            return False
        if is_stale(case, product):
            self._retire(case)
            return False
        return True

    def _find_stale(self, case_ids: Sequence[str]) -> int:
        """Retire those of the cases whose product changed; how many there were."""
        cases = [case for case in self._cases.get_many(case_ids) if case.in_use]
        products = self._products(sorted({case.product_id for case in cases if case.product_id}))
        there = [case for case in cases if not case.product_id or case.product_id in products]
        return sum(not self._holds(case, products) for case in there)

    def _retire(self, case: ModerationCase) -> None:
        def step(now: ModerationCase) -> ModerationCase:
            if not now.in_use or now.revision != case.revision:
                return now
            return replace(
                now,
                status=CaseStatus.OPEN,
                reason=CaseReason.STALE,
                in_use=False,
                changed_at=self._clock.now(),
                changed_by="",
            )

        try:
            self._cases.change(case.case_id, step)
        except CaseNotFoundError:
            _log.info("Case %s was deleted before it was found stale.", case.case_id)
        self.settle_soon(case.case_id)

    def _products(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        if not product_ids:
            return {}
        try:
            found = self._index.fetch(PRODUCTS, product_ids)
        except NotFoundError:  # nothing was ever imported, or the index was lost
            return {}
        return {each.document_id: product_of(each.fields) for each in found}


def _batches(case_ids: Iterable[str]) -> Iterable[Sequence[str]]:
    ids = list(case_ids)
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
