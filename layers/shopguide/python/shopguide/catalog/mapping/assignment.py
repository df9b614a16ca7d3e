"""Which column is what: the choice with the largest sum of scores, each column used once."""

from collections.abc import Sequence

_NOBODY = -1


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
    owners = _Owners(costs, width + count)
    for row in range(count):
        owners.add(row)
    chosen: list[int | None] = [None] * count
    for column, owner in enumerate(owners.of_column[:width]):
        if owner != _NOBODY and scores[owner][column] > least:
            chosen[owner] = column
    return chosen


class _Owners:
    """The rows that were added so far and the columns that they have, at least cost together."""

    def __init__(self, costs: Sequence[Sequence[float]], width: int) -> None:
        self._costs = costs
        self.of_column = [_NOBODY] * width
        self._of_rows = [0.0] * len(costs)
        self._of_columns = [0.0] * width

    def add(self, row: int) -> None:
        """Give a row a column; those in its way move on to others."""
        column, came_from = self._nearest_free(row)
        while column != _NOBODY:
            before = came_from[column]
            self.of_column[column] = row if before == _NOBODY else self.of_column[before]
            column = before

    def _nearest_free(self, start: int) -> tuple[int, list[int]]:
        """The free column that costs least to reach, and the column before each on the way."""
        distances = [float("inf")] * len(self.of_column)
        came_from = [_NOBODY] * len(self.of_column)
        unseen = set(range(len(self.of_column)))
        seen: list[int] = []
        row, last, distance = start, _NOBODY, 0.0
        while row != _NOBODY:
            for column in unseen:
                further = self._costs[row][column] - self._of_rows[row] - self._of_columns[column]
                if distance + further < distances[column]:
                    distances[column], came_from[column] = distance + further, last
            last = min(unseen, key=lambda column: (distances[column], column))
            unseen.remove(last)
            seen.append(last)
            row, distance = self.of_column[last], distances[last]
        self._settle(start, seen[:-1], distances, distance)
        return last, came_from

    def _settle(
        self, start: int, seen: Sequence[int], distances: Sequence[float], distance: float
    ) -> None:
        """Change the potentials such that what is assigned costs nothing beyond them."""
        self._of_rows[start] += distance
        for column in seen:
            self._of_rows[self.of_column[column]] += distance - distances[column]
            self._of_columns[column] -= distance - distances[column]
