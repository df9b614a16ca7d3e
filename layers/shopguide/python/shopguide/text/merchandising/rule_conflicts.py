"""Rules of one file that contradict each other at the same time."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from shopguide.domain.file_problem import FileProblem, Severity, shown_value
from shopguide.domain.merchandising import Rule, RuleAction
from shopguide.text.merchandising.phrases import phrase_of

_Pair: TypeAlias = tuple[Rule, Rule]
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)


def conflicts_in(rules: Sequence[Rule]) -> list[FileProblem]:
    """Every contradiction, told at the later one of its two rows."""
    return [*_pinned_and_hidden(rules), *_boosted_and_buried(rules), *_places_taken(rules)]


def _pinned_and_hidden(rules: Sequence[Rule]) -> Iterator[FileProblem]:
    by_product: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        hides = rule.action is RuleAction.HIDE and not (rule.category or rule.brand)
        if hides or rule.action is RuleAction.PIN:
            for product_id in rule.product_ids:
                by_product[product_id].append(rule)
    for product_id, concerned in by_product.items():
        for same in _grouped(concerned, _search_of):
            for first, second in _running_together(same, lambda rule: rule.action):
                reason = f"Line {first.line} {first.action}s this product for the same query."
                fix = "Remove one of the two rows, or let one end before the other begins."
                yield _problem(Severity.ERROR, second, product_id, reason, fix)
        yield from _hidden_everywhere(product_id, concerned)


def _hidden_everywhere(product_id: str, rules: Sequence[Rule]) -> Iterator[FileProblem]:
    """Pins for one query of what is hidden from every search."""
    hides = [rule for rule in rules if rule.action is RuleAction.HIDE and not rule.query]
    pins = [rule for rule in rules if rule.action is RuleAction.PIN and rule.query]
    for first, second in _running_together([*hides, *pins], lambda rule: rule.action):
        hide, pin = (first, second) if first.action is RuleAction.HIDE else (second, first)
        reason = f"Line {hide.line} hides this product from every search, and a hide wins."
        fix = "Remove the pin, or let the hide end before it."
        yield _problem(Severity.WARNING, pin, product_id, reason, fix)


def _boosted_and_buried(rules: Sequence[Rule]) -> Iterator[FileProblem]:
    both = [rule for rule in rules if rule.action in (RuleAction.BOOST, RuleAction.BURY)]
    for same in _grouped(both, lambda rule: (*_search_of(rule), *_products_of(rule))):
        for first, second in _running_together(same, lambda rule: rule.action):
            what = " ".join((second.category, second.brand, *second.product_ids)).strip()
            verb = "boosts" if first.action is RuleAction.BOOST else "buries"
            reason = f"Line {first.line} {verb} the same products for the same query."
            fix = "Remove one of the two rows, or let one end before the other begins."
            yield _problem(Severity.ERROR, second, what, reason, fix, column="action")


def _places_taken(rules: Sequence[Rule]) -> Iterator[FileProblem]:
    by_place: dict[Hashable, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.action is RuleAction.PIN and rule.position is not None:
            for place in range(rule.position, rule.position + len(rule.product_ids)):
                search = (*_search_of(rule), rule.category, rule.brand)
                by_place[(*search, place)].append(rule)
    told: set[_Pair] = set()
    for pins in by_place.values():
        for first, second in _running_together(pins, lambda rule: rule.line):
            if (first, second) not in told:
                told.add((first, second))
                reason = f"Line {first.line} pins to the same position for the same query."
                fix = "Give one of the two another position, or let one end before."
                yield _problem(
                    Severity.ERROR, second, str(second.position), reason, fix, column="position"
                )


def _search_of(rule: Rule) -> tuple[Hashable, ...]:
    return (phrase_of(rule.query), rule.match)


def _products_of(rule: Rule) -> tuple[Hashable, ...]:
    return (rule.category, rule.brand, frozenset(rule.product_ids))


def _grouped(rules: Iterable[Rule], key: Callable[[Rule], Hashable]) -> Iterable[Sequence[Rule]]:
    groups: dict[Hashable, list[Rule]] = defaultdict(list)
    for rule in rules:
        groups[key(rule)].append(rule)
    return groups.values()


def _running_together(rules: Iterable[Rule], side_of: Callable[[Rule], object]) -> Iterator[_Pair]:
    """Pairs on different sides whose windows overlap, in the order of their lines.

    Each rule is compared with the one that ends last among those of other sides that began before
    it, so each that has an opponent is in a pair, in one pass.
    """
    last: Rule | None = None
    last_of_others: Rule | None = None
    for rule in sorted(rules, key=lambda rule: (rule.starts or _EARLIEST, rule.line)):
        is_same_side = last is not None and side_of(last) == side_of(rule)
        opponent = last_of_others if is_same_side else last
        if opponent is not None and _end(opponent) > (rule.starts or _EARLIEST):
            yield (opponent, rule) if opponent.line < rule.line else (rule, opponent)
        if last is None or _end(rule) > _end(last):
            last, last_of_others = rule, (last_of_others if is_same_side else last)
        elif not is_same_side and (last_of_others is None or _end(rule) > _end(last_of_others)):
            last_of_others = rule


def _end(rule: Rule) -> datetime:
    return rule.ends or _LATEST


def _problem(
    severity: Severity, rule: Rule, value: str, reason: str, fix: str, *, column: str = "product_id"
) -> FileProblem:
    return FileProblem(severity, rule.line, column, shown_value(value), reason, fix)
