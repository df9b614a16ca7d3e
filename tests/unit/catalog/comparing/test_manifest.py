"""The list of what is live: never read with fewer rows than were written."""

import gzip
import json
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.catalog.comparing.manifest import (
    PARTITIONS,
    Fingerprints,
    ManifestReader,
    ManifestRow,
    ManifestWriter,
    manifest_row,
    open_unsettled,
    partition_of,
)
from shopguide.domain.errors import ManifestDamagedError, ObjectNotFoundError
from shopguide.domain.manifest_lines import manifest_lines, row_ids_in

KEY = "imports/1/manifest.jsonl.gz"
IDS = [f"p{number}\t行\u2028\n" for number in range(500)]


def row_of(row_id: str) -> ManifestRow:
    fingerprints = Fingerprints("r" + row_id, "t", "f")
    return manifest_row(row_id, fingerprints, {"title": row_id}, [[0, "gtin", row_id, "", ""]])


def written(rows: dict[str, ManifestRow]) -> bytes:
    target = BytesIO()
    with ManifestWriter(target) as manifest:
        for number in range(PARTITIONS):
            manifest.add(row for row_id, row in rows.items() if partition_of(row_id) == number)
    return target.getvalue()


def read(content: bytes, key: str = KEY) -> dict[str, ManifestRow]:
    objects = InMemoryObjectStore()
    objects.put(key, content)
    with ManifestReader(objects, key) as manifest:
        return {
            row_id: row
            for number in range(PARTITIONS)
            for row_id, row in manifest.partition(number).items()
        }


def test_gives_back_what_every_row_says() -> None:
    rows = {row_id: row_of(row_id) for row_id in IDS}
    content = written(rows)
    assert written(rows) == content
    assert read(content) == rows
    found = read(content)[IDS[3]]
    assert found.content == {"title": IDS[3]}
    assert found.warnings == [[0, "gtin", IDS[3], "", ""]]
    assert (found.has_content, found.has_warnings) == (True, True)
    lines = manifest_lines(BytesIO(content), KEY)
    assert sorted(row_ids_in(lines, KEY)) == sorted(IDS)


def test_a_row_keeps_what_it_says_under_other_fingerprints() -> None:
    row = row_of("p").with_fingerprints("p", Fingerprints("1", "2", "3"))
    assert (row.row, row.text, row.fields) == ("1", "2", "3")
    assert row.content == {"title": "p"}
    assert not row.has_warnings
    assert read(written({"p": row})) == {"p": row}


ROWS = {row_id: row_of(row_id) for row_id in IDS}
CONTENT = written(ROWS)


@given(end=st.integers(0, len(CONTENT) - 1))
def test_a_manifest_that_is_cut_off_anywhere_is_an_error(end: int) -> None:
    with pytest.raises(ManifestDamagedError, match=KEY):
        read(CONTENT[:end])


@given(place=st.integers(10, len(CONTENT) - 1), mask=st.integers(1, 255))
def test_a_changed_byte_is_an_error_or_changes_no_row(place: int, mask: int) -> None:
    damaged = bytearray(CONTENT)
    damaged[place] ^= mask
    # Compression has bits that mean nothing, and pieces that stand twice.
    with suppress(ManifestDamagedError):
        assert read(bytes(damaged)) == ROWS


@pytest.mark.parametrize("lines", [[b'["p"]\n'], [b"[1\n"], [b"{}\n"], [b"\xff\n"]])
def test_lines_that_are_no_rows_are_an_error(lines: Sequence[bytes]) -> None:
    with pytest.raises(ManifestDamagedError):
        read(gzip.compress(b"".join(lines)))
    if lines != [b'["p"]\n']:
        with pytest.raises(ManifestDamagedError):
            list(row_ids_in(lines, KEY))


def test_rows_in_disorder_are_an_error_and_not_lost() -> None:
    rows = sorted((row_of(row_id).line for row_id in IDS), reverse=True)
    with pytest.raises(ManifestDamagedError, match="disorder"):
        read(gzip.compress(b"".join(rows)))


def test_a_family_without_rows_has_a_manifest_without_lines() -> None:
    assert read(written({})) == {}
    with ManifestReader(InMemoryObjectStore(), "") as manifest:
        assert manifest.partition(0) == {}


def test_a_manifest_from_before_content_was_kept_is_read_with_its_fingerprints() -> None:
    ids = sorted(IDS, key=partition_of)
    lines = b"".join(json.dumps([row_id, "r", "t", "f"]).encode() + b"\n" for row_id in ids)
    objects = InMemoryObjectStore()
    objects.put("imports/1/manifest.jsonl", lines)
    with open_unsettled(objects, "1") as manifest:
        rows = {
            row_id: row
            for number in range(PARTITIONS)
            for row_id, row in manifest.partition(number).items()
        }
    assert rows.keys() == set(IDS)
    row = rows[IDS[0]]
    assert (row.row, row.text, row.fields, row.content) == ("r", "t", "f", None)
    assert not row.has_content
    with pytest.raises(ObjectNotFoundError):
        open_unsettled(objects, "2")
