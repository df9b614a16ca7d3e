"""The questions that both models of evidence learn from, by where they come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shopguide.adapters.onnx.encoder import OnnxEncoder
from training.evaluate.answer_pools import Pool, make_pools, read_epqa, read_own_questions
from training.evaluate.evidence_models import Lesson
from training.evaluate.given_passages import read_attributes, read_given, singles

_ATTRIBUTE_QUESTIONS = 250

RIGHT_GIVEN = 3.0
"""Somebody who gives one text with a question mostly gives one that answers: what answers counts
so much against what does not."""


@dataclass(frozen=True, slots=True)
class EvidenceSets:
    """Pools from each source.

    Attributes:
        epqa: Real questions with ten candidates each.
        own: Ours, to whole records in both languages.
        singles: Candidates of ePQA, one at a time.
        given: hetPQA's passages, one at a time.
        attributes: semiPQA's records.
    """

    epqa: Sequence[Pool]
    own: Sequence[Pool]
    singles: Sequence[Pool]
    given: Sequence[Pool]
    attributes: Sequence[Pool]

    @property
    def ordering(self) -> list[Pool]:
        """What teaches the order."""
        return [*self.epqa, *self.own]

    @property
    def lessons(self) -> list[Lesson]:
        """What teaches how sure to be."""
        return [
            Lesson(self.epqa),
            Lesson(self.own),
            Lesson(self.singles),
            Lesson(self.given, right=RIGHT_GIVEN),
            Lesson(self.attributes, weight=0.5),
        ]

    @property
    def judged(self) -> Mapping[str, Sequence[Pool]]:
        """Those whose figures are of interest by themselves."""
        return {"ePQA": self.epqa, "own": self.own}

    @property
    def all(self) -> Mapping[str, Sequence[Pool]]:
        """Every set by its name."""
        others = {"singles": self.singles, "given": self.given, "attributes": self.attributes}
        return {**self.judged, **others}

    def keeping(self, wanted: Callable[[Pool], bool]) -> "EvidenceSets":
        """The same without the pools that are not wanted."""
        return replace(
            self,
            epqa=list(filter(wanted, self.epqa)),
            own=list(filter(wanted, self.own)),
            singles=list(filter(wanted, self.singles)),
            given=list(filter(wanted, self.given)),
            attributes=list(filter(wanted, self.attributes)),
        )


def read_sets(folder: Path, encoder: OnnxEncoder) -> EvidenceSets:
    """Read all of them and compute their features.

    Args:
        folder: ``amazon-pqa`` of the benchmark data.
        encoder: Embeds questions and passages.
    """
    epqa = read_epqa(folder / "epqa-dev.csv")
    attributes = folder / "semipqa-attribute-dev.tsv.xz"
    return EvidenceSets(
        make_pools(epqa, encoder),
        make_pools(read_own_questions(), encoder),
        make_pools(singles(epqa), encoder),
        make_pools(read_given(folder), encoder),
        make_pools(read_attributes(attributes, _ATTRIBUTE_QUESTIONS), encoder),
    )
