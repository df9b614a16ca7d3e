"""Examples that teach a generator to answer from numbered facts, to cite them, and to abstain.

The prompt is the one that is served. An answer cites the fact it was written from, whose number
varies because distractors stand beside it; where no fact answers, the reply is the one sentence
that the served code reads as an abstention.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.abstention import ABSTENTION
from shopguide.text.passage_text import passage_text
from shopguide.text.sentences import split_sentences
from shopguide.text.support import is_said
from shopguide.text.words import content_words
from training.data.public.pqa import AnsweredQuestion, JudgedQuestion

MAX_FACTS = 3
"""Facts of one prompt, as the served code shows them."""

ONE_FACT_SHARE = 0.5
QUESTION_SHOWN_SHARE = 0.4
"""Share of community answers that are shown with a question, as a shop's Q&A file has one."""


@dataclass(frozen=True, slots=True)
class CitedExample:
    """A question, the facts of its prompt, and what the generator should reply.

    `reply` is empty where it is only known that a fact answers, and nobody wrote the answer.
    """

    question: str
    facts: tuple[Passage, ...]
    reply: str

    @property
    def abstains(self) -> bool:
        """Whether no fact answers the question."""
        return self.reply == ABSTENTION["en"]


def cited_reply(answer: str, number: int) -> str:
    """A written answer as the served code reads it: each sentence ends in its marker and a stop."""
    sentences = []
    for sentence in split_sentences(answer):
        text = sentence.strip()
        body = text.rstrip(" .!?")
        stop = text[len(body) :].strip()[-1:] or "."
        if body:
            sentences.append(f"{body[0].upper()}{body[1:]} [{number}]{stop}")
    return " ".join(sentences)


class ExampleMaker:
    """Turns questions into examples, drawing distractors and unrelated facts from their passages.

    Args:
        passages: All passages that may stand beside others, of whatever product.
        seed: Equal seeds and questions give equal examples.
    """

    def __init__(self, passages: Iterable[Passage], seed: int) -> None:
        self._random = random.Random(seed)
        self._all = list(passages)
        self._of_product: Mapping[str, list[Passage]] = _by_product(self._all)

    def answered(self, questions: Iterable[AnsweredQuestion]) -> Iterator[CitedExample]:
        """Questions beside what answers them, among distractors, with the written answer.

        An answer that verification would reject when it is served is none to learn: then only the
        fact remains that there is one.
        """
        for question in questions:
            fact = self._as_in_a_shop(question.passage, question.text)
            facts, number = self._among_others(question.text, fact)
            served = _would_be_served(question.answer, fact)
            reply = cited_reply(question.answer, number) if served else ""
            yield CitedExample(question.text, facts, reply)

    def judged(self, questions: Iterable[JudgedQuestion]) -> Iterator[CitedExample]:
        """Passages that people judged: one that answers, without its answer, or none that does."""
        for question in questions:
            for passage, label in zip(question.passages, question.labels, strict=True):
                if label:
                    facts, _ = self._among_others(question.text, passage)
                    yield CitedExample(question.text, facts, "")
            wrong = [
                p for p, label in zip(question.passages, question.labels, strict=True) if not label
            ]
            self._random.shuffle(wrong)
            while wrong:
                count = self._fact_count()
                yield CitedExample(question.text, tuple(wrong[:count]), ABSTENTION["en"])
                wrong = wrong[count:]

    def unanswered(
        self, questions: Iterable[AnsweredQuestion], *, same_product: bool
    ) -> Iterator[CitedExample]:
        """Questions beside passages that were written for other ones, so that none answers."""
        for question in questions:
            pool = self._of_product[question.product_id] if same_product else self._all
            facts = self._unrelated(question.text, question.passage, pool, self._fact_count())
            if facts:
                yield CitedExample(question.text, tuple(facts), ABSTENTION["en"])

    def described(self, pairs: Iterable[tuple[str, str]]) -> Iterator[CitedExample]:
        """Attributes, each asked for by its name, with the sentence that a person wrote of it."""
        for number, (attribute, sentence) in enumerate(pairs):
            name, _, value = attribute.partition(":")
            fact = Passage(f"attribute:{number}", PassageKind.ATTRIBUTE, attribute)
            if not value.strip(" .") or not _would_be_served(sentence, fact):
                continue
            question = f"what is the {name.strip().lower()}?"
            facts, at = self._among_others(question, fact)
            yield CitedExample(question, facts, cited_reply(sentence, at))

    def _fact_count(self) -> int:
        return 1 if self._random.random() < ONE_FACT_SHARE else self._random.randint(2, MAX_FACTS)

    def _among_others(self, question: str, fact: Passage) -> tuple[tuple[Passage, ...], int]:
        """The fact at a random place between distractors, and its number."""
        pool = self._of_product.get(fact.product_id, [])
        pool = pool if len(pool) > MAX_FACTS and self._random.random() < 0.5 else self._all
        others = self._unrelated(question, fact, pool, self._fact_count() - 1)
        place = self._random.randint(0, len(others))
        return (*others[:place], fact, *others[place:]), place + 1

    def _unrelated(
        self, question: str, answer: Passage, pool: Sequence[Passage], count: int
    ) -> list[Passage]:
        """Passages of `pool` that share no word with the question that `answer` has too."""
        about = set(content_words(question)) & set(content_words(passage_text(answer)))
        drawn = self._random.sample(pool, min(len(pool), 4 * count))
        fitting = [
            p for p in drawn if p.text != answer.text and not about & set(content_words(p.text))
        ]
        return fitting[:count]

    def _as_in_a_shop(self, passage: Passage, question: str) -> Passage:
        """A community answer, sometimes under its question."""
        if passage.kind is not PassageKind.QA or self._random.random() >= QUESTION_SHOWN_SHARE:
            return passage
        return replace(passage, question=question)


def _would_be_served(answer: str, fact: Passage) -> bool:
    """Whether the fact says what every sentence of the answer says, by the served rules."""
    sentences = [part.strip() for part in split_sentences(answer) if part.strip(" .!?")]
    evidence = passage_text(fact)
    return bool(fact.text.strip()) and all(
        is_said(f"{part[0].upper()}{part[1:]}", evidence, [fact.text]) for part in sentences
    )


def _by_product(passages: Iterable[Passage]) -> Mapping[str, list[Passage]]:
    found: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        if passage.product_id:
            found[passage.product_id].append(passage)
    return found
