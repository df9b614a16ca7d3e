"""What the rules ask of one search, in the words of the index.

A hide wins over everything. Pins take their places whatever they score. Of several boosts of one
product the strongest counts, and so of several buries: once among the rules for the query, and once
among those of every search. What is left adds up.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from shopguide.domain.filters import Condition
from shopguide.domain.indexed import Boost
from shopguide.domain.merchandising import QueryMatch, Rule, RuleAction, Rules
from shopguide.domain.product import CATEGORY_SEPARATOR
from shopguide.search.merchandising.effects import AppliedRule, applied_rules, effects_of
from shopguide.search.merchandising.rule_table import rule_table


@dataclass(frozen=True, slots=True)
class MatchedRules:
    """What the rules ask of one search.

    Attributes:
        boosts: Added to the scores of products, where 1 is the best score that there is; negative
            ones bury. No more than 10 of each sign and kind of rule.
        hidden: What a product may not meet, for `Filter.must_not`.
        pins: Place (1-based) and product, by place, each product once. One that the search's own
            filter or `hidden` leaves out, or that the shop does not have, is not to be shown.
        applied: The rules, by line; those for the query before those of every search.
    """

    boosts: tuple[Boost, ...] = ()
    hidden: tuple[Condition, ...] = ()
    pins: tuple[tuple[int, str], ...] = ()
    applied: tuple[AppliedRule, ...] = ()


NO_RULES_MATCH = MatchedRules()


def matching(
    rules: Rules,
    query: str,
    *,
    now: datetime,
    categories: Collection[str] = (),
    brands: Collection[str] = (),
) -> MatchedRules:
    """The rules that apply to a search.

    Args:
        rules: Of the version in use.
        query: The cleaned query, before anything was taken out of it; empty for browsing.
        now: Aware; what lies outside its time window does not apply.
        categories: Folded paths or level names that the search is confined to, or means: pins with
            a category are for these. The levels of a path count by themselves.
        brands: Folded brands, likewise.
    """
    if not rules.rules:
        return NO_RULES_MATCH
    table, meant = rule_table(rules), _with_levels(categories)
    of_query = table.of_query(query, now)
    own, standing = effects_of(of_query), table.standing_effects(now)
    pins = [rule for rule in of_query if rule.action is RuleAction.PIN]
    pins = [*pins, *table.standing_pins(meant, now)]
    pins = [rule for rule in pins if _is_pin_for(rule, meant, brands)]
    return MatchedRules(
        boosts=own.boosts + standing.boosts,
        hidden=own.hidden + standing.hidden,
        pins=_places(pins, own.hidden_ids | standing.hidden_ids),
        applied=applied_rules(pins) + own.applied + standing.applied,
    )


def _is_pin_for(rule: Rule, categories: Collection[str], brands: Collection[str]) -> bool:
    in_category = not rule.category or rule.category in categories
    return in_category and (not rule.brand or rule.brand in brands)


def _with_levels(categories: Collection[str]) -> frozenset[str]:
    """Categories, and of each path the paths and the levels that it consists of."""
    known = set(categories)
    for category in categories:
        levels = category.split(CATEGORY_SEPARATOR)
        known.update(levels)
        known.update(CATEGORY_SEPARATOR.join(levels[:end]) for end in range(1, len(levels)))
    return frozenset(known)


def _places(pins: Iterable[Rule], hidden: Collection[str]) -> tuple[tuple[int, str], ...]:
    """Products by place; of two for one place that of the narrower rule, then of the earlier line.

    The other one, and a pin without a position, takes the next place that is free.
    """
    places: dict[str, int] = {}
    taken: set[int] = set()
    for rule in sorted(pins, key=_pin_order):
        place = rule.position or 1
        for product_id in rule.product_ids:
            if product_id not in places and product_id not in hidden:
                while place in taken:
                    place += 1
                taken.add(place)
                places[product_id] = place
    return tuple(sorted((place, product_id) for product_id, place in places.items()))


def _pin_order(rule: Rule) -> tuple[bool, int, int]:
    width = 2 if not rule.query else int(rule.match is not QueryMatch.EXACT)
    return (rule.position is None, width, rule.line)
