"""Columns that are no native ones: attributes under their usual names, and what is left out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shopguide.catalog.mapping.header_words import is_attribute, words_of_header
from shopguide.catalog.mapping.sampled_column import SampledColumn
from shopguide.text.catalog_columns import REPORT_COLUMNS, Columns, header_word
from shopguide.text.colours import colours_of_value
from shopguide.text.genders import genders_of_value

_COUNT_WORDS = {"num", "number", "count", "qty", "quantity", "no"}
_OF_THE_PAGE = {"image", "img", "photo", "picture"}
_COST_WORDS = {"cost", "wholesale", "purchase", "margin", "markup"}
_OF_A_SHEET = {"print", "page", "paper", "roll", "top", "bottom", "left", "right", "side"}
_HAN_COST_WORDS = (
    "成本",
    "进价",
    "进货",
    "采购价",
    "批发价",
    "供货价",
    "供货成本",
    "结算价",
    "毛利",
)
_BOOKKEEPING = re.compile(
    r"(?:created?|updated?|modified|published|scraped?|crawl(?:ed)?|inserted)(?:[ _]?(?:at|on|date"
    r"|time|timestamp))?|timestamp|uniq_?id|row(?:_?(?:number|num|id))?|(?:unnamed:?)? ?\d*"
    r"|index|#|no\.?|序号|行号|创建时间|更新时间|修改时间|抓取时间|采集时间",
    re.IGNORECASE,
)
_USUAL_WORDS = {
    "color": "color colour primarycolor maincolor 颜色 颜色分类 主色",
    "size": "size 尺码 尺寸规格 码数",
    "material": "material fabric 材质 面料 材料",
    "gender": "gender sex 性别 适用性别 适用人群性别",
    "pattern": "pattern print 图案 花纹",
    "age_group": "agegroup 年龄段 适用年龄",
    "condition": "condition 成色 新旧程度",
}
_USUAL_NAMES = {word: name for name, line in _USUAL_WORDS.items() for word in line.split()}
_SIZE = re.compile(
    r"(?:[2-9]?X{0,4}[SL]|M)(?:/(?:[2-9]?X{0,4}[SL]|M))?|(?:EU|EUR|US|UK) ?\d{1,2}(?:[.,]5)?"
    r"|\d{2,3}码|均码|one size|free size",
    re.IGNORECASE,
)
_VALUE_TESTS: Mapping[str, tuple[Callable[[str], object], float]] = {
    "gender": (genders_of_value, 0.9),
    "color": (colours_of_value, 0.7),
    "size": (_SIZE.fullmatch, 0.9),
}
_LONGEST_VALUE = 24
_LONGEST_NAME = 3
"""Words of a colour, size or gender at most."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """A column that is no native one: an attribute of this `name`, or left out if it is empty."""

    column: SampledColumn
    name: str
    reason: str


def leftover_of(column: SampledColumn, columns: Columns, *, knows_all: bool) -> Leftover:
    """What becomes of a column.

    Args:
        column: The column.
        columns: Those of the kind of file.
        knows_all: Whether the sample is the whole file and large enough, so that a column which is
            empty or the same in every row can be left out.
    """
    if not columns.keeps_others:
        return Leftover(column, "", "files of this kind have no attributes")
    if reason := _useless(column, knows_all):
        return Leftover(column, "", reason)
    name, reason = _attribute_name(column, columns)
    return Leftover(column, name, reason)


def _useless(column: SampledColumn, knows_all: bool) -> str:
    """Why a column is left out; empty if it is kept."""
    for reason, test in _USELESS:
        if test(column):
            return reason
    if knows_all and not column.filled:
        return "it is empty"
    is_constant = knows_all and column.distinct == 1 and column.filled_share == 1
    if is_constant and not _usual_name(column.header):
        return f"every row says {column.filled[0][:40]!r}"
    return ""


def _counts_pictures(column: SampledColumn) -> bool:
    words = words_of_header(column.header)
    latin = set(words.latin)
    counts = bool(latin & _COUNT_WORDS and latin & _OF_THE_PAGE) or "图片数" in words.han
    return counts and not is_attribute(words)


def _is_cost(column: SampledColumn) -> bool:
    words = words_of_header(column.header)
    says_so = _COST_WORDS & {*words.latin} or any(word in words.han for word in _HAN_COST_WORDS)
    is_of_a_sheet = _OF_A_SHEET & {*words.latin}  # a margin that is measured, not earned
    return bool(says_so) and not is_of_a_sheet and column.amount_share > 0.5


_USELESS: tuple[tuple[str, Callable[[SampledColumn], object]], ...] = (
    (
        "it is a column of rejected.csv",
        lambda column: header_word(column.header) in REPORT_COLUMNS,
    ),
    (
        "it counts the rows",
        lambda column: column.counts_rows and column.filled_share == 1,
    ),
    (
        "it is about the file, not about the product",
        lambda column: _BOOKKEEPING.fullmatch(column.header.strip()),
    ),
    ("it is what the shop pays, which shoppers should not see", _is_cost),
    ("it counts pictures, which says nothing about the product", _counts_pictures),
    (
        "its addresses say nothing about the product",
        lambda column: column.url_share > 0.5 or column.image_share > 0.5,
    ),
)


def _attribute_name(column: SampledColumn, columns: Columns) -> tuple[str, str]:
    synonym = columns.synonyms.get(header_word(column.header), "")
    if synonym and synonym not in columns.known:
        return synonym, f"the header means {synonym!r}"
    if usual := _usual_name(column.header):
        return usual, f"the header says {usual!r}"
    is_name = column.mean_words <= _LONGEST_NAME and column.mean_length < _LONGEST_VALUE
    if is_name and column.number_share < 0.5 and column.date_share < 0.5:
        for name, (find, least) in _VALUE_TESTS.items():
            share = column.share(find)
            is_common = column.filled_share > 0.3
            if share >= least and is_common and column.distinct < 0.5 * len(column.filled):
                return name, f"{share:.0%} of the values are a {name}"
    return column.header, "kept under its own header"


def _usual_name(header: str) -> str:
    words = words_of_header(header)
    for word in ("".join(words.latin), words.han, words.latin[-1] if words.latin else ""):
        if word in _USUAL_NAMES:
            return _USUAL_NAMES[word]
    if words.latin[-1:] == ("name",) and len(words.latin) > 1:
        return _USUAL_NAMES.get(words.latin[-2], "")
    return ""
