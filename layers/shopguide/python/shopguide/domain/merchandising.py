"""What a merchandiser decides: rules over the results of searches, and words that mean the same.

Both come from files (`shopguide.text.merchandising`). All names, queries and phrases are folded, so
that they compare equal to what the index and a cleaned query hold.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import cast

from shopguide.domain.json_value import JsonObject, JsonValue

MIN_WEIGHT, MAX_WEIGHT = 1, 10
DEFAULT_WEIGHT = 5
MAX_POSITION = 100
"""The last place that a product can be pinned to."""


class RuleAction(StrEnum):
    """What a rule does with the products it concerns; `HIDE` wins over all others."""

    PIN = "pin"
    BOOST = "boost"
    BURY = "bury"
    HIDE = "hide"


class QueryMatch(StrEnum):
    """When a rule's query is that of a shopper; a plural is its singular.

    `EXACT`: the same words in the same order; `CONTAINS`: the words stand together somewhere in
    the shopper's query; `ALL_WORDS`: every word stands in it, in any order.
    """

    EXACT = "exact"
    CONTAINS = "contains"
    ALL_WORDS = "all_words"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the rules file.

    Attributes:
        id: 10 hex digits of all that the rule says, without its line and note.
        line: 1-based line of the file where the row begins.
        action: What it does.
        query: The search it is for, empty for every search.
        match: How `query` is compared.
        category: A path or the name of one level. A boost, bury or hide concerns products that lie
            there; a pin is for searches in that category.
        brand: As `category`.
        product_ids: The products it concerns; those alone that also lie in category and brand.
        position: 1-based place of the first pinned product; the others follow it.
        weight: `MIN_WEIGHT` to `MAX_WEIGHT`, how strongly to boost or bury, in tenths of the score
            of a product that is first by every measure. With 10, a product passes every other one
            that has no boost, or falls behind them.
        starts: When it begins to apply; None for always.
        ends: When it no longer applies, exclusive.
        note: The merchandiser's own words.
    """

    id: str
    line: int
    action: RuleAction
    query: str = ""
    match: QueryMatch = QueryMatch.EXACT
    category: str = ""
    brand: str = ""
    product_ids: tuple[str, ...] = ()
    position: int | None = None
    weight: int = DEFAULT_WEIGHT
    starts: datetime | None = None
    ends: datetime | None = None
    note: str = ""

    def is_active(self, at: datetime) -> bool:
        """Whether its time window holds this moment."""
        begun = self.starts is None or self.starts <= at
        return begun and (self.ends is None or at < self.ends)

    @property
    def target(self) -> tuple[str, ...]:
        """What it does to what, whenever and however strongly: changes of a rule keep it."""
        return (self.action, self.query, self.match, self.category, self.brand, *self.product_ids)


@dataclass(frozen=True, slots=True)
class Rules:
    """A published set of rules in the order of their file; `version` names its content.

    Equal, and hashed, by version.
    """

    version: str
    rules: tuple[Rule, ...] = field(compare=False)

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> "Rules":
        """These rules with the version of their content."""
        return cls(_version({"rules": [rule_to_json(rule) for rule in rules]}), tuple(rules))


@dataclass(frozen=True, slots=True)
class Synonyms:
    """A published set of synonyms; `version` names its content.

    `groups` hold phrases of one meaning; `one_way` says for a phrase what may be searched beside
    it, and not the other way round. Equal, and hashed, by version. Which of them a text uses is
    what `text.merchandising.synonym_uses` finds.
    """

    version: str
    groups: tuple[tuple[str, ...], ...] = field(compare=False)
    one_way: Mapping[str, tuple[str, ...]] = field(compare=False)

    @classmethod
    def of(
        cls, groups: Sequence[Sequence[str]], one_way: Mapping[str, Sequence[str]]
    ) -> "Synonyms":
        """These synonyms with the version of their content."""
        frozen = tuple(tuple(group) for group in groups)
        ways = {phrase: tuple(others) for phrase, others in one_way.items()}
        return cls(_version(_synonyms_content(frozen, ways)), frozen, ways)


def rule_id(rule: Rule) -> str:
    """What `Rule.id` is to be."""
    said = {**rule_to_json(rule), "id": "", "line": 0, "note": ""}
    return _version(said)[:10]


def rule_to_json(rule: Rule) -> dict[str, JsonValue]:
    """The rule as a JSON object; times are ISO 8601 with their zone."""
    return {
        "id": rule.id,
        "line": rule.line,
        "action": rule.action.value,
        "query": rule.query,
        "match": rule.match.value,
        "category": rule.category,
        "brand": rule.brand,
        "product_ids": list(rule.product_ids),
        "position": rule.position,
        "weight": rule.weight,
        "starts": rule.starts.isoformat() if rule.starts else None,
        "ends": rule.ends.isoformat() if rule.ends else None,
        "note": rule.note,
    }


def rules_to_json(rules: Rules) -> JsonObject:
    """The rules as a JSON object; `rules_from_json` reads it back."""
    return {"rules": [rule_to_json(rule) for rule in rules.rules]}


def rules_from_json(record: JsonObject) -> Rules:
    """Read what `rules_to_json` wrote; the version is that of the content.

    Raises:
        KeyError, TypeError, ValueError: it is something else.
    """
    return Rules.of([_rule_from_json(row) for row in cast("Sequence[JsonObject]", record["rules"])])


def synonyms_to_json(synonyms: Synonyms) -> JsonObject:
    """The synonyms as a JSON object; `synonyms_from_json` reads it back."""
    return _synonyms_content(synonyms.groups, synonyms.one_way)


def synonyms_from_json(record: JsonObject) -> Synonyms:
    """Read what `synonyms_to_json` wrote; the version is that of the content.

    Raises:
        KeyError, TypeError, ValueError: it is something else.
    """
    groups = cast("Sequence[Sequence[str]]", record["groups"])
    one_way = cast("Mapping[str, Sequence[str]]", record["one_way"])
    return Synonyms.of(groups, one_way)


def _rule_from_json(record: JsonObject) -> Rule:
    position, weight = record["position"], record["weight"]
    return Rule(
        id=str(record["id"]),
        line=int(cast("int", record["line"])),
        action=RuleAction(str(record["action"])),
        query=str(record["query"]),
        match=QueryMatch(str(record["match"])),
        category=str(record["category"]),
        brand=str(record["brand"]),
        product_ids=tuple(map(str, cast("Sequence[str]", record["product_ids"]))),
        position=None if position is None else int(cast("int", position)),
        weight=int(cast("int", weight)),
        starts=_moment(record["starts"]),
        ends=_moment(record["ends"]),
        note=str(record["note"]),
    )


def _moment(value: JsonValue) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))


def _synonyms_content(
    groups: Sequence[Sequence[str]], one_way: Mapping[str, Sequence[str]]
) -> JsonObject:
    return {
        "groups": [list(group) for group in groups],
        "one_way": {phrase: list(others) for phrase, others in one_way.items()},
    }


def _version(content: JsonObject) -> str:
    """16 hex digits of the SHA-256 of a JSON object; the order of its members does not matter."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


NO_RULES = Rules.of(())
NO_SYNONYMS = Synonyms.of((), {})
