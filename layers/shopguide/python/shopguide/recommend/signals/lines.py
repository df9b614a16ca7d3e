"""Lines of a version's files -> records, each line looked at before it is believed."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import cast

from shopguide.domain.errors import SignalsDamagedError
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.record_key import like_minded_key, neighbours_key, trending_key
from shopguide.domain.signals import BoughtTogether, Neighbours, neighbours_to_json
from shopguide.ports.record_table import Put
from shopguide.recommend.signals.manifest import LIKE_MINDED, NEIGHBOURS, TRENDING, damaged

Lines = Iterable[tuple[int, JsonObject]]


def neighbours_puts(version: str, lines: Lines) -> Iterator[Put]:
    """Records of what follows each product and is bought with it.

    Raises:
        SignalsDamagedError: names the line and what is wrong with it.
    """

    def put(line: JsonObject) -> Put:
        _check_members(line, ("product_id", "followed", "together", "count"))
        product_id = _text("product_id", line["product_id"])
        neighbours = Neighbours(
            [_pair("followed", each) for each in _list("followed", line["followed"])],
            [_together(each) for each in _list("together", line["together"])],
            int(_number("count", line["count"])),
        )
        return Put(neighbours_key(version, product_id), neighbours_to_json(neighbours))

    return _puts(version, NEIGHBOURS, lines, put)


def like_minded_puts(version: str, lines: Lines, expires_at: int) -> Iterator[Put]:
    """Records of what shoppers like each shopper took: personal data, so they expire.

    Raises:
        SignalsDamagedError: names the line and what is wrong with it.
    """

    def put(line: JsonObject) -> Put:
        _check_members(line, ("shopper_id", "products", "scores"))
        key = like_minded_key(version, _text("shopper_id", line["shopper_id"]))
        return Put(key, _scored(line), expires_at=expires_at)

    return _puts(version, LIKE_MINDED, lines, put)


def trending_puts(version: str, lines: Lines) -> Iterator[Put]:
    """Records of what many took lately, by segment.

    Raises:
        SignalsDamagedError: names the line and what is wrong with it.
    """

    def put(line: JsonObject) -> Put:
        _check_members(line, ("segment", "products", "scores"), ("visits", "segment_visits"))
        record = {**_scored(line), **_visits(line)}
        return Put(trending_key(version, _text("segment", line["segment"])), record)

    return _puts(version, TRENDING, lines, put)


def _puts(version: str, name: str, lines: Lines, put: Callable[[JsonObject], Put]) -> Iterator[Put]:
    for number, line in lines:
        try:
            yield put(line)
        except ValueError as error:
            raise _wrong_line(version, name, number, error) from error


def _wrong_line(version: str, name: str, number: int, error: ValueError) -> SignalsDamagedError:
    return damaged(version, f"line {number} of {name} is wrong: {error}")


def _check_members(line: JsonObject, names: Sequence[str], optional: Sequence[str] = ()) -> None:
    unknown = sorted(set(line) - {*names, *optional})
    if unknown:
        raise ValueError(f"it has the unknown member {unknown[0][:80]!r}")
    missing = [name for name in names if name not in line]
    if missing:
        raise ValueError(f"it lacks the member {missing[0]!r}")


def _scored(line: JsonObject) -> JsonObject:
    products = [_text("products", each) for each in _list("products", line["products"])]
    scores = [_number("scores", each) for each in _list("scores", line["scores"])]
    if len(products) != len(scores):
        raise ValueError(f"it has {len(products)} products and {len(scores)} scores")
    return {"products": cast("JsonValue", products), "scores": cast("JsonValue", scores)}


def _visits(line: JsonObject) -> JsonObject:
    """How much the scores rest on, where the batch says so."""
    found: dict[str, JsonValue] = {}
    if "visits" in line:
        visits = [_number("visits", each) for each in _list("visits", line["visits"])]
        if len(visits) != len(_list("products", line["products"])):
            raise ValueError(f"it has {len(visits)} visits, another number than products")
        found["visits"] = cast("JsonValue", visits)
    if "segment_visits" in line:
        found["segment_visits"] = _number("segment_visits", line["segment_visits"])
    return found


def _pair(name: str, value: JsonValue) -> tuple[str, float]:
    product_id, weight = _list(name, value, length=2)
    return _text(name, product_id), _number(name, weight)


def _together(value: JsonValue) -> BoughtTogether:
    product_id, lift, count = _list("together", value, length=3)
    return BoughtTogether(
        _text("together", product_id), _number("together", lift), int(_number("together", count))
    )


def _list(name: str, value: JsonValue, length: int | None = None) -> Sequence[JsonValue]:
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise ValueError(f"{name} is not made of lists{f' of {length}' if length else ''}")
    return value


def _text(name: str, value: JsonValue) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} has an id that is no text")
    return value


def _number(name: str, value: JsonValue) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{name} has {str(value)[:40]!r} for a number")
    return float(value)
