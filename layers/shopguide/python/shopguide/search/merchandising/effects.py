"""What rules that apply together ask of the index."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shopguide.domain.filters import AllOf, Condition, Filter, Match
from shopguide.domain.indexed import Boost
from shopguide.domain.merchandising import MAX_WEIGHT, Rule, RuleAction


@dataclass(frozen=True, slots=True)
class AppliedRule:
    """A rule that a search met: where it stands in the file, what it does, and why."""

    id: str
    line: int
    action: RuleAction
    note: str


@dataclass(frozen=True, slots=True)
class Effects:
    """The effects of all rules but pins, by line.

    `hidden_ids` are the products that are hidden by their id alone.
    """

    boosts: tuple[Boost, ...]
    hidden: tuple[Condition, ...]
    hidden_ids: frozenset[str]
    applied: tuple[AppliedRule, ...]


def effects_of(rules: Iterable[Rule]) -> Effects:
    """What these rules, all of which apply, ask of the index; pins among them are left out."""
    by_action: dict[RuleAction, list[Rule]] = {action: [] for action in RuleAction}
    for rule in rules:
        by_action[rule.action].append(rule)
    hides = by_action[RuleAction.HIDE]
    boosts, buries = by_action[RuleAction.BOOST], by_action[RuleAction.BURY]
    by_id = (rule.product_ids for rule in hides if not (rule.category or rule.brand))
    return Effects(
        boosts=(*_boosts(boosts, 1.0), *_boosts(buries, -1.0)),
        hidden=tuple(_conditions(hides)),
        hidden_ids=frozenset(one for ids in by_id for one in ids),
        applied=applied_rules([*hides, *boosts, *buries]),
    )


def applied_rules(rules: Iterable[Rule]) -> tuple[AppliedRule, ...]:
    """How a search tells of rules, by line."""
    by_line = sorted(rules, key=lambda rule: rule.line)
    return tuple(AppliedRule(rule.id, rule.line, rule.action, rule.note) for rule in by_line)


def _boosts(rules: Sequence[Rule], best_score: float) -> Iterator[Boost]:
    """One boost for each weight that occurs, of every product with that weight or more.

    Each adds what its weight has more than the next lower one, so a product gets its strongest.
    """
    before = 0
    for weight in sorted({rule.weight for rule in rules}):
        conditions = _conditions(rule for rule in rules if rule.weight >= weight)
        amount = best_score * (weight - before) / MAX_WEIGHT
        yield Boost(Filter(any_of=tuple(conditions)), amount)
        before = weight


def _conditions(rules: Iterable[Rule]) -> Iterator[Condition]:
    """Conditions of which a product meets at least one if one of the rules concerns it.

    Rules that name nothing but products, a brand or a category share one condition each.
    """
    alone: dict[str, dict[str | int | bool, None]] = {}
    together: dict[Condition, None] = {}
    for rule in rules:
        parts = _parts(rule)
        if len(parts) == 1:
            alone.setdefault(parts[0].field, {}).update(dict.fromkeys(parts[0].values))
        else:
            together[AllOf(parts)] = None
    for field, values in alone.items():
        yield Match(field, tuple(values))
    yield from together


def _parts(rule: Rule) -> tuple[Match, ...]:
    parts = (
        Match("product_id", rule.product_ids),
        Match("categories", (rule.category,) if rule.category else ()),
        Match("brand", (rule.brand,) if rule.brand else ()),
    )
    return tuple(part for part in parts if part.values)
