import pytest

from shopguide.catalog.reading.header import Header, open_rows
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.errors import CatalogFileError
from shopguide.text.catalog_columns import COLUMNS


def header(line: str, kind: CatalogKind = CatalogKind.PRODUCTS) -> Header:
    return open_rows(iter([line]), COLUMNS[kind], "f.csv")[0]


def failure(line: str, kind: CatalogKind = CatalogKind.PRODUCTS) -> CatalogFileError:
    with pytest.raises(CatalogFileError) as caught:
        header(line, kind)
    return caught.value


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_finds_the_delimiter_in_the_header(delimiter: str) -> None:
    assert header(delimiter.join(["id", "title", "price"])).delimiter == delimiter


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


def test_skips_blank_lines_before_the_header() -> None:
    columns = COLUMNS[CatalogKind.PRODUCTS]
    _, rows = open_rows(iter(["\n", "\r\n", "id,title\n", "1,a\n"]), columns, "f")
    assert [(row.line, row.fields) for row in rows] == [(4, ["1", "a"])]


def test_names_the_missing_column_those_found_and_the_fix() -> None:
    error = failure("id,name of it,price")
    assert (error.reason, error.column, error.line) == ("missing_column", "title", 1)
    assert "'name of it'" in error.message
    assert "标题" in error.fix


@pytest.mark.parametrize("line", ["id,title,Title", "货号,编号,title", "id,title,weight,weight"])
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
    assert header("question,answer,votes", CatalogKind.QA).ignored == ("votes",)


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
