"""A question as the stages of answering see it: clean, in a known language, and taken apart."""

from dataclasses import dataclass, replace

from shopguide.answer.question import language_of, read_question
from shopguide.domain.answer import Compose, Question
from shopguide.domain.question import QuestionKind, QuestionReading
from shopguide.text.language import Language
from shopguide.text.question.reading import understand_question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question within limits, and what it was read as."""

    question: Question
    reading: QuestionReading

    @property
    def text(self) -> str:
        """The cleaned question."""
        return self.question.text

    @property
    def language(self) -> Language:
        """The language of the answer."""
        return language_of(self.question)

    @property
    def product_id(self) -> str:
        """The product that it was put about; empty for the shop."""
        return self.question.product_id

    @property
    def kind(self) -> QuestionKind:
        """What it takes to answer it."""
        return self.reading.kind

    @property
    def is_yes_no(self) -> bool:
        """Whether its answer begins with yes or no."""
        return self.reading.is_yes_no

    def about(self, text: str, product_id: str = "") -> "Asked":
        """One part of it, as a question by itself; about `product_id` where that is given."""
        about = product_id or self.product_id
        return ask(replace(self.question, text=text, product_id=about))

    def extracting(self) -> "Asked":
        """The same, to be answered by quoting."""
        return replace(self, question=replace(self.question, compose=Compose.EXTRACT))


def ask(question: Question) -> Asked:
    """Read a question.

    Raises:
        InvalidParameterError: the text is empty or too long, or the language is not ours.
    """
    read = read_question(question)
    return Asked(read, understand_question(read.text, read.language))
