"""Names of columns: what each kind of file may have, and under which headers it is recognised."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from shopguide.domain.catalog_import import CatalogKind
from shopguide.text.normalise import fold

REPORT_COLUMNS = ("rejected_line", "rejected_column", "rejected_reason")
"""What ``rejected.csv`` adds to a file's own columns; left out when it is uploaded again."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one kind of file.

    `keeps_others` says whether any further column becomes an attribute (else it is left out).
    `synonyms` gives the native name of each header word; a file's own native name goes before them.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    keeps_others: bool = False
    synonyms: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> tuple[str, ...]:
        """Required and optional ones."""
        return self.required + self.optional


def header_word(header: str) -> str:
    """A header as it is compared: ``" Image-Link "`` and ``g:image_link`` are ``image_link``."""
    return re.sub(r"[\s\-]+", "_", fold(header).removeprefix("g:"))


def _synonyms(table: Mapping[str, str]) -> Mapping[str, str]:
    words = {word: name for name, line in table.items() for word in (name, *line.split())}
    return MappingProxyType(words)


_PRODUCT_SYNONYMS = _synonyms(
    {
        "id": "product_id sku 商品编号 商品编码 商品id 产品编号 产品id 货号 编号",
        "title": "name 标题 商品标题 商品名称 产品名称 名称 品名",
        "description": "描述 商品描述 产品描述 详情 商品详情 简介",
        "link": "url 链接 商品链接 网址",
        "image_link": "图片 图片链接 主图 主图链接 商品图片",
        "price": "价格 售价 原价 单价",
        "sale_price": "促销价 优惠价 活动价 折扣价 特价",
        "availability": "库存状态 库存状况 供货状态 有无货",
        "brand": "品牌 商标",
        "gtin": "条码 条形码 商品条码",
        "product_type": "category 类目 分类 商品类目 商品分类 品类 类别",
        "item_group_id": "款号 商品组 spu",
        "product_detail": "商品参数",
        "attributes": "属性 商品属性 规格参数",
        "color": "colour 颜色",
        "size": "尺码",
        "material": "材质 面料",
        "pattern": "图案 花纹",
        "gender": "性别 适用性别",
        "age_group": "年龄段 适用年龄",
        "condition": "成色 新旧程度",
    }
)
_TEXT_SYNONYMS = _synonyms(
    {
        "id": "编号",
        "product_id": "商品编号 商品编码 商品id 产品编号",
        "question": "问题 提问",
        "answer": "答案 回答 回复",
        "text": "内容 正文 评价 评论 评价内容 评论内容",
        "title": "标题",
        "rating": "评分 星级 打分",
        "date": "日期 时间 发布日期",
    }
)

_PRODUCT_COLUMNS = Columns(
    required=("id", "title"),
    optional=tuple(
        "description link image_link price sale_price availability brand gtin product_type"
        " item_group_id product_detail attributes".split()
    ),
    keeps_others=True,
    synonyms=_PRODUCT_SYNONYMS,
)

COLUMNS: Mapping[CatalogKind, Columns] = {
    CatalogKind.PRODUCTS: _PRODUCT_COLUMNS,
    CatalogKind.PRODUCTS_DELTA: _PRODUCT_COLUMNS,
    CatalogKind.QA: Columns(
        ("question", "answer"), ("id", "product_id", "date"), synonyms=_TEXT_SYNONYMS
    ),
    CatalogKind.REVIEWS: Columns(
        ("product_id", "text"), ("id", "title", "rating", "date"), synonyms=_TEXT_SYNONYMS
    ),
    CatalogKind.ARTICLES: Columns(("title", "text"), ("id", "date"), synonyms=_TEXT_SYNONYMS),
}
