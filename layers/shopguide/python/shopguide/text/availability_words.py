"""Whether a product can be bought, in the words and numbers that shops' files have for it."""

import re
from types import MappingProxyType

from shopguide.domain.product import Availability

_WORDS = MappingProxyType(
    {
        word: availability
        for availability, line in {
            Availability.IN_STOCK: (
                "in_stock instock available availableforsale available_for_order yes y true active"
                " limitedavailability limited low_stock onlineonly instoreonly"
                " 有货 现货 在售 有库存 上架 已上架 是 有 库存充足 库存紧张 充足"
            ),
            Availability.OUT_OF_STOCK: (
                "out_of_stock outofstock sold_out soldout no n false unavailable not_available"
                " discontinued inactive 无货 缺货 售罄 无库存 下架 已下架 停售 断货 否 无 没货"
            ),
            Availability.PREORDER: "preorder pre_order presale 预售 预订 预定",
            Availability.BACKORDER: "backorder back_order backordered 补货中 到货通知",
        }.items()
        for word in line.split()
    }
)
_SEPARATORS = re.compile(r"[\s\-]+")
_SCHEMA_ORG = re.compile(r"https?://schema\.org/")
_QUANTITY = re.compile(
    r"(?:(?:in stock|stock|qty|quantity|库存|数量) ?[:：]? ?\(?|only |仅剩|> ?)?"
    r"(?P<number>-?\d{1,3}(?:,\d{3})+|-?\d{1,9})(?:\.0+)?\+?"
    r"(?: ?(?:in stock|left|available|pcs|pieces|件|个|台)|\))?"
)


def read_availability(text: str) -> Availability:
    """The availability: a word for it, or how many there are; in stock where nothing is said.

    Raises:
        ValueError: with a sentence that says what is understood.
    """
    if not text:
        return Availability.IN_STOCK
    plain = text.strip().casefold()
    known = _WORDS.get(_SEPARATORS.sub("_", _SCHEMA_ORG.sub("", plain)))
    if known:
        return known
    if quantity := _QUANTITY.fullmatch(plain):
        is_there = int(quantity["number"].replace(",", "")) > 0
        return Availability.IN_STOCK if is_there else Availability.OUT_OF_STOCK
    words = "in stock, out of stock, preorder or backorder"
    raise ValueError(f"the availability is none of {words}, nor how many there are")
