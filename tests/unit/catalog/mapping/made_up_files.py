"""Files of shops that do not exist, by what their columns hold."""

from collections.abc import Callable, Mapping

from shopguide.catalog.mapping.sample import Sample
from shopguide.catalog.mapping.sampled_column import SampledColumn
from shopguide.catalog.reading.source import FileFormat, Guess, SourceFacts
from shopguide.text.gtin import check_digit

ROWS = 60
FACTS = SourceFacts(FileFormat.CSV, Guess("utf-8", 1.0), Guess(",", 1.0), False)

_BRANDS = ("Nike", "Adidas", "Puma", "Asics", "Li-Ning")
_COLOURS = ("Red", "Blue", "Black", "White")
_THINGS = ("running shoes", "trail jacket", "cotton shirt", "yoga pants", "wool socks", "rain coat")
_HAN_BRANDS = ("小米", "华为", "苹果", "海尔")
_HAN_THINGS = ("无线蓝牙耳机", "智能手环", "不锈钢保温杯", "电动牙刷", "机械键盘")
_HAN_COLOURS = ("红色", "黑色", "白色")


def _gtin(row: int) -> str:
    digits = f"{690_000_000_000 + row * 7919}"
    return digits + check_digit(digits)


def _amount(row: int, start: float, step: float) -> str:
    return f"{start + row * step:.2f}"


VALUES: Mapping[str, Callable[[int], str]] = {
    "title": lambda row: f"{_BRANDS[row % 5]} {_COLOURS[row % 4]} {_THINGS[row % 6]} {row}",
    "标题": lambda row: f"{_HAN_BRANDS[row % 4]}{_HAN_THINGS[row % 5]}{_HAN_COLOURS[row % 3]}{row}",
    "text": lambda row: f"<p>{'Made for long runs in any weather, and it lasts. ' * 6}{row}</p>",
    "正文": lambda row: f"{'采用优质材料制作，佩戴舒适，续航时间长，适合通勤。' * 5}{row}",
    "sentence": lambda row: f"It has been worn {row} times by my son without any problem so far.",
    "heading": lambda row: f"Great buy {row}",
    "question": lambda row: f"Does it fit size {row}?",
    "问题": lambda row: f"这款有{row}个尺码吗？",
    "回答": lambda row: f"您好，这一款一共有{row}个尺码可以选择哦，请放心购买",
    "gtin": _gtin,
    "code": lambda row: f"SKU-{1000 + row * 3}",
    "number": lambda row: str(100_200 + row * 17),
    "group": lambda row: f"ST{100 + row // 4}",
    "price": lambda row: _amount(row, 20, 3.5),
    "lower": lambda row: _amount(row, 15, 3),
    "$": lambda row: f"${_amount(row, 20, 3.5)}",
    "¥": lambda row: f"¥{_amount(row, 20, 3.5)}",
    "€": lambda row: f"{_amount(row, 1020, 3.5)} €".replace(".", ","),
    "brand": lambda row: _BRANDS[row % 5],
    "品牌": lambda row: _HAN_BRANDS[row % 4],
    "path": lambda row: ("Shoes > Running", "Clothing > Jackets", "Clothing > Shirts")[row % 3],
    "类目": lambda row: ("数码/耳机", "家居/杯具", "数码/手环")[row % 3],
    "kind": lambda row: ("T-shirt", "Trousers")[row % 2],
    "record": lambda row: ("simple", "configurable")[row % 2],
    "image": lambda row: f"https://cdn.example.com/p/{row}.jpg",
    "page": lambda row: f"https://shop.example.com/p/{row}",
    "colour": lambda row: _COLOURS[row % 4],
    "颜色": lambda row: _HAN_COLOURS[row % 3],
    "size": lambda row: ("S", "M", "L", "XL")[row % 4],
    "gender": lambda row: ("Men", "Women")[row % 2],
    "stock": lambda row: str(row % 9 * 5),
    "available": lambda row: ("in stock", "out of stock")[row % 2],
    "有货": lambda row: ("有货", "缺货")[row % 2],
    "seller": lambda row: ("Alpha Store", "Beta Shop")[row % 2],
    "stars": lambda row: str(row % 5 + 1),
    "person": lambda row: f"user{row}",
    "date": lambda row: f"2025-{row % 9 + 1:02}-10",
    "weight": lambda row: f"{row % 7 + 0.5}",
    "flag": lambda row: str(row % 2),
    "currency": lambda _: "GBP",
    "counter": lambda row: str(row + 1),
    "constant": lambda _: "1",
    "empty": lambda _: "",
}
"""What the rows of a column have, by a word for it."""


def sample_of(columns: str, rows: int = ROWS) -> Sample:
    """The sample of a file; `columns` are ``header=word for its values``, by ``|``."""
    pairs = [column.split("=") for column in columns.split("|")]
    sampled = [
        SampledColumn(header, [VALUES[word](row) for row in range(rows)]) for header, word in pairs
    ]
    return Sample(tuple(sampled), rows, FACTS, grows=False)
