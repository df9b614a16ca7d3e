from pathlib import Path

import pytest

from shopguide.catalog.comparing import staging
from shopguide.catalog.comparing.manifest import PARTITIONS, partition_of
from shopguide.catalog.comparing.staging import RowStage, StagedRow

ROWS = [
    (line, f"p{line % 40}", [f"p{line % 40}", f"行 {line}\n", "\t\u2028"]) for line in range(200)
]


def staged(folder: Path) -> list[StagedRow]:
    stage = RowStage(folder, "seed")
    for line, row_id, fields in ROWS:
        stage.add(line, row_id, fields if line % 7 else None)
    return [row for number in range(PARTITIONS) for row in stage.partition(number)]


@pytest.mark.parametrize("in_memory", [10**9, 500])
def test_gives_rows_back_by_partition_in_the_order_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: int
) -> None:
    monkeypatch.setattr(staging, "MAX_CHARACTERS_IN_MEMORY", in_memory)
    rows = staged(tmp_path)
    expected = sorted(ROWS, key=lambda row: (partition_of(row[1]), row[0]))
    assert [(row.line, row.row_id, row.fields) for row in rows] == [
        (line, row_id, fields if line % 7 else None) for line, row_id, fields in expected
    ]
    assert bool(list(tmp_path.iterdir())) is (in_memory == 500)


def test_equal_fields_have_equal_fingerprints_under_one_seed(tmp_path: Path) -> None:
    fingerprints = set()
    for seed, fields in (
        ("a", ["x", "y"]),
        ("a", ["x", "y"]),
        ("a", ["xy", ""]),
        ("b", ["x", "y"]),
    ):
        stage = RowStage(tmp_path, seed)
        stage.add(2, "p", fields)
        fingerprints |= {row.fingerprint for row in stage.partition(partition_of("p"))}
    assert len(fingerprints) == 3
