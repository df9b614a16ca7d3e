"""What could be said: quotations of the best passages, and what a generator makes of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shopguide.answer.asked import Asked
from shopguide.answer.confidence import RankedEvidence
from shopguide.answer.evidence import Evidence
from shopguide.answer.generate import generate_answer
from shopguide.domain.answer import AnswerNote, Compose, ComposedBy, Verdict
from shopguide.domain.passage import Passage
from shopguide.ports.generator import Generator
from shopguide.text.verdicts.of_evidence import starts_with_verdict, verdict_of

PASSAGES_QUOTED = 3
"""Of the best passages each gives one quotation."""

BELIEVED_BELOW = 0.7
"""A generator that finds no answer is believed where the evidence is not surer than this.

Of ePQA's single candidates that it declines, 15 of 46 answer where the confidence is .5 to .7, and
11 of 25 above.
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Sentences that may answer, each with the passages that it stands in.

    Attributes:
        sentences: As they would be shown.
        cited: The passages of each sentence.
        by: How they came about.
        evidence: The best of what they stand in.
        probability: That this evidence, by itself, answers.
        verdict: Of a question of yes or no.
    """

    sentences: Sequence[str]
    cited: Sequence[Sequence[Passage]]
    by: ComposedBy
    evidence: Evidence
    probability: float
    verdict: Verdict | None = None

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Candidates:
    """All that could be said, in order of evidence; and why nothing was generated."""

    found: Sequence[Candidate]
    notes: Sequence[AnswerNote] = ()


def find_candidates(
    asked: Asked,
    ranked: RankedEvidence,
    extract: Callable[[Evidence], Sequence[str]],
    load_generator: Callable[[], Generator | None],
) -> Candidates:
    """Quotations, and a generated answer where one is asked for and passes verification.

    A generator that finds no answer in evidence which is none too sure is believed: then there are
    no candidates.
    """
    quoted = _quotations(asked, ranked, extract)
    if asked.question.compose is not Compose.GENERATE:
        return Candidates(quoted)
    if asked.language != "en":
        return Candidates(quoted, (AnswerNote.GENERATION_NOT_IN_LANGUAGE,))
    generated = generate_answer(asked.text, ranked.evidence, load_generator)
    if generated.note is AnswerNote.GENERATION_ABSTAINED and ranked.confidence < BELIEVED_BELOW:
        return Candidates((), (generated.note,))
    if generated.note is not None:
        return Candidates(quoted, (generated.note,))
    cited = [claim.passages for claim in generated.claims]
    place = _place_of(ranked, cited[0][0])
    candidate = Candidate(
        sentences=[claim.sentence for claim in generated.claims],
        cited=cited,
        by=ComposedBy.GENERATION,
        evidence=ranked.evidence[place],
        probability=ranked.scores[place],
        verdict=_generated_verdict(asked, generated.claims[0].sentence, ranked.evidence[place]),
    )
    return Candidates([*quoted, candidate])


def _quotations(
    asked: Asked, ranked: RankedEvidence, extract: Callable[[Evidence], Sequence[str]]
) -> list[Candidate]:
    candidates: list[Candidate] = []
    seen: set[str] = set()
    for item, probability in zip(ranked.evidence, ranked.scores, strict=True):
        if item.passage.passage_id in seen:
            continue
        seen.add(item.passage.passage_id)
        sentences = extract(item)
        if sentences:
            candidates.append(quotation(asked, item, probability, sentences))
        if len(candidates) == PASSAGES_QUOTED:
            break
    return candidates


def quotation(
    asked: Asked, item: Evidence, probability: float, sentences: Sequence[str]
) -> Candidate:
    """Sentences of one passage, as they stand there."""
    return Candidate(
        sentences=sentences,
        cited=[[item.passage]] * len(sentences),
        by=ComposedBy.EXTRACTION,
        evidence=item,
        probability=probability,
        verdict=verdict_of(asked.text, item.read_as, item.product) if asked.is_yes_no else None,
    )


def _generated_verdict(asked: Asked, sentence: str, item: Evidence) -> Verdict | None:
    """What its evidence settles, else the generator's own yes or no: its sentence was verified."""
    if not asked.is_yes_no:
        return None
    settled = verdict_of(asked.text, item.read_as, item.product)
    return starts_with_verdict(sentence) if settled is Verdict.UNKNOWN else settled


def _place_of(ranked: RankedEvidence, passage: Passage) -> int:
    return next(n for n, item in enumerate(ranked.evidence) if item.passage == passage)
