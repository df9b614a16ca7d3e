"""The synonyms file: phrases of one meaning, to `Synonyms` or to what is wrong in it.

One line a group; with an arrow the left side is also searched as the right one, but not the other
way round; ``#`` begins a remark::

    laptop = notebook = 笔记本电脑
    ipad => tablet, 平板电脑     # whoever asks for a tablet does not ask for an iPad
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shopguide.domain.file_problem import (
    CheckedFile,
    FileProblem,
    Severity,
    checked_file,
    shown_value,
)
from shopguide.domain.merchandising import Synonyms
from shopguide.text.merchandising.file_text import lines_of, text_of
from shopguide.text.merchandising.phrases import Phrase, phrase_of
from shopguide.text.merchandising.synonym_cycles import cycles_in
from shopguide.text.normalise import fold

MAX_GROUPS = 20_000
MAX_PHRASES_OF_LINE = 50
MAX_PHRASE_CHARACTERS = 100

_ARROW = re.compile(r"[=＝][>＞]|->|→")
_BETWEEN = re.compile(r"[=＝,，、]")
_REMARK = re.compile(r"(?:^|(?<=\s))[#＃].*", re.DOTALL)
_FORM = "Write phrases of one meaning like laptop = notebook, or one way like ipad => tablet."


def check_synonyms_file(content: bytes) -> CheckedFile[Synonyms]:
    """Everything that the file says and everything that is wrong in it.

    Args:
        content: The file's bytes, in any encoding that `text.encodings` knows.
    """
    text = text_of(content)
    if isinstance(text, FileProblem):
        return checked_file(None, [text])
    reading = _Reading()
    for number, line in enumerate(lines_of(text), 1):
        if reading.lines == MAX_GROUPS and _REMARK.sub("", line).strip("\ufeff \t\r\n"):
            reason = f"The file has more than {MAX_GROUPS:,} lines with synonyms."
            reading.problem(Severity.ERROR, number, None, reason, "Put equal phrases on one line.")
            break
        reading.take(number, line)
    reading.check_whole()
    return checked_file(Synonyms.of(reading.groups, reading.one_way), reading.problems)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase of a line: folded, as it is compared, and its 1-based first character."""

    shown: str
    text: str
    words: Phrase
    column: int


