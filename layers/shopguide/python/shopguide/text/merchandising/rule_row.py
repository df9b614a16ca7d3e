"""One row of a rules file to a rule, with everything that is wrong in it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from shopguide.domain.file_problem import FileProblem, Severity, shown_value
from shopguide.domain.merchandising import (
    DEFAULT_WEIGHT,
    MAX_POSITION,
    MAX_WEIGHT,
    MIN_WEIGHT,
    QueryMatch,
    Rule,
    RuleAction,
    rule_id,
)
from shopguide.text.merchandising.moments import moment_of
from shopguide.text.merchandising.phrases import phrase_of
from shopguide.text.merchandising.rule_words import ACTION_WORDS, MATCH_WORDS
from shopguide.text.normalise import fold
from shopguide.text.product_filter import fold_category

MAX_PRODUCTS_OF_RULE = 200
MAX_TEXT_CHARACTERS = 500
_ANY_QUERY = "*"
_SEPARATORS = re.compile(r"[\s_-]+")
_DATE_FIX = "Write it like 2026-06-18, 2026-06-18 20:00 or 2026-06-18 20:00 +08:00."


class RuleRow:
    """A row being read.

    Args:
        line: Where it begins in the file.
        cells: Its tidy values by column.
        headers: The columns' names in the file's own words.
    """

    def __init__(self, line: int, cells: Mapping[str, str], headers: Mapping[str, str]) -> None:
        self._line = line
        self._cells = cells
        self._headers = headers
        self.problems: list[FileProblem] = []

    def read(self, now: datetime) -> Rule | None:
        """The rule, or None where `problems` has an error; `now` tells what has expired."""
        self._check_lengths()
        action = self._action()
        rule = Rule(
            id="",
            line=self._line,
            action=action or RuleAction.BOOST,
            query=self._query(),
            match=self._match(),
            category=fold_category(self._cell("category")),
            brand=fold(self._cell("brand")),
            product_ids=self._product_ids(),
            position=self._number("position", 1, MAX_POSITION),
            weight=self._number("weight", MIN_WEIGHT, MAX_WEIGHT) or DEFAULT_WEIGHT,
            starts=self._moment("from"),
            ends=self._moment("until", ends=True),
            note=self._cell("note"),
        )
        if action is not None:
            self._check_target(rule)
            rule = self._without_meaningless(rule)
        self._check_window(rule, now)
        if any(problem.severity is Severity.ERROR for problem in self.problems):
            return None
        return replace(rule, id=rule_id(rule))

    def _cell(self, column: str) -> str:
        return self._cells.get(column, "")

    def _error(self, column: str, reason: str, fix: str) -> None:
        self._problem(Severity.ERROR, column, reason, fix)

    def _warn(self, column: str, reason: str, fix: str) -> None:
        self._problem(Severity.WARNING, column, reason, fix)

    def _problem(self, severity: Severity, column: str, reason: str, fix: str) -> None:
        header = self._headers.get(column, column)
        value = shown_value(self._cell(column))
        self.problems.append(FileProblem(severity, self._line, header, value, reason, fix))

    def _check_lengths(self) -> None:
        for column, text in self._cells.items():
            if column != "product_id" and len(text) > MAX_TEXT_CHARACTERS:
                reason = f"The value has {len(text):,} characters, more than {MAX_TEXT_CHARACTERS}."
                self._error(column, reason, "Shorten it.")

    def _action(self) -> RuleAction | None:
        word = ACTION_WORDS.get(fold(self._cell("action")))
        if word is None:
            known = "pin (置顶), boost (提升), bury (降低) or hide (隐藏)"
            reason = "There is no such action." if self._cell("action") else "The action is empty."
            self._error("action", reason, f"Write {known}.")
            return None
        return RuleAction(word)

    def _query(self) -> str:
        query = fold(self._cell("query"))
        if query in ("", _ANY_QUERY):
            return ""
        if not phrase_of(query):
            fix = f"Write the words of a search, or {_ANY_QUERY} for every search."
            self._error("query", "The query has neither a letter nor a digit.", fix)
        return query

    def _match(self) -> QueryMatch:
        shown = self._cell("match")
        if not shown:
            return QueryMatch.EXACT
        word = MATCH_WORDS.get(_SEPARATORS.sub("_", fold(shown)))
        if word is None:
            fix = "Write exact (精确), contains (包含) or all_words (全部词)."
            self._error("match", "There is no such way to match.", fix)
            return QueryMatch.EXACT
        if self._cell("query") in ("", _ANY_QUERY):
            self._warn("match", "It says nothing without a query.", "Leave it empty.")
            return QueryMatch.EXACT
        return QueryMatch(word)

    def _product_ids(self) -> tuple[str, ...]:
        parts = (part.strip() for part in self._cell("product_id").split("|"))
        ids = tuple(dict.fromkeys(part for part in parts if part))
        if len(ids) > MAX_PRODUCTS_OF_RULE:
            reason = f"The rule names {len(ids)} products, more than {MAX_PRODUCTS_OF_RULE}."
            self._error("product_id", reason, "Split it into several rows.")
        return ids

    def _number(self, column: str, least: int, most: int) -> int | None:
        text = fold(self._cell(column))
        if not text:
            return None
        number = re.fullmatch(r"([0-9]{1,6})(?:\.0+)?", text)  # spreadsheets write 3 as 3.0
        if number is None or not least <= int(number[1]) <= most:
            reason = f"It is no whole number from {least} to {most}."
            self._error(column, reason, f"Write a number from {least} to {most}.")
            return None
        return int(number[1])

    def _moment(self, column: str, *, ends: bool = False) -> datetime | None:
        text = self._cell(column)
        if not text:
            return None
        try:
            return moment_of(text, ends=ends)
        except ValueError as error:
            self._error(column, f"The date cannot be read: {error}.", _DATE_FIX)
            return None

    def _check_target(self, rule: Rule) -> None:
        if rule.action is RuleAction.PIN:
            if not rule.product_ids:
                fix = "Write the id of the product; several are separated by |."
                self._error("product_id", "A pin names no product.", fix)
            if rule.position and rule.position + len(rule.product_ids) - 1 > MAX_POSITION:
                reason = f"The last of its products would stand beyond place {MAX_POSITION}."
                self._error("position", reason, "Name fewer products, or an earlier position.")
        elif not (rule.product_ids or rule.category or rule.brand):
            reason = f"It does not say what to {rule.action}."
            self._error("action", reason, "Name a product, a category or a brand in this row.")

    def _without_meaningless(self, rule: Rule) -> Rule:
        """The rule without what it cannot have, so that it reads as it works."""
        if rule.position and rule.action is not RuleAction.PIN:
            self._warn("position", "Only a pin has a position.", "Leave it empty.")
            rule = replace(rule, position=None)
        if self._cell("weight") and rule.action in (RuleAction.PIN, RuleAction.HIDE):
            self._warn("weight", f"A {rule.action} has no weight.", "Leave it empty.")
            rule = replace(rule, weight=DEFAULT_WEIGHT)
        return rule

    def _check_window(self, rule: Rule, now: datetime) -> None:
        if rule.starts and rule.ends and rule.starts >= rule.ends:
            fix = "Swap the two, or correct the year."
            self._error("until", "The rule ends before it begins.", fix)
        elif rule.ends and rule.ends <= now:
            self._warn("until", "The rule has expired.", "Remove the row, or set a later date.")
