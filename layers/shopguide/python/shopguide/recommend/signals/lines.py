"""Lines of a version's files -> records, each line looked at before it is believed."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import cast

from shopguide.domain.errors import SignalsDamagedError
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.record_key import like_minded_key, neighbours_key, trending_key
from shopguide.domain.signal_files import LIKE_MINDED, NEIGHBOURS, TRENDING
from shopguide.domain.signals import BoughtTogether, Neighbours, neighbours_to_json
from shopguide.ports.record_table import Put
from shopguide.recommend.signals.manifest import damaged

Lines = Iterable[tuple[int, JsonObject]]


def neighbours_puts(version: str, lines: Lines) -> Iterator[Put]:
    """Records of what follows each product and is bought with it.

    Raises:
        SignalsDamagedError: names the line and what is wrong with it.
    """

    def put(line: JsonObject) -> Put:
        _check_members(line, ("product_id", "followed", "together", "count"))
        [product_id] = _texts("product_id", [line["product_id"]])
        followed, weights = _columns("followed", line["followed"], 2)
        together, lifts, counts = _columns("together", line["together"], 3)
        pairs = zip(_texts("together", together), _numbers("together", lifts), strict=True)
        neighbours = Neighbours(
            list(zip(_texts("followed", followed), _numbers("followed", weights), strict=True)),
            [
                BoughtTogether(*pair, int(count))
                for pair, count in zip(pairs, _numbers("together", counts), strict=True)
            ],
            int(*_numbers("count", [line["count"]])),
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
        [shopper_id] = _texts("shopper_id", [line["shopper_id"]])
        return Put(like_minded_key(version, shopper_id), _scored(line), expires_at=expires_at)

    return _puts(version, LIKE_MINDED, lines, put)


def trending_puts(version: str, lines: Lines) -> Iterator[Put]:
    """Records of what many took lately, by segment.

    Raises:
        SignalsDamagedError: names the line and what is wrong with it.
    """

    def put(line: JsonObject) -> Put:
        _check_members(line, ("segment", "products", "scores"), ("visits", "segment_visits"))
        [segment] = _texts("segment", [line["segment"]])
        return Put(trending_key(version, segment), {**_scored(line), **_visits(line)})

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
    products = _texts("products", _list("products", line["products"]))
    scores = _numbers("scores", _list("scores", line["scores"]))
    if len(products) != len(scores):
        raise ValueError(f"it has {len(products)} products and {len(scores)} scores")
    return {"products": products, "scores": scores}


def _visits(line: JsonObject) -> JsonObject:
    """How much the scores rest on, where the batch says so."""
    found: dict[str, JsonValue] = {}
    if "visits" in line:
        visits = _numbers("visits", _list("visits", line["visits"]))
        if len(visits) != len(_list("products", line["products"])):
            raise ValueError(f"it has {len(visits)} visits, another number than products")
        found["visits"] = visits
    if "segment_visits" in line:
        [found["segment_visits"]] = _numbers("segment_visits", [line["segment_visits"]])
    return found


def _columns(name: str, value: JsonValue, count: int) -> Sequence[Sequence[JsonValue]]:
    """The columns of a list of short lists: there are hundreds in each of many lines."""
    rows = _list(name, value)
    if any(not isinstance(row, list) or len(row) != count for row in rows):
        raise ValueError(f"{name} is not made of lists of {count}")
    columns = zip(*cast("Sequence[Sequence[JsonValue]]", rows), strict=True)
    return list(columns) or [()] * count


def _list(name: str, value: JsonValue) -> Sequence[JsonValue]:
    if not isinstance(value, list):
        raise ValueError(f"{name} is no list")
    return value


def _texts(name: str, values: Sequence[JsonValue]) -> Sequence[str]:
    if not all(isinstance(value, str) and value for value in values):
        raise ValueError(f"{name} has an id that is no text")
    return cast("Sequence[str]", values)


def _numbers(name: str, values: Sequence[JsonValue]) -> Sequence[float]:
    for value in values:
        kind = type(value)
        if (kind is not float and kind is not int) or not math.isfinite(cast("float", value)):
            raise ValueError(f"{name} has {str(value)[:40]!r} for a number")
    return cast("Sequence[float]", values)
