"""What shoppers filter products by beside brand, category and price, read from feed columns.

A column that tells a value counts before the title. Columns are recognised by their names in both
languages; how a shop's own columns were spelt does not matter, but for what they are called.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from shopguide.domain.product import Product
from shopguide.text.colours import colours_in, colours_of_value
from shopguide.text.genders import genders_in, genders_of_value
from shopguide.text.normalise import fold
from shopguide.text.sizes import find_sizes, sizes_of_value

_COLUMNS = {
    "colour": (
        "color colour colors colours product_color product_colour color_name colour_name "
        "base_color base_colour primary_color primarycolor main_color color_family 颜色 颜色分类 "
        "主色 配色 商品颜色"
    ),
    "size": "size sizes shoe_size clothing_size 尺码 鞋码 尺码大小 衣服尺码",
    "gender": (
        "gender target_gender suggested_gender recommended_gender age_group 性别 适用性别 "
        "适用对象 适用人群 适用年龄 年龄段"
    ),
    "rating": (
        "rating average_rating avg_rating review_rating customer_rating product_rating stars 评分 "
        "平均评分 商品评分 用户评分 星级"
    ),
    "released": (
        "release_date released date_released publish_date publication_date available_from "
        "launch_date 上市时间 上市日期 上架时间 上架日期 发布日期 发布时间"
    ),
}
_PURPOSES = {name: purpose for purpose, names in _COLUMNS.items() for name in names.split()}
_RATING = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:(%)|(?:/|out of|von)\s*(\d+)|分|星|颗星)?(?:\s*stars?)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_EPOCH = date(1970, 1, 1)
_BEST_RATING = 5


def named_columns(product: Product) -> Mapping[str, str]:
    """Values of the product's columns that have one of the purposes known here."""
    found: dict[str, str] = {}
    for name, value in product.attributes.items():
        purpose = _purpose(name)
        if purpose:
            found[purpose] = f"{found[purpose]}, {value}" if purpose in found else value
    return found


def colours_of(product: Product, columns: Mapping[str, str]) -> list[str]:
    """Canonical colours, wider ones included; `columns` is of `named_columns`, as everywhere."""
    return _of_column(columns, "colour", colours_of_value) or colours_in(product.title)


def sizes_of(product: Product, columns: Mapping[str, str]) -> list[str]:
    """Sizes as `sizes.fold_size` has them; of a title only what it calls a size."""
    if found := _of_column(columns, "size", sizes_of_value):
        return found
    return list(dict.fromkeys(each.value for each in find_sizes(fold(product.title))))


def genders_of(product: Product, columns: Mapping[str, str]) -> list[str]:
    """Canonical genders, from the columns of gender and age, else from title and category."""
    found = _of_column(columns, "gender", genders_of_value)
    return found or genders_in(f"{product.title} / {product.product_type}")


def rating_of(columns: Mapping[str, str]) -> float | None:
    """Average rating, above 0 to 5; None where its scale is not clear, or nobody has rated.

    "4.5", "4,5/5", "90%", "9.2 out of 10" and "4.8分" are clear, a bare 8.7 is not.
    """
    match = _RATING.fullmatch(fold(columns.get("rating", "")))
    if match is None:
        return None
    number = float(match[1].replace(",", "."))
    best = 100.0 if match[2] else float(match[3] or _BEST_RATING)
    if best not in (5, 10, 100) or not 0 < number <= best:
        return None
    return round(number * _BEST_RATING / best, 3)


def released_of(columns: Mapping[str, str]) -> int | None:
    """Days from 1970-01-01 to the product's release; None where the date is not clear.

    Year first in any notation, or day first with dots; a month counts from its first day.
    """
    text = fold(columns.get("released", ""))
    if match := _YEAR_FIRST.match(text) or _COMPACT.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
    elif match := _DAY_FIRST.match(text):
        year, month, day = int(match[3]), int(match[2]), int(match[1])
    else:
        return None
    try:
        days = (date(year, month, day) - _EPOCH).days
    except ValueError:
        return None
    return days if days >= 0 else None


def _of_column(
    columns: Mapping[str, str], purpose: str, values: Callable[[str], list[str]]
) -> list[str]:
    return values(columns[purpose]) if purpose in columns else []


@lru_cache(maxsize=2_000)
def _purpose(name: str) -> str:
    return _PURPOSES.get(re.sub(r"[\s\-]+", "_", fold(name)), "")
