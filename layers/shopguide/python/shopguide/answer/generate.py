"""Puts an answer into words with a generator, and keeps only what the evidence supports."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shopguide.answer.deadline import Deadline
from shopguide.answer.evidence import Evidence
from shopguide.answer.verify import Claim, is_supported
from shopguide.domain.answer import AnswerNote
from shopguide.domain.generation import Generation
from shopguide.domain.passage import Passage
from shopguide.ports.generator import Generator
from shopguide.text.abstention import is_abstention
from shopguide.text.answer_prompt import build_prompt
from shopguide.text.normalise import fold
from shopguide.text.passage_text import passage_text
from shopguide.text.safety.orders import gives_orders
from shopguide.text.sentences import split_sentences
from shopguide.text.support import word_support

MAX_TOKENS = 40
TIME_BUDGET_SECONDS = 0.8
GRACE_SECONDS = 0.1
"""What a generator may take beyond its time before it is not waited for any more."""

EVIDENCE_SHOWN = 3

_log = logging.getLogger(__name__)
_deadline = Deadline()
_MARKER = re.compile(r"\s*\[\s*(\d{1,3})\s*\]")
_MARKER_AFTER_STOP = re.compile(r"([.!?])((?:\s*\[\s*\d{1,3}\s*\])+)")


@dataclass(frozen=True, slots=True)
class Generated:
    """Supported sentences with the passages they cite; none, and a note, where there are none."""

    claims: Sequence[Claim] = ()
    note: AnswerNote | None = None


def generate_answer(
    question: str, evidence: Sequence[Evidence], load_generator: Callable[[], Generator | None]
) -> Generated:
    """Generate from the best evidence and verify each sentence; one that fails rejects all."""
    shown = evidence[:EVIDENCE_SHOWN]
    passages = [item.read_as for item in shown]
    generation = _generate(question, passages, load_generator)
    if generation is None or generation.finish_reason == "time":
        return Generated(note=AnswerNote.GENERATOR_UNAVAILABLE)
    if is_abstention(generation.text):
        return Generated(note=AnswerNote.GENERATION_ABSTAINED)
    claims = read_claims(generation, passages)
    titles = {
        item.passage.product_id: item.title
        for item in shown
        if item.title and not gives_orders(item.title)
    }
    for claim in claims:
        named = [titles[p.product_id] for p in claim.passages if p.product_id in titles]
        if _repeats_itself(claim.sentence) or not is_supported(claim, named):
            return Generated(note=AnswerNote.GENERATION_UNSUPPORTED)
    if not claims:
        return Generated(note=AnswerNote.GENERATION_UNSUPPORTED)
    return Generated(claims)


def read_claims(generation: Generation, passages: Sequence[Passage]) -> list[Claim]:
    """Sentences of generated text with the passages that their markers ``[n]`` name.

    A sentence without a marker cites the passage that has most of its words; a marker of no passage
    cites nothing. A last sentence that ran out of tokens is left out.
    """
    text = _MARKER_AFTER_STOP.sub(r"\2\1", generation.text)
    sentences = [sentence.strip() for sentence in split_sentences(text)]
    if generation.finish_reason == "length" and not text.rstrip().endswith((".", "!", "?")):
        sentences = sentences[:-1]
    claims = (_read_claim(sentence, passages) for sentence in sentences)
    return [claim for claim in claims if claim.sentence.strip(" .!?")]


def _repeats_itself(sentence: str) -> bool:
    """Whether the same three words follow each other twice: how a small generator gets stuck."""
    words = fold(sentence).split()
    runs = list(zip(words, words[1:], words[2:], strict=False))
    return len(set(runs)) < len(runs)


def _read_claim(sentence: str, passages: Sequence[Passage]) -> Claim:
    numbers = [int(number) for number in _MARKER.findall(sentence)]
    words = _MARKER.sub("", sentence).strip()
    if not numbers:
        return Claim(words, [_most_like(words, passages)] if passages else [])
    if not all(1 <= number <= len(passages) for number in numbers):
        return Claim(words, [])
    return Claim(words, [passages[number - 1] for number in dict.fromkeys(numbers)])


def _most_like(sentence: str, passages: Sequence[Passage]) -> Passage:
    return max(passages, key=lambda passage: word_support(sentence, passage_text(passage)))


def _generate(
    question: str, passages: Sequence[Passage], load_generator: Callable[[], Generator | None]
) -> Generation | None:
    def work() -> Generation | None:
        generator = load_generator()
        if generator is None:
            return None
        return generator.generate(
            build_prompt(question, passages),
            max_tokens=MAX_TOKENS,
            time_budget_seconds=TIME_BUDGET_SECONDS,
        )

    try:
        return _deadline.run(work, TIME_BUDGET_SECONDS + GRACE_SECONDS)
    except Exception as error:  # noqa: BLE001 - whatever a model runtime raises: we can still quote
        # The answer does not depend on it: the caller is told by a note, the operator here.
        _log.warning("No text was generated: %r", error, exc_info=error)
        return None
