"""What a new version adds, removes and changes, in words for whoever publishes it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shopguide.domain.canary import Canaries, Canary
from shopguide.domain.merchandising import Rule, RuleAction, Rules, Synonyms
from shopguide.search.merchandising.stored import Content


@dataclass(frozen=True, slots=True)
class Changes:
    """Entries by what becomes of them; those of `changed` read as they are from now on."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether both versions say the same."""
        return not (self.added or self.removed or self.changed)


def changes_between(old: Content, new: Content) -> Changes:
    """What has to be done to the old version to have the new one; both are of one kind."""
    if isinstance(old, Rules) and isinstance(new, Rules):
        return _rule_changes(old.rules, new.rules)
    if isinstance(old, Synonyms) and isinstance(new, Synonyms):
        return _line_changes(_lines(old), _lines(new))
    if isinstance(old, Canaries) and isinstance(new, Canaries):
        return _line_changes(entry_texts(old), entry_texts(new))
    raise TypeError("files of different kinds have nothing in common")


def entry_texts(content: Content) -> list[str]:
    """Every rule, line of synonyms or canary, as people read it."""
    if isinstance(content, Rules):
        return [*map(rule_text, content.rules)]
    if isinstance(content, Canaries):
        return [*map(canary_text, content.canaries)]
    return _lines(content)


def canary_text(canary: Canary) -> str:
    """A canary in one line, e.g. ``"running shoes" finds SKU-1 within 10``."""
    return f'"{canary.query}" finds {canary.product_id} within {canary.top}'


def rule_text(rule: Rule) -> str:
    """A rule in one line, e.g. ``pin SKU-1 at 1 for "running shoes" until 2026-06-19T00:00Z``."""
    parts: list[str] = [rule.action.value, *rule.product_ids]
    parts += [f"category {rule.category}"] if rule.category else []
    parts += [f"brand {rule.brand}"] if rule.brand else []
    if rule.position:
        parts.append(f"at {rule.position}")
    if rule.action in (RuleAction.BOOST, RuleAction.BURY):
        parts.append(f"by {rule.weight}")
    parts.append(f'for "{rule.query}" ({rule.match.value})' if rule.query else "for every search")
    parts += [f"from {rule.starts.isoformat(timespec='minutes')}"] if rule.starts else []
    parts += [f"until {rule.ends.isoformat(timespec='minutes')}"] if rule.ends else []
    return " ".join(parts)


def _rule_changes(old: Sequence[Rule], new: Sequence[Rule]) -> Changes:
    """Of rules with the same target, those that only the two versions have are paired."""
    old_ids, new_ids = {rule.id for rule in old}, {rule.id for rule in new}
    gone: Mapping[tuple[str, ...], list[Rule]] = defaultdict(list)
    for rule in old:
        if rule.id not in new_ids:
            gone[rule.target].append(rule)
    added: list[str] = []
    changed: list[str] = []
    for rule in new:
        if rule.id not in old_ids:
            before = gone.get(rule.target)
            (changed if before else added).append(rule_text(rule))
            if before:
                before.pop(0)
    removed = [rule_text(rule) for rules in gone.values() for rule in rules]
    notes = _noted(old, new)
    return Changes(tuple(added), tuple(removed), (*changed, *notes))


def _noted(old: Iterable[Rule], new: Iterable[Rule]) -> tuple[str, ...]:
    """Rules that only have another note."""
    notes = {rule.id: rule.note for rule in old}
    return tuple(
        rule_text(rule) for rule in new if rule.id in notes and notes[rule.id] != rule.note
    )


def _line_changes(old: Sequence[str], new: Sequence[str]) -> Changes:
    return Changes(
        tuple((Counter(new) - Counter(old)).elements()),
        tuple((Counter(old) - Counter(new)).elements()),
    )


def _lines(synonyms: Synonyms) -> list[str]:
    groups = [" = ".join(group) for group in synonyms.groups]
    one_way = (f"{phrase} => {', '.join(to)}" for phrase, to in synonyms.one_way.items())
    return [*groups, *one_way]
