"""tests/events holds a document for `sam local invoke` of every function, and says for which."""

import re
from pathlib import Path

from infra.aws.template import read_functions

ROOT = Path(__file__).parents[2]
EVENTS = ROOT / "tests/events"


def documented() -> dict[str, str]:
    """Function by event file, as the table in the README says."""
    rows = re.findall(
        r"^\| `([\w-]+\.json)` \| `(\w+)` \|", (EVENTS / "README.md").read_text(), re.M
    )
    return dict(rows)


def test_every_function_has_an_event_to_try_it_with() -> None:
    assert {function.name for function in read_functions(ROOT / "template.yaml")} == set(
        documented().values()
    )


def test_every_event_file_is_in_the_table() -> None:
    assert {file.name for file in EVENTS.glob("*.json")} == set(documented())
