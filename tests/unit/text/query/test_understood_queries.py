"""What shoppers write, and the constraints that they mean: one line a query in the two files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shopguide.domain.lexicon import Lexicon, Name
from shopguide.domain.merchandising import NO_SYNONYMS
from shopguide.text.query.understand import understand


def _names(names: str) -> dict[str, Name]:
    return {name: Name(name, 20) for name in names.split(",")}


SHOP = Lexicon(
    catalogue_version=1,
    products=1_000,
    brands=_names(
        "apple,samsung,sony,nike,adidas,华为,小米,new balance,dell,levi's,the north "
        "face,h&m,target,"
        "tp-link,canon"
    ),
    categories=_names(
        "headphones,laptops,shoes,running shoes,phones,phone cases,t-shirts,dresses,office chairs,"
        "backpacks,watches,cameras,women,耳机,手机,手机壳,运动鞋,连衣裙,键盘,杯子,鞋,t恤,手表,笔记本电脑"
    ),
    sizes={"s": 5, "m": 5, "l": 5, "xl": 5, "42": 5, "9": 5},
    colours={"black": 50, "red": 30, "blue": 20},
)


def _cases() -> Iterator[tuple[str, list[str]]]:
    for name in ("english_queries.txt", "chinese_queries.txt"):
        for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                query, _, ids = line.partition("|")
                yield query.strip(), sorted(filter(None, map(str.strip, ids.split(";"))))


@pytest.mark.parametrize(("query", "meant"), list(_cases()))
def test_reads_from_a_query_what_its_shopper_meant(query: str, meant: list[str]) -> None:
    understood = understand(query, SHOP, NO_SYNONYMS)
    found = [chip.id for chip in understood.chips] + [understood.sort_id] * bool(understood.sort_id)
    assert sorted(found) == meant
