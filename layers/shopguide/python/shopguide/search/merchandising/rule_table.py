"""The rules of one version, ready to be asked for those that a search meets."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from shopguide.domain.merchandising import QueryMatch, Rule, RuleAction, Rules
from shopguide.search.merchandising.effects import Effects, effects_of
from shopguide.text.merchandising.phrases import Phrase, PhraseTable, phrase_of, pieces_of


class RuleTable:
    """Rules by the query that they are for; safe to share between threads.

    What the rules of every search ask is worked out once for each span of time in which none of
    them begins or ends, because there may be thousands of them.
    """

    def __init__(self, rules: Rules) -> None:
        of_query = [rule for rule in rules.rules if rule.query]
        standing = [rule for rule in rules.rules if not rule.query]
        self._exact = _phrases(of_query, QueryMatch.EXACT)
        self._contains = _phrases(of_query, QueryMatch.CONTAINS)
        self._all_words = _AllWords(
            [rule for rule in of_query if rule.match is QueryMatch.ALL_WORDS]
        )
        self._standing_pins: dict[str, list[Rule]] = {}
        for rule in standing:
            if rule.action is RuleAction.PIN:
                self._standing_pins.setdefault(rule.category, []).append(rule)
        self._standing = [rule for rule in standing if rule.action is not RuleAction.PIN]
        self._changes = _moments_of_change(self._standing)
        self._known: tuple[int, Effects] | None = None

    def of_query(self, query: str, now: datetime) -> Sequence[Rule]:
        """The rules that are made for this query and apply now, each once."""
        words = phrase_of(query)
        found = (
            *self._exact[words],
            *dict.fromkeys(self._contains.all_in(words)),
            *self._all_words.in_query(words),
        )
        return [rule for rule in found if rule.is_active(now)]

    def standing_effects(self, now: datetime) -> Effects:
        """What the rules of every search ask now, pins apart."""
        span = bisect_right(self._changes, now)
        known = self._known
        if known is None or known[0] != span:
            known = (span, effects_of(rule for rule in self._standing if rule.is_active(now)))
            self._known = known
        return known[1]

    def standing_pins(self, categories: Collection[str], now: datetime) -> Iterator[Rule]:
        """Pins without a query that apply now, of these categories and of none."""
        for category in ("", *categories):
            for rule in self._standing_pins.get(category, ()):
                if rule.is_active(now):
                    yield rule


class _AllWords:
    """Rules all of whose words have to stand in a query, found by the rarest of them."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        pieces = {rule.id: frozenset(pieces_of(rule.query)) for rule in rules}
        counts = Counter(piece for each in pieces.values() for piece in each)
        self._pieces = PhraseTable((piece, piece) for piece in counts)
        self._by_rarest: dict[Phrase, list[tuple[frozenset[Phrase], Rule]]] = {}
        for rule in rules:
            rarest = min(pieces[rule.id], key=lambda piece: (counts[piece], piece))
            self._by_rarest.setdefault(rarest, []).append((pieces[rule.id], rule))

    def in_query(self, words: Phrase) -> Iterator[Rule]:
        found = frozenset(self._pieces.all_in(words))
        for piece in found:
            for needed, rule in self._by_rarest.get(piece, ()):
                if needed <= found:
                    yield rule


def _phrases(rules: Sequence[Rule], match: QueryMatch) -> PhraseTable[Rule]:
    return PhraseTable((phrase_of(rule.query), rule) for rule in rules if rule.match is match)


def _moments_of_change(rules: Sequence[Rule]) -> list[datetime]:
    moments = {moment for rule in rules for moment in (rule.starts, rule.ends)}
    return sorted(moment for moment in moments if moment is not None)


@lru_cache(maxsize=4)
def rule_table(rules: Rules) -> RuleTable:
    """The table of a version, built once."""
    return RuleTable(rules)
