"""The trace of a search: all that one must know to repeat it, in one word.

It is self-contained on purpose. The server stores nothing about a search, so there is nothing to
erase, to expire or to leak: whoever has the answer has its trace, and nobody else does. A trace
tells what was searched and by which shopper, so it belongs in no log and in no URL.
"""

import json
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from shopguide.domain.errors import InvalidInputError
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.opaque_token import seal, unseal

MAX_TRACED_HITS = 100
"""Hits that a trace keeps: the largest page."""

MAX_TOKEN_CHARACTERS = 256 * 1024
MAX_JSON_BYTES = 256 * 1024
"""What a trace may have unpacked; the longest request that is accepted has a tenth of it."""

_FORM = 1
_SCORE_DIGITS = 6
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class TracedRequest:
    """A search as it was asked for.

    Attributes:
        query: As it was sent.
        constraints: The explicit ones, as JSON.
        parameters: All that is neither named here nor a page, as JSON (sort, facets, strength of
            the personal order).
        off: Ids of chips that were switched off.
        shopper_id: Whose order it was; empty for nobody's.
        limit: Most hits of the page.
        offset: Hits before the page.
    """

    query: str
    constraints: JsonObject = field(default_factory=dict)
    parameters: JsonObject = field(default_factory=dict)
    off: tuple[str, ...] = ()
    shopper_id: str = ""
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class SearchVersions:
    """What a search depends on beside its request and the time; an empty word is none of it.

    Attributes:
        catalogue: Version of the live catalogue.
        encoder: Fingerprint of the encoder.
        lexicon: Key of the lexicon.
        rules: Version of the merchandising rules.
        synonyms: Version of the synonyms.
        settings: Version of the ranking's settings.
        profile: Digest of the shopper's profile.
        reranker: Fingerprint of the reranker, and how many hits it judged in its time.
    """

    catalogue: int = 0
    encoder: str = ""
    lexicon: str = ""
    rules: str = ""
    synonyms: str = ""
    settings: str = ""
    profile: str = ""
    reranker: str = ""


@dataclass(frozen=True, slots=True)
class TracedHit:
    """A product of the page and its final score; a token keeps six digits of it."""

    product_id: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchTrace:
    """One search: what was asked, when, of what, and what it found, best first."""

    request: TracedRequest
    time: datetime
    versions: SearchVersions
    hits: tuple[TracedHit, ...]


def trace_to_token(trace: SearchTrace) -> str:
    """The trace as one URL-safe word; equal traces give equal words.

    Hits beyond `MAX_TRACED_HITS` are left out.
    """
    text = json.dumps(_trace_to_json(trace), ensure_ascii=False, separators=(",", ":"))
    # Half of a surrogate pair has no UTF-8; a search must not fail for it.
    return seal(_FORM, zlib.compress(text.encode("utf-8", errors="replace"), level=9))


def trace_from_token(token: str) -> SearchTrace:
    """Read what `trace_to_token` wrote, in bounded memory whatever the token holds.

    Raises:
        InvalidInputError: it is anything else.
    """
    try:
        packed = unseal(token, form=_FORM, max_characters=MAX_TOKEN_CHARACTERS)
    except ValueError as error:
        raise _wrong(str(error)) from None
    try:
        return _trace_from_json(json.loads(_unpack(packed), parse_constant=_no_number))
    except (zlib.error, ValueError, TypeError, LookupError, OverflowError, RecursionError):
        raise _wrong("does not hold a search") from None


def _unpack(packed: bytes) -> bytes:
    stream = zlib.decompressobj()
    content = stream.decompress(packed, MAX_JSON_BYTES)
    if not stream.eof or stream.unused_data:
        raise ValueError("more than a trace")
    return content


def _no_number(name: str) -> None:
    raise ValueError(name)


def _wrong(why: str) -> InvalidInputError:
    return InvalidInputError(
        f"The trace {why}.", fix="Send it whole, as the search answered it.", field="trace"
    )


def _trace_to_json(trace: SearchTrace) -> JsonObject:
    request, hits = trace.request, trace.hits[:MAX_TRACED_HITS]
    return {
        "q": request.query,
        "c": request.constraints,
        "p": request.parameters,
        "o": list(request.off),
        "u": request.shopper_id,
        "n": [request.limit, request.offset],
        "t": trace.time.astimezone(UTC).isoformat(),
        "v": list(astuple(trace.versions)),
        "h": [hit.product_id for hit in hits],
        "s": [float(f"{hit.score:.{_SCORE_DIGITS}g}") for hit in hits],
    }


def _trace_from_json(record: JsonObject) -> SearchTrace:
    limit, offset = _each(record["n"], int)
    catalogue, *versions = _list(record["v"])
    request = TracedRequest(
        query=_a(record["q"], str),
        constraints=_a(record["c"], dict),
        parameters=_a(record["p"], dict),
        off=tuple(_each(record["o"], str)),
        shopper_id=_a(record["u"], str),
        limit=limit,
        offset=offset,
    )
    hits = zip(_each(record["h"], str), map(_score, _list(record["s"])), strict=True)
    return SearchTrace(
        request,
        _moment(_a(record["t"], str)),
        SearchVersions(_a(catalogue, int), *_each(versions, str)),
        tuple(TracedHit(product_id, score) for product_id, score in hits),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)


def _score(value: JsonValue) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("not a score")
    return float(value)


def _list(value: JsonValue) -> Sequence[JsonValue]:
    return _a(value, list)


def _each(value: JsonValue, kind: type[_T]) -> list[_T]:
    return [_a(member, kind) for member in _list(value)]


def _a(value: JsonValue | Mapping[str, JsonValue], kind: type[_T]) -> _T:
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    raise TypeError(f"not a {kind.__name__}")
