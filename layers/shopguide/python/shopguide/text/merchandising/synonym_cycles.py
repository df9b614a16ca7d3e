"""Circles among one-way synonyms."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

_Node = TypeVar("_Node")


def cycles_in(ways: Mapping[_Node, Iterable[_Node]]) -> Iterator[list[_Node]]:
    """A circle out of every part of the graph that has one; each node is in at most one of them.

    What leads nowhere is taken away first, again and again (Kahn's topological sort), so that a
    walk through the rest has to come back to where it was.
    """
    left = _without_dead_ends({node: dict.fromkeys(others) for node, others in ways.items()})
    seen: set[_Node] = set()
    for start in left:
        path: dict[_Node, None] = {}
        node = start
        while node not in seen and node not in path:
            path[node] = None
            node = left[node]
        if node in path:
            nodes = list(path)
            yield nodes[nodes.index(node) :]
        seen.update(path)


def _without_dead_ends(ways: dict[_Node, dict[_Node, None]]) -> dict[_Node, _Node]:
    """For every node from which one can walk for ever, a next one from which one can as well."""
    before: dict[_Node, list[_Node]] = {}
    for node, others in ways.items():
        for other in others:
            before.setdefault(other, []).append(node)
    dead = [other for other in before if not ways.get(other)]
    while dead:
        ended = dead.pop()
        ways.pop(ended, None)
        for node in before.get(ended, ()):
            ways[node].pop(ended, None)
            if not ways[node]:
                dead.append(node)
    return {node: next(iter(others)) for node, others in ways.items()}
