"""A row as a file has it, before anything in it is understood."""

from dataclasses import dataclass

from shopguide.domain.row_problem import ProblemCode


@dataclass(frozen=True, slots=True)
class RowDefect:
    """Why a row cannot be read; `column` is the 0-based position of the field at fault."""

    reason: str
    column: int | None = None
    code: ProblemCode = ProblemCode.OTHER


@dataclass(slots=True)
class RawRow:
    """A row as the file has it; `line` (1-based) is where it begins.

    `rows` is how many rows of the file it stands for: a Shopify variant with two further images
    stands for three. All but one count as merged. Where it `is_left_out` all of them do: the file
    itself says that what they describe is not for sale.
    """

    line: int
    fields: list[str]
    defect: RowDefect | None = None
    rows: int = 1
    is_left_out: bool = False
