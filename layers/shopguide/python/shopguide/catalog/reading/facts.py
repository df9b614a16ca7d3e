"""What was found out about a file: its format, its encoding, its delimiter."""

from dataclasses import dataclass
from enum import StrEnum


class FileFormat(StrEnum):
    """How a file writes its rows."""

    CSV = "csv"
    SHOPIFY = "shopify"
    JSON_LINES = "json_lines"
    JSON = "json"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class Guess:
    """What something seems to be, and how sure that is: from 0 to 1, which is certain."""

    value: str
    confidence: float


def percent_sure(confidence: float) -> str:
    """A confidence for people: rounded down, so that 100% is certain and 79% less than 80%."""
    return f"{int(confidence * 100 + 1e-9)}%"


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What a file turned out to be; `delimiter` is None where its format has none.

    `left_out` counts rows of products that are not for sale by the file itself (Shopify's drafts).
    """

    format: FileFormat
    encoding: Guess
    delimiter: Guess | None
    is_gzip: bool
    left_out: int = 0
