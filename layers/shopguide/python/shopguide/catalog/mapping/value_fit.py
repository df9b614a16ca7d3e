"""How well the values of a column fit a native column."""

from collections.abc import Callable
from dataclasses import dataclass

from shopguide.catalog.mapping.sampled_column import SampledColumn


@dataclass(frozen=True, slots=True)
class ValueFit:
    """How well values fit, 0 to 1.

    `alone` is how sure they would make us if the header said nothing; values that are `impossible`
    cannot be this column whatever the header says.
    """

    score: float
    words: str = ""
    alone: float = 0.0
    impossible: bool = False


IMPOSSIBLE = ValueFit(0.0, impossible=True)


def is_no_text(column: SampledColumn) -> bool:
    """Whether the values are addresses, numbers or JSON."""
    return column.url_share > 0.2 or column.number_share > 0.5 or column.json_share > 0.5


def reads_with(read: Callable[[str], object]) -> Callable[[str], bool]:
    """A test of whether a function of the import reads a value; it refuses by `ValueError`."""

    def test(value: str) -> bool:
        try:
            read(value)
        except ValueError:
            return False
        return True

    return test


def percent(share: float) -> str:
    """A share in words; never a round 100% that is not one."""
    whole = int(share * 100)
    return f"{whole}%" if whole or not share else "under 1%"
