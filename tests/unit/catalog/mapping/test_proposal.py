import pytest

from shopguide.catalog.mapping.proposal import MappingProposal, propose_mapping
from shopguide.domain.catalog_import import CatalogKind
from tests.unit.catalog.mapping.made_up_files import sample_of

PRODUCTS = CatalogKind.PRODUCTS


def proposed(columns: str, kind: CatalogKind = PRODUCTS, rows: int = 60) -> MappingProposal:
    return propose_mapping(sample_of(columns, rows), kind)


def pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split("|")) if text else {}


@pytest.mark.parametrize(
    ("columns", "expected", "currency"),
    [
        pytest.param(
            "ID=number|Type=constant|SKU=code|GTIN=gtin|Name=title|Short description=heading"
            "|Description=text|In stock?=flag|Weight (kg)=weight|Sale price=lower"
            "|Regular price=price|Categories=path|Images=image|Parent=empty|Position=counter",
            "id=ID|title=Name|description=Description|image_link=Images|price=Regular price"
            "|sale_price=Sale price|availability=In stock?|gtin=GTIN|product_type=Categories"
            "|item_group_id=Parent",
            "",
            id="WooCommerce, whose parents are empty",
        ),
        pytest.param(
            "item_sku=code|item_name=title|external_product_id=gtin"
            "|external_product_id_type=constant|brand_name=brand|manufacturer=brand"
            "|part_number=number|product_description=text|feed_product_type=kind"
            "|standard_price=price|currency=currency|quantity=stock|main_image_url=image"
            "|other_image_url1=image|parent_sku=group|color_name=colour|size_name=size"
            "|sale_price=lower|sale_from_date=date",
            "id=item_sku|title=item_name|description=product_description"
            "|image_link=main_image_url|price=standard_price|sale_price=sale_price"
            "|currency=currency|availability=quantity|brand=brand_name|gtin=external_product_id"
            "|product_type=feed_product_type|item_group_id=parent_sku|currency=currency",
            "",
            id="Amazon",
        ),
        pytest.param(
            "商品编号(SKU ID)=number|商品名称=标题|京东价=lower|市场价=price|库存=stock|品牌=品牌"
            "|一级类目=类目|三级类目=类目|商品链接=page|主图=image|UPC编码=gtin|店铺名称=seller"
            "|商品详情=正文|颜色=颜色",
            "id=商品编号(SKU ID)|title=商品名称|description=商品详情|link=商品链接|image_link=主图"
            "|price=市场价|sale_price=京东价|availability=库存|brand=品牌|gtin=UPC编码"
            "|product_type=三级类目|seller=店铺名称",
            "CNY",
            id="京东",
        ),
        pytest.param(
            "宝贝名称=标题|省=constant|宝贝价格=price|加价幅度=empty|宝贝数量=stock|宝贝描述=正文"
            "|新图片=image|商家编码=code|条形码=gtin",
            "id=商家编码|title=宝贝名称|description=宝贝描述|image_link=新图片|price=宝贝价格"
            "|availability=宝贝数量|gtin=条形码",
            "CNY",
            id="淘宝",
        ),
        pytest.param(
            "序号=counter|商品标题(必填)=标题|售价(元)=price|品类=类目|商品条码=gtin"
            "|图片地址=image|厂家=品牌|颜色分类=颜色|库存状态=有货",
            "id=商品条码|title=商品标题(必填)|image_link=图片地址|price=售价(元)"
            "|availability=库存状态|brand=厂家|gtin=商品条码|product_type=品类",
            "CNY",
            id="Chinese",
        ),
        pytest.param(
            "productName=title|productCode=number|unitPrice=$|imageUrl=image|productUrl=page"
            "|brandName=brand|categoryName=path|inStock=available",
            "id=productCode|title=productName|link=productUrl|image_link=imageUrl|price=unitPrice"
            "|availability=inStock|brand=brandName|product_type=categoryName",
            "USD",
            id="camel case",
        ),
        pytest.param(
            "Artikelnummer=code|Bezeichnung=title|Preis=€|Marke=brand|Kategorie=path|Bild=image"
            "|Beschreibung=text|EAN=gtin",
            "id=Artikelnummer|title=Bezeichnung|description=Beschreibung|image_link=Bild"
            "|price=Preis|brand=Marke|gtin=EAN|product_type=Kategorie",
            "",
            id="German, by its values alone",
        ),
        pytest.param(
            "a=code|b=title|c=text|d=price|e=lower|f=image|g=page|h=brand|i=path|j=gtin",
            "id=a|title=b|description=c|link=g|image_link=f|price=d|sale_price=e|brand=h|gtin=j"
            "|product_type=i",
            "",
            id="headers that say nothing",
        ),
        pytest.param(
            "Style Code=group|Variant SKU=code|Variant Name=title|Retail Price=price"
            "|Offer Price=lower|Vendor=brand|Shop=seller",
            "id=Variant SKU|title=Variant Name|price=Retail Price|sale_price=Offer Price"
            "|brand=Vendor|item_group_id=Style Code|seller=Shop",
            "",
            id="variants of several sellers",
        ),
        pytest.param(
            "货号=code|品名=标题|吊牌价=price|折后价=lower|款号=group|尺码=size|简介=正文",
            "id=货号|title=品名|description=简介|price=吊牌价|sale_price=折后价|item_group_id=款号",
            "",
            id="Chinese fashion",
        ),
        pytest.param(
            "sku=code|product_type=record|categories=path|name=title|description=text"
            "|meta_title=title|price=price|special_price=lower|url_key=code|base_image=image"
            "|small_image=image|created_at=date|qty=stock|is_in_stock=flag",
            "id=sku|title=name|description=description|image_link=base_image|price=price"
            "|sale_price=special_price|availability=qty|product_type=categories",
            "",
            id="Magento, whose product_type is none",
        ),
        pytest.param(
            "Product ID=number|Name *=title|Categories (x,y,z...)=path|Price tax excluded=price"
            "|Tax rules ID=constant|Wholesale price=lower|Reference #=code|Supplier=brand"
            "|Manufacturer=brand|EAN13=gtin|Quantity=stock",
            "id=Product ID|title=Name *|price=Price tax excluded|availability=Quantity"
            "|brand=Manufacturer|gtin=EAN13|product_type=Categories (x,y,z...)",
            "",
            id="PrestaShop, whose wholesale price is no sale",
        ),
        pytest.param(
            "Item No.=code|Item Title=title|MRP (INR)=price|Selling Price=lower|Barcode=gtin",
            "id=Item No.|title=Item Title|price=MRP (INR)|sale_price=Selling Price|gtin=Barcode",
            "INR",
            id="Indian",
        ),
    ],
)
def test_columns_of_a_shops_export_are_found_without_help(
    columns: str, expected: str, currency: str
) -> None:
    proposal = proposed(columns)
    assert dict(proposal.mapping.columns) == pairs(expected)
    assert proposal.mapping.currency == currency
    assert not proposal.missing


