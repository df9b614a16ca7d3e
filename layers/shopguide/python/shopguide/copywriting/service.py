"""Writes titles, bullets and ads out of a product's record, as drafts that people approve."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from shopguide.copywriting.checks import keep_passing
from shopguide.copywriting.drafts import MAX_DRAFTS, Drafts
from shopguide.copywriting.facts import CopyFact, attribute_facts, description_facts
from shopguide.copywriting.generation import generate_ad
from shopguide.copywriting.names import name_of
from shopguide.copywriting.relevance import by_relevance
from shopguide.copywriting.request import read_request, with_language
from shopguide.copywriting.writing import Piece, Subject, joined, write_pieces
from shopguide.domain.copy_draft import (
    CopyDraft,
    CopyKind,
    CopyNote,
    CopyRequest,
    DraftStatus,
    UsedFact,
)
from shopguide.domain.errors import DraftStaleError, NotFoundError, product_not_found
from shopguide.domain.product import Product, product_to_json
from shopguide.ports.clock import Clock
from shopguide.ports.generator import Generator
from shopguide.ports.record_table import RecordTable
from shopguide.ports.shopper_profiles import ShopperProfiles
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.fingerprint import json_fingerprint
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.language import Language
from shopguide.text.passages import product_language

_FEW = 2
"""Fewer facts than these are worth a note."""

_LIVE = ("price", "sale_price", "availability", "link", "image_link", "offers")
"""What changes without a text about the product being wrong: no text says it."""


class CopyService:
    """Texts about products, in Chinese and English.

    Args:
        index: Holds the products.
        records: Keeps drafts and what was approved.
        profiles: What shoppers like.
        load_generator: Gives the generator on first use, or None where there is none.
        clock: Dates drafts.
    """

    def __init__(
        self,
        index: VectorIndex,
        records: RecordTable,
        profiles: ShopperProfiles,
        load_generator: Callable[[], Generator | None],
        clock: Clock,
    ) -> None:
        self._index = index
        self._profiles = profiles
        self._load_generator = load_generator
        self._clock = clock
        self._drafts = Drafts(records, clock)

    def write(self, request: CopyRequest) -> CopyDraft:
        """Write a text from what the record says, check it, and keep it as a draft.

        Raises:
            InvalidParameterError: the language is not ours, the persona is too long, or both a
                persona and a shopper are named.
            ProductNotFoundError: the shop has no product of this id.
        """
        request = read_request(request)
        product = self._product(request.product_id)
        if product is None:
            raise product_not_found(request.product_id)
        request = with_language(request, product)
        liked, notes = self._liked(request)
        subject = _subject(request, product, liked)
        written, composed_by, further = self._compose(request, subject, product)
        pieces, checks = keep_passing(written, product, Piece(subject.name))
        draft = CopyDraft(
            draft_id=uuid.uuid4().hex,
            request=replace(request, shopper_id=""),
            texts=joined(request.kind, pieces, subject.language),
            facts=_used(pieces),
            checks=checks,
            composed_by=composed_by,
            status=DraftStatus.DRAFT,
            fingerprint=_fingerprint(product),
            created_at=self._clock.now().isoformat(),
            notes=[*notes, *further, *_notes_on(subject, product)],
        )
        self._drafts.keep(draft)
        return draft

    def drafts(self, status: DraftStatus | None = None, limit: int = 50) -> list[CopyDraft]:
        """The newest drafts, each with whether its product has changed since."""
        found = self._drafts.recent(status, min(limit, MAX_DRAFTS))
        products = self._products([each.request.product_id for each in found])
        return [_with_staleness(each, products.get(each.request.product_id)) for each in found]

    def draft(self, draft_id: str) -> CopyDraft:
        """One draft, by its id or the first characters of it that no other has.

        Raises:
            DraftNotFoundError: there is none of this id, or none any more.
            InvalidParameterError: several ids begin so; the message names them.
        """
        found = self._drafts.get(self._drafts.whole_id(draft_id))
        return _with_staleness(found, self._product(found.request.product_id))

    def approve(self, draft_id: str, by: str = "") -> CopyDraft:
        """Let a draft be read by everybody; it takes the place of the one approved before.

        Raises:
            DraftNotFoundError: there is none of this id.
            DraftStaleError: its product has changed since, or is gone.
            DraftDecidedError: it was rejected before.
        """
        found = self.draft(draft_id)
        if found.stale:
            raise DraftStaleError(
                f"The product {found.request.product_id!r} has changed since then.",
                fix="Have a new draft written from what the record says now.",
                field="draft_id",
            )
        return self._drafts.decide(found, DraftStatus.APPROVED, by)

    def reject(self, draft_id: str, by: str = "") -> CopyDraft:
        """Put a draft away; nobody reads it.

        Raises:
            DraftNotFoundError: there is none of this id.
            DraftDecidedError: it was approved before.
        """
        return self._drafts.decide(self.draft(draft_id), DraftStatus.REJECTED, by)

    def approved(
        self, product_id: str, language: str = "", kind: CopyKind | None = None
    ) -> list[CopyDraft]:
        """What was approved about a product as it stands now; nothing that is outdated.

        Raises:
            ProductNotFoundError: the shop has no product of this id.
        """
        product = self._product(product_id)
        if product is None:
            raise product_not_found(product_id)
        current = _fingerprint(product)
        return [
            each
            for each in self._drafts.approved(product_id)
            if each.fingerprint == current
            and language in ("", each.request.language)
            and kind in (None, each.request.kind)
        ]

    def _compose(
        self, request: CopyRequest, subject: Subject, product: Product
    ) -> tuple[list[Piece], str, list[CopyNote]]:
        """Pieces, who wrote them, and notes."""
        note = None
        if request.kind is CopyKind.AD and subject.language == "en":
            generated, note = generate_ad(subject, product, self._load_generator)
            if generated:
                return generated, "generation", []
        return write_pieces(request.kind, subject), "template", [note] if note else []

    def _liked(self, request: CopyRequest) -> tuple[list[Product], list[CopyNote]]:
        """Products that weigh most in the history of the shopper, where one is named."""
        if not request.shopper_id:
            return [], []
        profile = self._profiles.of(request.shopper_id)
        if profile is None:
            return [], [CopyNote.SHOPPER_UNKNOWN]
        ids = [each.product_id for each in profile.strongest]
        found = self._products(ids)
        return [found[each] for each in ids if each in found], []

    def _product(self, product_id: str) -> Product | None:
        return self._products([product_id]).get(product_id)

    def _products(self, product_ids: Sequence[str]) -> dict[str, Product]:
        try:
            found = self._index.fetch(PRODUCTS, list(dict.fromkeys(product_ids)))
        except NotFoundError:
            return {}
        return {each.document_id: product_of(each.fields) for each in found}


def _subject(request: CopyRequest, product: Product, liked: Sequence[Product]) -> Subject:
    language = cast("Language", request.language)

    def ranked(facts: Sequence[CopyFact]) -> list[CopyFact]:
        return by_relevance(facts, request.persona, liked, request.tone)

    return Subject(
        product_id=product.product_id,
        name=name_of(product),
        facts=ranked(attribute_facts(product, language)),
        quotable=ranked(description_facts(product, language)),
        tone=request.tone,
        length=request.length,
        language=language,
    )


def _used(pieces: Sequence[Piece]) -> list[UsedFact]:
    return [
        UsedFact(fact.name, fact.value, fact.passage) for piece in pieces for fact in piece.facts
    ]


def _notes_on(subject: Subject, product: Product) -> list[CopyNote]:
    notes = []
    if len(subject.facts) + len(subject.quotable) < _FEW:
        notes.append(CopyNote.FEW_FACTS)
    if product_language(product) != subject.language:
        notes.append(CopyNote.RECORD_IN_OTHER_LANGUAGE)
    return notes


def _fingerprint(product: Product) -> str:
    record = product_to_json(product)
    return json_fingerprint({name: each for name, each in record.items() if name not in _LIVE})


def _with_staleness(draft: CopyDraft, product: Product | None) -> CopyDraft:
    return replace(draft, stale=product is None or _fingerprint(product) != draft.fingerprint)
