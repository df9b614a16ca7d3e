import io
from collections.abc import Mapping

import pytest

from shopguide.catalog.reading.source import Header, open_source
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.errors import CatalogFileError
from shopguide.text.catalog_columns import COLUMNS, header_word
from tests.unit.catalog.reading.conftest import Read


def header(
    line: str, kind: CatalogKind = CatalogKind.PRODUCTS, mapping: ColumnMapping | None = None
) -> Header:
    return open_source(io.BytesIO(line.encode()), "catalog/x/f.csv", kind, mapping).header


def meanings(found: Header) -> Mapping[str, str]:
    return {native: found.names[place] for native, place in found.positions.items()}


def failure(
    line: str, kind: CatalogKind = CatalogKind.PRODUCTS, mapping: ColumnMapping | None = None
) -> CatalogFileError:
    with pytest.raises(CatalogFileError) as caught:
        header(line, kind, mapping)
    return caught.value


def test_recognises_columns_in_any_order_case_and_spelling() -> None:
    found = header(" TITLE ,Image-Link,g:ID,Product Type,Sale Price")
    assert found.positions == {
        "title": 0, "image_link": 1, "id": 2, "product_type": 3, "sale_price": 4,
    }  # fmt: skip
    assert not found.attributes


def test_recognises_common_chinese_headers() -> None:
    found = header("商品编号,标题,描述,价格,库存状态,品牌,类目,颜色,尺码,续航时间")
    assert set(found.positions) == {
        "id", "title", "description", "price", "availability", "brand", "product_type",
    }  # fmt: skip
    assert found.attributes == {"color": 7, "size": 8, "续航时间": 9}


def test_keeps_further_columns_as_attributes_under_their_own_name() -> None:
    assert header("id,title,Colour,Battery life,").attributes == {"color": 2, "Battery life": 3}


def test_leaves_out_what_a_rejected_file_adds() -> None:
    found = header("id,title,rejected_line,rejected_column,rejected_reason")
    assert not found.attributes
    assert len(found.ignored) == 3


def test_a_native_name_goes_before_its_synonyms() -> None:
    found = header("id,sku,title,标题")
    assert found.positions == {"id": 0, "title": 2}
    assert found.attributes == {"sku": 1, "标题": 3}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("货号,编号,title", {"id": "货号", "title": "title"}),
        ("id,宝贝名称,卖点,描述", {"id": "id", "title": "宝贝名称", "description": "描述"}),
        ("item_sku,item_name,brand_name,standard_price,external_product_id,main_image_url",
         {"id": "item_sku", "title": "item_name", "brand": "brand_name",
          "price": "standard_price", "gtin": "external_product_id",
          "image_link": "main_image_url"}),
        ("ID,SKU,Name,Stock,Regular price,Categories",
         {"id": "ID", "title": "Name", "availability": "Stock", "price": "Regular price",
          "product_type": "Categories"}),
        ("productId,productName,imageUrl",
         {"id": "productId", "title": "productName", "image_link": "imageUrl"}),
        ("商品编码,商品名称,库存数量,店铺,商品主图",
         {"id": "商品编码", "title": "商品名称", "availability": "库存数量", "seller": "店铺",
          "image_link": "商品主图"}),
    ],
)  # fmt: skip
def test_recognises_headers_of_shop_systems_the_best_known_first(
    line: str, wanted: Mapping[str, str]
) -> None:
    found = header(line)
    assert meanings(found) == wanted
    others = set(found.names) - set(wanted.values())
    assert set(found.attributes) == others


def test_a_price_beside_the_one_before_a_reduction_is_the_sale_price() -> None:
    found = header("编号,标题,市场价（元）,现价（元）")
    assert meanings(found)["price"] == "市场价(元)"
    assert meanings(found)["sale_price"] == "现价(元)"
    assert found.currency == "CNY"
    assert "sale_price" not in header("id,title,现价").positions
    assert "sale_price" not in header("id,title,price,msrp").positions


@pytest.mark.parametrize("line", ['\ufeff\ufeff"id",title', '"编号","标题"', "“id”,title"])
def test_marks_and_quotation_marks_never_hide_the_first_column(line: str) -> None:
    assert header(line).positions == {"id": 0, "title": 1}