@pytest.mark.parametrize(
    ("kind", "columns", "expected"),
    [
        (
            CatalogKind.QA,
            "Asked=question|Reply text=sentence|Product SKU=code|When=date",
            "question=Asked|answer=Reply text|product_id=Product SKU|date=When",
        ),
        (
            CatalogKind.QA,
            "咨询内容=问题|客服回复=回答|商品货号=code|提问时间=date",
            "question=咨询内容|answer=客服回复|product_id=商品货号|date=提问时间",
        ),
        (
            CatalogKind.REVIEWS,
            "asin=group|reviewerID=person|overall=stars|reviewText=sentence|summary=heading|time=date",
            "product_id=asin|text=reviewText|title=summary|rating=overall|date=time",
        ),
        (
            CatalogKind.REVIEWS,
            "商品ID=group|用户昵称=person|打分=stars|追评=正文|评论时间=date",
            "product_id=商品ID|text=追评|rating=打分|date=评论时间",
        ),
        (
            CatalogKind.ARTICLES,
            "slug=code|headline=heading|body_html=text|published_at=date",
            "title=headline|text=body_html|id=slug|date=published_at",
        ),
    ],
)
def test_columns_of_texts_are_found(kind: CatalogKind, columns: str, expected: str) -> None:
    proposal = proposed(columns, kind)
    assert dict(proposal.mapping.columns) == pairs(expected)
    assert proposal.mapping.attributes is None
    assert not proposal.missing


def test_a_delta_of_prices_needs_no_title() -> None:
    proposal = proposed("sku=code|Price=$", CatalogKind.PRODUCTS_DELTA)
    assert (proposal.missing, set(proposal.mapping.columns)) == ((), {"id", "price"})
    assert proposed("sku=code|Price=$").missing == ("title",)


def test_every_confidence_is_a_share_with_evidence_and_samples() -> None:
    for column in proposed("upc=gtin|name=title|price=$|x=image").columns:
        assert 0 < column.confidence <= 1
        assert column.evidence
        assert len(column.samples) == 3


