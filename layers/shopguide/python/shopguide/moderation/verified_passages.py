"""The passages of verified answers in the index, made from their cases.

The index may be behind a case after a crash, or may have been lost and rebuilt. So every change of
a verified answer is noted as unsettled together with the change itself, and the note goes when the
index says the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.json_value import same_json
from shopguide.domain.live_catalogue import live_from_json
from shopguide.domain.moderation import VERIFIED_SOURCE, ModerationCase
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.record_key import LIVE_CATALOGUE, UNSETTLED_CASES, VERIFIED_CASES, Key
from shopguide.moderation.case_records import read_cases
from shopguide.ports.encoder import Encoder
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import (
    PASSAGES,
    PRODUCTS,
    index_name,
    passage_fields,
    passages_schema,
)
from shopguide.text.language import detect_language
from shopguide.text.passage_text import passage_text

_ROUNDS = 5
"""How often a case that changed in the meantime is settled again at once."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What it took to make the index say what cases say.

    Attributes:
        verified: Answers in use.
        written: Passages that were missing or different.
        removed: Passages that should not have been there.
        stale: Answers that are not used any more because their product changed.
        waiting: Answers that no index can take yet.
    """

    verified: int = 0
    written: int = 0
    removed: int = 0
    stale: int = 0
    waiting: int = 0

    def __add__(self, further: "SyncReport") -> "SyncReport":
        """Both as one."""
        return SyncReport(
            verified=self.verified + further.verified,
            written=self.written + further.written,
            removed=self.removed + further.removed,
            stale=self.stale + further.stale,
            waiting=self.waiting + further.waiting,
        )


class VerifiedPassages:
    """Writes and deletes the passages of verified answers.

    Args:
        records: Have the cases.
        index: Holds the passages.
        load_encoder: The encoder of the live index; asked for only where something is embedded.
    """

    def __init__(
        self, records: RecordTable, index: VectorIndex, load_encoder: Callable[[], Encoder]
    ) -> None:
        self._records = records
        self._index = index
        self._load_encoder = load_encoder

    def settle(self, case_ids: Sequence[str]) -> SyncReport:
        """Write the passages of those in use, delete those of the others, and drop the notes.

        Raises:
            UnavailableError: a dependency does not answer; the notes stay.
            EncoderMismatchError: the index was built with another encoder; the notes stay.
        """
        cases = read_cases(self._records, case_ids)
        for _ in range(_ROUNDS):
            settled = self._settle(cases, case_ids)
            if settled.waiting:
                return settled
            before, cases = cases, read_cases(self._records, case_ids)
            if _said(cases) == _said(before):  # else somebody decided while it was written
                break
        self._records.delete([Key(UNSETTLED_CASES, case_id) for case_id in case_ids])
        unused = [case_id for case_id in case_ids if case_id not in _said(cases)]
        self._records.delete([Key(VERIFIED_CASES, case_id) for case_id in unused])
        return settled

    def _settle(self, cases: Mapping[str, ModerationCase], case_ids: Sequence[str]) -> SyncReport:
        used = {case_id: case for case_id, case in cases.items() if case.in_use}
        for case_id in used:
            self._records.put(Key(VERIFIED_CASES, case_id), {})
        removed = self._remove([case_id for case_id in case_ids if case_id not in used])
        if used and not self._has_index():
            return SyncReport(verified=len(used), removed=removed, waiting=len(used))
        written = self._write(list(map(verified_passage, used.values())))
        if written or removed:
            self._index.flush()
        return SyncReport(verified=len(used), written=written, removed=removed)

    def _write(self, passages: Sequence[Passage]) -> int:
        fields = {each.passage_id: passage_fields(each) for each in passages}
        if not fields:
            return 0
        there = {each.document_id: each for each in self._index.fetch(PASSAGES, list(fields))}
        missing = [
            each
            for each in passages
            if each.passage_id not in there
            or not same_json(there[each.passage_id].fields, fields[each.passage_id])
        ]
        if not missing:
            return 0
        encoder = self._encoder()
        vectors = encoder.encode_passages([passage_text(each) for each in missing])
        documents = [
            IndexedDocument(each.passage_id, fields[each.passage_id], {TEXT_VECTOR: vector})
            for each, vector in zip(missing, vectors, strict=True)
        ]
        self._index.upsert(PASSAGES, documents)
        return len(documents)

    def _remove(self, case_ids: Sequence[str]) -> int:
        ids = [f"{VERIFIED_SOURCE}{case_id}" for case_id in case_ids]
        if not ids or self._index.schema(PASSAGES) is None:
            return 0
        there = [each.document_id for each in self._index.fetch(PASSAGES, ids, fields=())]
        self._index.delete(PASSAGES, there)
        return len(there)

    def _encoder(self) -> Encoder:
        encoder = self._load_encoder()
        schema = self._index.schema(PASSAGES)
        if schema is not None:
            schema.check_encoder(encoder.bundle.fingerprint)
        return encoder

    def _has_index(self) -> bool:
        """Whether there is an index for passages; made where the shop has products alone.

        Where other passages are live and have no index, that was lost: it is for their import to
        make it, or nobody would notice.
        """
        if self._index.schema(PASSAGES) is not None:
            return True
        products = self._index.schema(PRODUCTS)
        live = live_from_json(self._records.get(LIVE_CATALOGUE))
        if products is None or set(live.manifests) - {PRODUCTS}:
            return False
        encoder = self._load_encoder()
        products.check_encoder(encoder.bundle.fingerprint)
        schema = passages_schema(encoder.dimension, encoder.bundle.fingerprint)
        name = index_name(PASSAGES, schema.encoder, schema.layout)
        self._index.create(name, schema)
        self._index.point_aliases({PASSAGES: name})
        return True


def verified_passage(case: ModerationCase) -> Passage:
    """The passage of a verified answer; its id and its source name the case."""
    name = f"{VERIFIED_SOURCE}{case.case_id}"
    verified_at = case.verified_at or case.changed_at
    return Passage(
        passage_id=name,
        kind=PassageKind.VERIFIED_ANSWER,
        text=case.verified_text,
        product_id=case.product_id,
        question=case.question,
        language=detect_language(case.verified_text),
        source=name,
        date=verified_at.date().isoformat(),
    )


def case_of(passage: Passage) -> str:
    """The id of the case that a verified answer belongs to; empty for any other passage."""
    if passage.kind is not PassageKind.VERIFIED_ANSWER:
        return ""
    return passage.source.removeprefix(VERIFIED_SOURCE)


def _said(cases: Mapping[str, ModerationCase]) -> dict[str, str]:
    """What shoppers are told, by case."""
    return {case_id: case.verified_text for case_id, case in cases.items() if case.in_use}
