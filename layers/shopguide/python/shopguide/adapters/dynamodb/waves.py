"""Groups of writes side by side where their order cannot matter."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from shopguide.domain.record_key import Key

THREADS = 16

W = TypeVar("W")
R = TypeVar("R")


def apply_in_waves(
    groups: Sequence[Sequence[W]],
    key_of: Callable[[W], Key],
    apply: Callable[[Sequence[W]], R],
) -> list[R]:
    """Apply each group and return the results in order.

    A group waits for every earlier one that has a key in common with it, and for no other.
    """
    if len(groups) == 1:
        return [apply(groups[0])]
    results: dict[int, R] = {}
    with ThreadPoolExecutor(THREADS) as executor:
        for wave in _waves([{key_of(write) for write in group} for group in groups]):
            applied = executor.map(apply, [groups[position] for position in wave])
            results.update(zip(wave, applied, strict=True))
    return [results[position] for position in range(len(groups))]


def _waves(key_sets: Sequence[set[Key]]) -> list[list[int]]:
    """Positions of the groups by wave; those of one wave share no key."""
    waves: list[list[int]] = []
    next_wave: dict[Key, int] = {}
    for position, keys in enumerate(key_sets):
        turn = max((next_wave.get(key, 0) for key in keys), default=0)
        next_wave.update(dict.fromkeys(keys, turn + 1))
        if turn == len(waves):
            waves.append([])
        waves[turn].append(position)
    return waves
