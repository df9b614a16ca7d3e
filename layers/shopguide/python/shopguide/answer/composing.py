"""Puts ranked evidence into words: candidates, the best supported of them, and its wording."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from shopguide.answer.asked import Asked
from shopguide.answer.candidates import Candidate, find_candidates, quotation
from shopguide.answer.confidence import RankedEvidence
from shopguide.answer.draft import Draft, scores_of
from shopguide.answer.evidence import Evidence
from shopguide.answer.supporting import best_supported
from shopguide.answer.yes_no import begin_with
from shopguide.domain.answer import AnswerNote, ComposedBy, Verdict
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.question import QuestionKind
from shopguide.domain.stages import stage
from shopguide.ports.generator import Generator
from shopguide.text.attribution import introduced
from shopguide.text.fact_words import fact_in, quoted_in
from shopguide.text.topics import topics_of
from shopguide.text.verdicts.of_evidence import starts_with_verdict

_OF_IT = re.compile(r"\b(?:it|its|they|them|this|these)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Worded:
    """Sentences as they are shown."""

    sentences: Sequence[str]
    cited: Sequence[Sequence[Passage]]
    by: ComposedBy


def compose(
    asked: Asked,
    ranked: RankedEvidence,
    extract: Callable[[Evidence], Sequence[str]],
    load_generator: Callable[[], Generator | None],
) -> Draft:
    """The draft that evidence makes; without sentences where nothing may be said."""
    candidates = find_candidates(asked, ranked, extract, load_generator)
    with stage("verify"):
        best = best_supported(asked, candidates.found)
    if best is None:
        return Draft(notes=candidates.notes)
    best = _of_product(asked, best)
    used = [best, *_beside(asked, ranked, best)]
    worded = _with_lead(asked, best, [_in_language(asked, each) for each in used])
    about = asked.product_id or best.evidence.passage.product_id
    return Draft(
        worded.sentences,
        worded.cited,
        worded.by,
        product_id=about,
        scores=scores_of(ranked),
        verdict=best.verdict,
        notes=(*candidates.notes, *_notes(asked, worded.cited, about)),
    )


def _of_product(asked: Asked, best: Candidate) -> Candidate:
    """The candidate; of a product, what holds for the shop as a whole says neither yes nor no.

    带电池吗 asks of the product at hand, which Chinese does not name.
    """
    is_shop_wide = not best.evidence.passage.product_id
    is_of_product = asked.language == "zh" or _OF_IT.search(asked.text) is not None
    if not (is_shop_wide and asked.product_id and is_of_product and best.verdict):
        return best
    return best if asked.kind is QuestionKind.POLICY else replace(best, verdict=Verdict.UNKNOWN)


def _beside(asked: Asked, ranked: RankedEvidence, best: Candidate) -> list[Candidate]:
    """Another attribute, for what a question asks beside the first: weight, and also size.

    One sentence each, and each stands in its own passage.
    """
    missing = topics_of(asked.text) - topics_of(best.text)
    if best.by is not ComposedBy.EXTRACTION or not missing or missing == topics_of(asked.text):
        return []
    for item, probability in zip(ranked.evidence, ranked.scores, strict=True):
        passage = item.passage
        if passage.kind is not PassageKind.ATTRIBUTE:
            continue
        if passage.product_id != best.evidence.passage.product_id:
            continue
        if missing <= topics_of(passage.text):
            return [quotation(asked, item, probability, [passage.text])]
    return []


def _in_language(asked: Asked, candidate: Candidate) -> _Worded:
    """What is shown of a candidate: itself, or its fact or quotation in the asked language."""
    passage, product = candidate.evidence.passage, candidate.evidence.product
    is_quoted = candidate.by is ComposedBy.EXTRACTION
    if not is_quoted or passage.language == asked.language:
        return _Worded(_introduced(asked, candidate), candidate.cited, candidate.by)
    fact = fact_in(asked.language, passage, product) if product else None
    text = fact or quoted_in(asked.language, passage, " ".join(candidate.sentences))
    return _Worded([text], [[passage]], ComposedBy.TEMPLATE)


def _introduced(asked: Asked, candidate: Candidate) -> Sequence[str]:
    """The sentences, said to be a reviewer's; a Q&A pair that says yes or no says so first."""
    passages = [passage for cited in candidate.cited for passage in cited]
    is_pair = any(passage.kind is PassageKind.QA for passage in passages)
    says_it = starts_with_verdict(candidate.sentences[0]) is not Verdict.UNKNOWN
    is_quoted = candidate.by is ComposedBy.EXTRACTION
    if is_pair and candidate.verdict and (says_it or (is_quoted and _is_open(candidate))):
        return candidate.sentences
    return introduced(candidate.sentences, passages, asked.language)


def _is_open(candidate: Candidate) -> bool:
    """Whether it settles nothing: then the question of the pair stands before its answer."""
    return candidate.verdict is Verdict.UNKNOWN


def _with_lead(asked: Asked, best: Candidate, worded: Sequence[_Worded]) -> _Worded:
    """All of it, beginning with yes or no where that was asked, which stands in what follows."""
    sentences = [sentence for each in worded for sentence in each.sentences]
    cited = [passages for each in worded for passages in each.cited]
    if best.verdict is not None:
        known = best.evidence.passage.question
        is_quoted = worded[0].by is not ComposedBy.GENERATION
        is_pair = best.evidence.passage.kind is PassageKind.QA
        sentences = begin_with(
            best.verdict, sentences, asked.language, known if is_quoted and is_pair else ""
        )
    missing = len(sentences) - len(cited)
    return _Worded(sentences, [*[cited[0]] * missing, *cited], worded[0].by)


def _notes(asked: Asked, cited: Sequence[Sequence[Passage]], about: str) -> list[AnswerNote]:
    notes = []
    if any(passage.language != asked.language for passages in cited for passage in passages):
        notes.append(AnswerNote.EVIDENCE_IN_OTHER_LANGUAGE)
    if about and not asked.product_id:
        notes.append(AnswerNote.PRODUCT_NOT_NAMED)
    return notes