def test_what_gtin_and_id_share_is_said() -> None:
    columns = {column.native: column for column in proposed("upc=gtin|name=title").columns}
    assert columns["id"].header == columns["gtin"].header == "upc"
    assert "all 60 values differ" in columns["id"].evidence
    assert "100% pass the GTIN check digit" in columns["gtin"].evidence


def test_a_currency_that_no_value_tells_is_asked_for() -> None:
    proposal = proposed("id=code|title=title|Price=price")
    assert proposal.mapping.currency == ""
    assert "which currency 'Price' is in" in proposal.notes[0]
    assert "--currency" in proposal.notes[0]


def test_a_currency_that_a_person_gives_is_not_asked_for() -> None:
    sample = sample_of("id=code|title=title|Price=price")
    proposal = propose_mapping(sample, PRODUCTS, currency="INR")
    assert proposal.mapping.currency == "INR"
    assert not proposal.notes


def test_a_sign_of_several_currencies_is_told() -> None:
    (note,) = proposed("id=code|title=title|Price=¥").notes
    assert "taken for CNY" in note
    assert "JPY" in note


def test_the_mark_before_the_cents_is_learnt_where_all_prices_agree() -> None:
    assert proposed("id=code|title=title|Price=€").mapping.decimal_mark == ","
    assert proposed("id=code|title=title|Price=price").mapping.decimal_mark == "."
    assert proposed("id=code|title=title|Price=number").mapping.decimal_mark == ""


def test_a_missing_title_is_told_and_not_made_up() -> None:
    proposal = proposed("sku=code|price=$|photo=image")
    assert proposal.missing == ("title",)
    assert "'title'" in proposal.notes[0]


def test_ids_that_repeat_are_told() -> None:
    notes = proposed("sku=group|title=title").notes
    assert any("45 of 60 rows repeat an id" in note for note in notes)


def test_attributes_get_their_usual_names_and_useless_columns_are_left_out() -> None:
    proposal = proposed(
        "sku=code|name=title|Main Colour=colour|c2=gender|c3=size|Weight=weight|NumImages=stock"
        "|Row=counter|Note=empty|Shipping=constant|image=image|More photos=image|Updated at=date"
    )
    assert proposal.mapping.attributes == {
        "color": "Main Colour",
        "gender": "c2",
        "size": "c3",
        "Weight": "Weight",
    }
    left_out = {other.column.header for other in proposal.others if not other.name}
    assert left_out == set(proposal.mapping.ignore)
    assert left_out == {"NumImages", "Row", "Note", "Shipping", "Updated at", "More photos"}


def test_in_a_long_file_empty_and_equal_columns_are_kept_because_they_may_change() -> None:
    columns = "sku=code|name=title|Note=empty|Shipping=constant"
    assert set(proposed(columns, rows=999).mapping.ignore) == {"Note", "Shipping"}
    assert not proposed(columns, rows=1000).mapping.ignore


@pytest.mark.parametrize("header", ["Wholesale price", "Cost", "成本价(元)", "供货价"])
def test_what_the_shop_pays_is_not_shown_to_shoppers(header: str) -> None:
    proposal = proposed(f"sku=code|name=title|price=price|{header}=lower", rows=3)
    assert header in proposal.mapping.ignore


def test_with_few_rows_empty_and_equal_columns_are_kept() -> None:
    proposal = proposed("sku=code|name=title|Note=empty|Shipping=constant", rows=3)
    assert not proposal.mapping.ignore
    assert any("only 3 rows" in note for note in proposal.notes)


def test_where_neither_price_is_the_larger_one_only_the_first_is_taken() -> None:
    proposal = proposed("sku=code|name=title|price=price|special price=stock")
    assert proposal.mapping.columns["price"] == "price"
    proposal = proposed("sku=code|name=title|Price=lower|Sale price=price")
    assert proposal.mapping.columns["price"] == "Sale price"
    assert proposal.mapping.columns["sale_price"] == "Price"


def test_nothing_is_proposed_for_columns_without_rows() -> None:
    proposal = proposed("x=empty|y=empty", rows=0)
    assert not proposal.columns
    assert proposal.missing == ("id", "title")


def test_a_margin_of_a_sheet_of_paper_is_an_attribute() -> None:
    proposal = proposed("sku=code|name=title|price=price|print margin top=lower", rows=3)
    assert "print margin top" not in proposal.mapping.ignore


def test_a_header_that_means_an_attribute_is_no_column_by_a_part_of_it() -> None:
    proposal = proposed("宝贝编号=code|宝贝标题=title|颜色分类=colour", rows=3)
    assert "product_type" not in proposal.mapping.columns
    assert [other.name for other in proposal.others] == ["color"]