class _Reading:
    """Synonyms and problems of the lines so far."""

    def __init__(self) -> None:
        self.lines = 0
        self.groups: list[tuple[str, ...]] = []
        self.one_way: dict[str, tuple[str, ...]] = {}
        self.problems: list[FileProblem] = []
        self._group_lines: dict[Phrase, int] = {}
        self._ways: dict[Phrase, dict[Phrase, int]] = {}
        self._shown: dict[Phrase, str] = {}

    def problem(
        self, severity: Severity, line: int, phrase: _Phrase | None, reason: str, fix: str
    ) -> None:
        column, value = (str(phrase.column), phrase.shown) if phrase else ("", "")
        self.problems.append(FileProblem(severity, line, column, shown_value(value), reason, fix))

    def take(self, number: int, line: str) -> None:
        """Read a line."""
        content = _REMARK.sub("", line).rstrip()
        if not content.strip("\ufeff \t"):
            return
        self.lines += 1
        sides = list(_sides(content))
        if len(sides) > 2:
            self._error(number, sides[2][0], "The line has two arrows.", "Write two lines.")
        elif self._are_sound(number, [phrase for side in sides for phrase in side]):
            self._keep(number, *sides)

    def _keep(self, number: int, left: list[_Phrase], right: list[_Phrase] | None = None) -> None:
        if right is not None:
            self._keep_one_way(number, left, right)
        elif len(left) == 1:
            self._error(number, left[0], "The phrase stands alone.", _FORM)
        else:
            self._keep_group(number, left)

    def _keep_group(self, number: int, phrases: list[_Phrase]) -> None:
        kept: dict[Phrase, _Phrase] = {}
        for phrase in phrases:
            if kept.setdefault(phrase.words, phrase) is not phrase:
                self._warn(number, phrase, "The phrase stands twice in the line.", "Remove one.")
                continue
            first = self._group_lines.setdefault(phrase.words, number)
            if first != number:
                reason = f"The phrase is also in the group of line {first}; it is part of both."
                fix = "Join the two lines if all of their phrases mean the same."
                self._warn(number, phrase, reason, fix)
        if len(kept) > 1:
            self.groups.append(tuple(phrase.text for phrase in kept.values()))

    def _keep_one_way(self, number: int, left: list[_Phrase], right: list[_Phrase]) -> None:
        for phrase in left:
            for other in right:
                if other.words == phrase.words:
                    self._error(number, other, "The phrase leads to itself.", "Remove it.")
                    continue
                known = self.one_way.get(phrase.text, ())
                self.one_way[phrase.text] = tuple(dict.fromkeys((*known, other.text)))
                self._shown |= {phrase.words: phrase.text, other.words: other.text}
                self._ways.setdefault(phrase.words, {}).setdefault(other.words, number)

    def _are_sound(self, number: int, phrases: list[_Phrase]) -> bool:
        before = len(self.problems)
        for phrase in phrases:
            if not phrase.text:
                self._error(number, phrase, "A phrase is missing here.", _FORM)
            elif not phrase.words:
                reason = "The phrase has neither a letter nor a digit."
                self._error(number, phrase, reason, "Write the words of a search.")
            elif len(phrase.text) > MAX_PHRASE_CHARACTERS:
                reason = f"The phrase has {len(phrase.text):,} characters."
                fix = f"Write at most {MAX_PHRASE_CHARACTERS} characters."
                self._error(number, phrase, reason, fix)
        if len(phrases) > MAX_PHRASES_OF_LINE:
            reason = f"The line has {len(phrases):,} phrases."
            fix = f"Write at most {MAX_PHRASES_OF_LINE} of them."
            self._error(number, phrases[MAX_PHRASES_OF_LINE], reason, fix)
        return len(self.problems) == before

    def check_whole(self) -> None:
        """What only all lines together show."""
        for cycle in cycles_in(self._ways):
            shown = " => ".join(self._shown[words] for words in (*cycle, cycle[0]))
            reason = f"One-way synonyms lead in a circle: {shown_value(shown)}."
            line = max(self._ways[cycle[n - 1]][cycle[n]] for n in range(len(cycle)))
            fix = "Write them as one group with =, if they mean the same."
            self.problem(Severity.WARNING, line, None, reason, fix)
        if not (self.groups or self.one_way or self.problems):
            reason = "The file has no synonyms; publishing it removes those in use."
            fix = "Add a line, unless that is what is meant."
            self.problem(Severity.WARNING, 1, None, reason, fix)

    def _error(self, line: int, phrase: _Phrase, reason: str, fix: str) -> None:
        self.problem(Severity.ERROR, line, phrase, reason, fix)

    def _warn(self, line: int, phrase: _Phrase, reason: str, fix: str) -> None:
        self.problem(Severity.WARNING, line, phrase, reason, fix)


def _sides(content: str) -> Iterator[list[_Phrase]]:
    """The phrases on each side of the arrows; of a line without one, its only side."""
    start = 0
    for arrow in _ARROW.finditer(content):
        yield list(_phrases(content, start, arrow.start()))
        start = arrow.end()
    yield list(_phrases(content, start, len(content)))


def _phrases(content: str, start: int, end: int) -> Iterator[_Phrase]:
    for between in _BETWEEN.finditer(content, start, end):
        yield _phrase(content, start, between.start())
        start = between.end()
    yield _phrase(content, start, end)


def _phrase(content: str, start: int, end: int) -> _Phrase:
    shown = content[start:end]
    first = start + len(shown) - len(shown.lstrip())
    text = fold(shown)
    return _Phrase(shown.strip(), text, phrase_of(text), first + 1)
