"""Which column is what: the choice with the largest sum of scores, each column used once."""

from collections.abc import Sequence

_FAR = float("inf")


def best_assignment(scores: Sequence[Sequence[float]], least: float) -> list[int | None]:
    """The column of each row, None where it is better off without one.

    The Hungarian method with potentials (Kuhn 1955), in time ``rows ** 2 * columns``.

    Args:
        scores: ``[rows, columns]``; larger is better.
        least: A score that is not above it assigns nothing.
    """
    count = len(scores)
    width = len(scores[0]) if scores else 0
    # `count` further columns stand for having none, so that there always is an assignment.
    costs = [[-score for score in row] + [-least] * count for row in scores]
    owners = _owners(costs, width + count)
    chosen: list[int | None] = [None] * count
    for column, owner in enumerate(owners[:width]):
        if owner is not None and scores[owner][column] > least:
            chosen[owner] = column
    return chosen


def _owners(costs: Sequence[Sequence[float]], width: int) -> list[int | None]:
    """The row that has each column, at least cost."""
    owners: list[int | None] = [None] * width
    row_potentials = [0.0] * len(costs)
    potentials = [0.0] * width
    for start in range(len(costs)):
        distances, came_from = [_FAR] * width, [-1] * width
        done: list[int] = []
        open_columns = set(range(width))
        row, last = start, -1
        while True:
            for column in open_columns:
                cost = costs[row][column] - row_potentials[row] - potentials[column]
                if cost < distances[column]:
                    distances[column], came_from[column] = cost, last
            nearest = min(open_columns, key=lambda column: (distances[column], column))
            step = distances[nearest]
            row_potentials[start] += step
            for column in done:
                owner = owners[column]
                assert owner is not None
                row_potentials[owner] += step
                potentials[column] -= step
            for column in open_columns:
                distances[column] -= step
            open_columns.remove(nearest)
            done.append(nearest)
            last = nearest
            next_row = owners[nearest]
            if next_row is None:
                break
            row = next_row
        while last >= 0:
            before = came_from[last]
            owners[last] = start if before < 0 else owners[before]
            last = before
    return owners
