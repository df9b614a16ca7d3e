"""The synonyms that a shop has until it publishes its own: words that mean the same in any shop."""

from functools import cache
from pathlib import Path

from shopguide.domain.merchandising import Synonyms
from shopguide.text.merchandising.synonyms_file import check_synonyms_file

STARTER_FILE = Path(__file__).with_name("starter_synonyms.txt")
"""In the form that a shop publishes, to be copied and changed."""


@cache
def starter_synonyms() -> Synonyms:
    """The starter list; the same object every time."""
    checked = check_synonyms_file(STARTER_FILE.read_bytes())
    if checked.content is None:
        raise ValueError(f"{STARTER_FILE} is broken: {checked.problems[0]}")
    return checked.content
