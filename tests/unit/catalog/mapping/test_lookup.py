import pytest

from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.catalog.mapping.lookup import find_mapping
from shopguide.domain.errors import CatalogFileError

FILE = b'{"columns": {"id": "file"}}'
FOLDER = b'{"columns": {"id": "folder"}}'
CHECKED = b'{"columns": {"id": "checked"}}'


@pytest.mark.parametrize(
    ("stored", "key", "expected"),
    [
        ({}, "products/a.csv", None),
        ({"products/mapping.json": FOLDER}, "products/a.csv", "folder"),
        ({"qa/mapping.json": FOLDER}, "products/a.csv", None),
        ({"products/b.csv.mapping.json": FILE}, "products/a.csv", None),
        (
            {"products/mapping.json": FOLDER, "products/a.csv.mapping.json": FILE},
            "products/a.csv",
            "file",
        ),
        ({"products/a.csv.mapping.json": FILE}, "check/products/a.csv", "file"),
        (
            {"products/a.csv.mapping.json": FILE, "check/products/mapping.json": CHECKED},
            "check/products/a.csv",
            "checked",
        ),
    ],
)
def test_the_mapping_nearest_to_the_file_counts(
    stored: dict[str, bytes], key: str, expected: str | None
) -> None:
    objects = InMemoryObjectStore()
    for name, content in stored.items():
        objects.put(f"catalog/{name}", content)
    mapping = find_mapping(objects, f"catalog/{key}")
    assert (mapping.columns["id"] if mapping else None) == expected


@pytest.mark.parametrize("member", ["columns", "constants"])
def test_an_attribute_among_the_native_columns_is_told_where_it_belongs(member: str) -> None:
    objects = InMemoryObjectStore()
    objects.put("catalog/products/mapping.json", f'{{"{member}": {{"color": "C"}}}}'.encode())
    with pytest.raises(CatalogFileError) as caught:
        find_mapping(objects, "catalog/products/a.csv")
    assert caught.value.reason == "bad_mapping"
    assert caught.value.column == f"{member}.color"
    assert "'attributes'" in caught.value.fix
