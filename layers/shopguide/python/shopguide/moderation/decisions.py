"""What people decide about a case: answer it, reject it, open it again, delete it."""

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

from shopguide.domain.errors import (
    ConflictError,
    InvalidParameterError,
    NotFoundError,
    product_not_found,
)
from shopguide.domain.moderation import AnswerBasis, CaseStatus, ModerationCase
from shopguide.domain.product import Product
from shopguide.moderation.basis import basis_of, product_texts
from shopguide.moderation.cases import ModerationCases
from shopguide.moderation.checks import remark, verified_text
from shopguide.moderation.removal import delete_case
from shopguide.moderation.verified import VerifiedAnswers
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, product_of


class ModerationDecisions:
    """Decisions of people; each takes effect for the very next question.

    Of two people who decide at once the second is told who was faster. Whoever sends the same
    decision again, after a lost reply, is answered as the first time.

    Args:
        records: Have the cases.
        index: Has the products.
        cases: Change.
        verified: Brings what was decided into the index.
        clock: Says when it was decided.
    """

    def __init__(
        self,
        records: RecordTable,
        index: VectorIndex,
        cases: ModerationCases,
        verified: VerifiedAnswers,
        clock: Clock,
    ) -> None:
        self._records = records
        self._index = index
        self._cases = cases
        self._verified = verified
        self._clock = clock

    def answer(self, case_id: str, text: str, by: str = "") -> ModerationCase:
        """Give a case its verified answer, a passage that answers are made of from now on.

        Raises:
            CaseNotFoundError: there is no such case.
            ProductNotFoundError: its product is not in the shop any more.
            ConflictError: somebody has decided about it.
            InvalidParameterError: the text cannot be shown; `checks.verified_text` has why.
        """
        said = verified_text(text)

        def step(case: ModerationCase) -> ModerationCase:
            if case.status is CaseStatus.ANSWERED and _is_repeated(case, said, by):
                return case
            _require_open(case)
            product = self._product(case.product_id)
            now = self._clock.now()
            return replace(
                case,
                status=CaseStatus.ANSWERED,
                verified_text=said,
                verified_by=by,
                verified_at=now,
                product_fingerprint=product_texts(product) if product else "",
                basis=basis_of(product, case.question, said) if product else AnswerBasis(),
                in_use=True,
                waited_seconds=(now - case.changed_at).total_seconds(),
                changed_at=now,
                changed_by=by,
            )

        return self._decide(case_id, step)

    def reject(self, case_id: str, reason: str, by: str = "") -> ModerationCase:
        """Close a case without an answer; one that it had is not used any more.

        Raises:
            CaseNotFoundError: there is no such case.
            ConflictError: somebody has decided about it.
            InvalidParameterError: no reason is given.
        """
        note = remark(reason)
        if not note:
            raise InvalidParameterError(
                "The rejection has no reason.", fix="Say why in a few words.", field="reason"
            )

        def step(case: ModerationCase) -> ModerationCase:
            if case.status is CaseStatus.REJECTED and (case.note, case.changed_by) == (note, by):
                return case
            _require_open(case)
            now = self._clock.now()
            return replace(
                case,
                status=CaseStatus.REJECTED,
                note=note,
                in_use=False,
                changed_at=now,
                changed_by=by,
            )

        return self._decide(case_id, step)

    def reopen(self, case_id: str, by: str = "") -> ModerationCase:
        """Open a case again; a verified answer is not used any more until there is another one.

        Raises:
            CaseNotFoundError: there is no such case.
        """

        def step(case: ModerationCase) -> ModerationCase:
            if case.status is CaseStatus.OPEN and not case.in_use:
                return case
            now = self._clock.now()
            return replace(
                case, status=CaseStatus.OPEN, in_use=False, changed_at=now, changed_by=by
            )

        return self._decide(case_id, step)

    def delete(self, case_id: str) -> None:
        """Delete a case, all that was kept of it, and its passage.

        Raises:
            CaseNotFoundError: there is no such case.
        """
        case = self._cases.find(case_id)
        delete_case(self._records, case)
        self._verified.settle_soon(case_id)

    def _decide(
        self, case_id: str, step: Callable[[ModerationCase], ModerationCase]
    ) -> ModerationCase:
        case = self._cases.change(case_id, step)
        self._verified.settle_soon(case_id)
        return case

    def _product(self, product_id: str) -> Product | None:
        if not product_id:
            return None
        try:
            found = self._index.fetch(PRODUCTS, [product_id])
        except NotFoundError:  # nothing was ever imported
            found = ()
        if not found:
            raise product_not_found(product_id)
        return product_of(found[0].fields)


def _is_repeated(case: ModerationCase, said: str, by: str) -> bool:
    return case.in_use and (case.verified_text, case.verified_by) == (said, by)


def _require_open(case: ModerationCase) -> None:
    if case.status is not CaseStatus.OPEN:
        _refuse(case)


def _refuse(case: ModerationCase) -> NoReturn:
    raise ConflictError(
        f"{case.changed_by or 'Somebody'} {case.status.value} this case at"
        f" {case.changed_at.isoformat(timespec='seconds')}.",
        fix="Look at it again; reopen it to decide otherwise.",
        field="case_id",
    )
