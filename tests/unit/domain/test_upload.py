import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.errors import CatalogFileError, InvalidInputError
from shopguide.domain.upload import (
    Upload,
    import_id_of,
    is_older,
    kind_of,
    upload_event,
    upload_object_key,
    uploads_in,
)

NAMES = st.text(min_size=1, max_size=30).filter(
    lambda name: not name.endswith(("/", "mapping.json"))
)


@given(NAMES, st.text("0123456789abcdef", min_size=1), st.text("0123456789ABCDEF"))
@settings(max_examples=100)
def test_an_event_document_tells_the_upload_it_was_made_for(
    name: str, etag: str, sequencer: str
) -> None:
    upload = Upload(f"catalog/products/{name}", etag, sequencer)
    assert uploads_in(json.loads(json.dumps(upload_event(upload)))) == [upload]


def test_the_import_id_names_key_bytes_and_sequence() -> None:
    upload = Upload("catalog/qa/a.csv", "1", "2")
    others = [
        Upload("catalog/qa/b.csv", "1", "2"),
        Upload("catalog/qa/a.csv", "2", "2"),
        Upload("catalog/qa/a.csv", "1", "3"),
    ]
    assert import_id_of(upload) == import_id_of(Upload("catalog/qa/a.csv", "1", "2"))
    assert len({import_id_of(other) for other in (upload, *others)}) == 4
    assert len(import_id_of(upload)) == 16


@pytest.mark.parametrize(
    ("sequencer", "other", "older"),
    [("0A", "0B", True), ("0B", "0A", False), ("0A", "0A", False), ("0A", "0A1", True),
     ("0A", "0A0", False), ("", "0A", False), ("0A", "", False)],
)  # fmt: skip
def test_sequencers_order_uploads_as_s3_says(sequencer: str, other: str, older: bool) -> None:
    assert is_older(sequencer, other) is older


@pytest.mark.parametrize("kind", CatalogKind)
def test_the_folder_names_the_kind(kind: CatalogKind) -> None:
    assert kind_of(upload_object_key(kind, "a.csv")) is kind


@pytest.mark.parametrize("key", ["catalog/a.csv", "catalog/products/sub/a.csv", "catalog/x/a.csv"])
def test_another_folder_is_refused_with_the_kinds_there_are(key: str) -> None:
    with pytest.raises(CatalogFileError) as caught:
        kind_of(key)
    assert "products-delta" in caught.value.fix


@pytest.mark.parametrize(
    ("event_name", "key"),
    [
        ("ObjectRemoved:Delete", "catalog/qa/a.csv"),
        ("ObjectCreated:Put", "imports/1/report.json"),
        ("ObjectCreated:Put", "catalog/qa/"),
    ],
)
def test_what_is_no_new_catalogue_file_tells_of_none(event_name: str, key: str) -> None:
    document = upload_event(Upload(key, "1"))
    document["Records"][0]["eventName"] = event_name
    assert uploads_in(document) == []


@pytest.mark.parametrize("document", [None, [], {}, {"Records": [{}]}, {"Records": 3}])
def test_anything_else_is_no_event_document(document: object) -> None:
    with pytest.raises(InvalidInputError):
        uploads_in(document)


@pytest.mark.parametrize("name", ["mapping.json", "a.csv.mapping.json"])
def test_a_mapping_beside_an_upload_imports_nothing(name: str) -> None:
    document = upload_event(Upload(f"catalog/products/{name}", "1"))
    assert uploads_in(document) == []
