"""``signals.json``: what a version of the signals is made of, written last of its files."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shopguide.domain.errors import InvalidParameterError, SignalsDamagedError
from shopguide.domain.signal_files import (
    ADDED,
    ALWAYS,
    CLICKS_CARD,
    CLICKS_MODEL,
    FACTORS,
    MANIFEST,
)
from shopguide.domain.signals import SIGNALS_PREFIX

_FILES = frozenset({*ALWAYS, FACTORS, *ADDED})
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class SignalsManifest:
    """What the batch says of a version.

    Attributes:
        version: Its id.
        made_at: When the batch read the interactions.
        interactions: How many it counted.
        shoppers: Of how many shoppers.
        products: Of how many products.
        robots: Shoppers of improbable volume, of whom only the last interactions were counted.
        recommender: Fingerprint of the bundle that is to be served; empty for none.
        files: SHA-256 of each file, by name.
        told: Everything that the file says, for people to read.
    """

    version: str
    made_at: datetime
    interactions: int
    shoppers: int
    products: int
    robots: int
    recommender: str
    files: Mapping[str, str]
    told: Mapping[str, Any]


def signals_key(version: str, name: str = MANIFEST) -> str:
    """Object key of a file of a version."""
    return f"{SIGNALS_PREFIX}{version}/{name}"


def checked_version(version: str) -> str:
    """A version's id as it may stand in keys; `InvalidParameterError` if it is none."""
    if not _VERSION.fullmatch(version):
        raise InvalidParameterError(
            f"{version[:80]!r} cannot be a version of the signals.",
            fix="`shopguide signals list` shows the versions there are.",
            field="version",
        )
    return version


def manifest_from_bytes(version: str, content: bytes) -> SignalsManifest:
    """Read ``signals.json`` of a version.

    Raises:
        SignalsDamagedError: it is not as the batch writes it; the message says where.
    """
    try:
        return _manifest(version, json.loads(content))
    except KeyError as error:
        raise damaged(version, f"{MANIFEST} lacks the member {error.args[0]!r}") from error
    except (ValueError, TypeError) as error:
        raise damaged(version, f"{MANIFEST} cannot be read: {error}") from error


def damaged(version: str, what: str) -> SignalsDamagedError:
    """The error for a version whose files are not as they were written."""
    return SignalsDamagedError(
        f"Version {version} of the signals is not whole: {what}.",
        fix="Build the signals again; what was live stays live until then.",
        field="version",
    )


def _manifest(version: str, record: Any) -> SignalsManifest:  # noqa: ANN401 - any JSON
    if not isinstance(record, dict):
        raise ValueError("it is no JSON object")
    if record["version"] != version:
        raise ValueError(f"it is that of version {str(record['version'])[:80]!r}")
    made_at = datetime.fromisoformat(str(record["made_at"]))
    if made_at.tzinfo is None:
        raise ValueError("made_at has no time zone")
    return SignalsManifest(
        version=version,
        made_at=made_at,
        recommender=str(record["recommender"] or ""),
        files=_files(record["files"]),
        told=record,
        **{
            name: _count(name, record[name])
            for name in ("interactions", "shoppers", "products", "robots")
        },
    )


def _files(value: Any) -> Mapping[str, str]:  # noqa: ANN401 - any JSON
    if not isinstance(value, dict):
        raise ValueError("files is no object")
    wrong = [name for name, digest in value.items() if not _SHA256.fullmatch(str(digest))]
    if wrong:
        raise ValueError(f"the checksum of {wrong[0][:80]!r} is no SHA-256")
    _refuse("it knows no file", sorted(set(value) - _FILES))
    _refuse("it lacks the file", [name for name in ALWAYS if name not in value])
    if (CLICKS_CARD in value) != (CLICKS_MODEL in value):
        raise ValueError(f"{CLICKS_CARD} and {CLICKS_MODEL} belong together, and one is missing")
    return dict(value)


def _refuse(what: str, names: Sequence[str]) -> None:
    if names:
        raise ValueError(f"{what} {names[0][:80]!r}")


def _count(name: str, value: Any) -> int:  # noqa: ANN401 - any JSON
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{name} is {str(value)[:80]!r}, no number")
    return int(value)
