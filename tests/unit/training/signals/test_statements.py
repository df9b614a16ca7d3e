"""The SQL can be run elsewhere: it is one SELECT a file, in words that the engines share."""

import re
from pathlib import Path

import pytest

import training.signals
from training.signals.statements import DIALECTS, statement

FOLDER = Path(training.signals.__file__).parent / "sql"
FILES = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.sql")}
SHARED = {name: text for name, text in FILES.items() if "DuckDB only" not in text}
DUCKDB_ALONE = (
    r"::|\bQUALIFY\b|\bFILTER\s*\(|\bILIKE\b|\bSTRING_AGG\b|\bEXCLUDE\b|//|\bARG_M|\bLIST\b"
)


@pytest.mark.parametrize("name", SHARED)
def test_keeps_to_what_the_engines_share(name: str) -> None:
    code = re.sub(r"--.*", "", SHARED[name])
    assert not re.search(DUCKDB_ALONE, code, re.IGNORECASE)
    assert re.match(r"\s*(WITH|SELECT)\b", code)
    assert ";" not in code


@pytest.mark.parametrize("name", FILES)
def test_says_first_what_it_is(name: str) -> None:
    assert FILES[name].startswith("-- ")


def test_every_replacement_replaces_something() -> None:
    for replacements in DIALECTS.values():
        for ours in replacements:
            assert any(ours in text for text in SHARED.values()), ours


def test_numbers_are_written_as_every_engine_reads_them() -> None:
    numbers = {"reach": 20, "step_weight": 1e-9}
    text = statement("pairs", numbers)
    assert "step <= 20" in text
    assert "POWER(1E-09, " in text
    assert "POWER(9.0E-1" not in text
    assert "POWER(0.5E0, " in statement("pairs", {"reach": 20, "step_weight": 0.5})


def test_number_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError, match="step_weight"):
        statement("pairs", {"reach": 20})
