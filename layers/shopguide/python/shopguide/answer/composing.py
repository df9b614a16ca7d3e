"""Puts ranked evidence into words: quoted, or generated and verified."""

from collections.abc import Callable, Sequence

from shopguide.answer.asked import Asked
from shopguide.answer.confidence import RankedEvidence
from shopguide.answer.draft import Draft, scores_of
from shopguide.answer.extract import extract_answer
from shopguide.answer.generate import Generated, generate_answer
from shopguide.domain.answer import AnswerNote, Compose, ComposedBy
from shopguide.domain.passage import Passage
from shopguide.ports.generator import Generator


def compose(
    asked: Asked, ranked: RankedEvidence, load_generator: Callable[[], Generator | None]
) -> Draft:
    """The draft that evidence makes; without sentences where nothing may be said."""
    if asked.question.compose is not Compose.GENERATE:
        return _extract(asked, ranked)
    generated = _generate(asked, ranked, load_generator)
    if generated.note is AnswerNote.GENERATION_ABSTAINED:
        return Draft(notes=(generated.note,))
    if generated.note is not None:
        return _extract(asked, ranked, (generated.note,))
    sentences = [claim.sentence for claim in generated.claims]
    cited = [claim.passages for claim in generated.claims]
    return _draft(asked, ranked, sentences, cited, ComposedBy.GENERATION)


def _generate(
    asked: Asked, ranked: RankedEvidence, load_generator: Callable[[], Generator | None]
) -> Generated:
    if asked.language != "en":
        return Generated(note=AnswerNote.GENERATION_NOT_IN_LANGUAGE)
    return generate_answer(asked.text, ranked.evidence, load_generator)


def _extract(asked: Asked, ranked: RankedEvidence, notes: Sequence[AnswerNote] = ()) -> Draft:
    best = ranked.evidence[0]
    sentences = extract_answer(asked.text, best.read_as)
    cited = [[best.passage]] * len(sentences)
    return _draft(asked, ranked, sentences, cited, ComposedBy.EXTRACTION, notes)


def _draft(
    asked: Asked,
    ranked: RankedEvidence,
    sentences: Sequence[str],
    cited: Sequence[Sequence[Passage]],
    by: ComposedBy,
    notes: Sequence[AnswerNote] = (),
) -> Draft:
    passages = [passage for group in cited for passage in group]
    about = asked.product_id or (passages[0].product_id if passages else "")
    found = []
    if any(passage.language != asked.language for passage in passages):
        found.append(AnswerNote.EVIDENCE_IN_OTHER_LANGUAGE)
    if about and not asked.product_id:
        found.append(AnswerNote.PRODUCT_NOT_NAMED)
    return Draft(
        tuple(sentences),
        tuple(cited),
        by,
        product_id=about,
        scores=scores_of(ranked),
        notes=(*notes, *found),
    )