def test_a_mapping_goes_before_what_headers_say() -> None:
    mapping = ColumnMapping(
        columns={"id": "UPC", "gtin": "UPC", "title": "Long name"},
        ignore=("cost",),
        constants={"brand": "Acme"},
        currency="EUR",
        decimal_mark=",",
    )
    found = header("upc,title,long name,cost,brand,Price (USD)", mapping=mapping)
    assert found.positions == {"id": 0, "gtin": 0, "title": 2, "price": 5}
    assert found.attributes == {"title": 1, "brand": 4}
    assert list(found.ignored) == ["cost"]
    assert (found.constants, found.currency, found.decimal_mark) == ({"brand": "Acme"}, "EUR", ",")


def test_a_mapping_may_list_the_attributes_that_there_are() -> None:
    mapping = ColumnMapping(attributes={"Power": "watts"})
    found = header("id,title,watts,colour,x,x", mapping=mapping)
    assert found.attributes == {"Power": 2}
    assert set(found.ignored) == {"colour", "x"}


def test_names_a_header_that_the_mapping_has_and_the_file_has_not() -> None:
    error = failure("id,title", mapping=ColumnMapping(columns={"brand": "maker"}))
    assert (error.reason, error.column) == ("missing_column", "maker")


def test_names_the_missing_column_those_found_and_the_fix() -> None:
    error = failure("id,name of it,price")
    assert (error.reason, error.column, error.line) == ("missing_column", "title", 1)
    assert "'name of it'" in error.message
    assert "product_name" in error.fix
    assert "标题" in error.fix
    assert "shopguide catalog map f.csv" in error.fix


@pytest.mark.parametrize("line", ["id,title,Title", "id,title,weight,weight"])
def test_refuses_two_columns_of_one_meaning(line: str) -> None:
    assert failure(line).reason == "duplicate_column"


def test_a_file_of_blank_lines_is_empty() -> None:
    assert failure("\n").reason == "empty_file"


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (CatalogKind.QA, "问题,回答,商品编号"),
        (CatalogKind.REVIEWS, "商品编号,评论内容,评分,日期"),
        (CatalogKind.ARTICLES, "标题,正文"),
    ],
)
def test_text_files_have_chinese_headers_too(kind: CatalogKind, line: str) -> None:
    assert set(COLUMNS[kind].required) <= set(header(line, kind).positions)


def test_text_files_ignore_further_columns() -> None:
    assert list(header("question,answer,votes", CatalogKind.QA).ignored) == ["votes"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('id,title,"a"b\n', "wrong place"),
        ("id,title,a\0b\n", "NUL"),
        ("id,title," + "x" * 100_001, "100,000"),
        ("id,title" + ("," + "x" * 50_000) * 30, "1,000,000"),
    ],
)
def test_refuses_a_header_that_cannot_be_read(line: str, told: str) -> None:
    error = failure(line)
    assert (error.reason, error.line) == ("broken_header", 1)
    assert told in str(error)


@pytest.mark.parametrize(
    ("written", "word"),
    [
        (" Image-Link ", "image_link"),
        ("g:image_link", "image_link"),
        ("In stock?", "in_stock"),
        ("Price (USD)", "price"),
        ("Size (US)", "size_(us)"),
        ("Body (HTML)", "body_(html)"),
        ("*", "*"),
    ],
)
def test_compares_headers_without_what_does_not_matter(written: str, word: str) -> None:
    assert header_word(written) == word


def test_a_row_without_the_price_before_a_reduction_has_its_price_alone(read: Read) -> None:
    _, rows = read("id,title,市场价,现价\n1,a,20,15\n2,b,,15\n3,c,0.00,15\n")
    assert [row.fields[2:] for row in rows] == [["20", "15"], ["15", ""], ["15", ""]]


def test_a_file_in_the_wrong_folder_is_sent_to_the_right_one() -> None:
    error = failure("问题,答案\nWhy?,So\n")
    assert error.fix.startswith("These are columns of qa: upload the file as qa.")
    assert not failure("colour,price\nred,5\n").fix.startswith("These")
