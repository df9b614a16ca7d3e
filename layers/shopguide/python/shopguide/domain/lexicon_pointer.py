"""Which lexicon is current: the record `shopguide.domain.record_key.LEXICON`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from shopguide.domain.json_value import JsonObject
from shopguide.domain.lexicon import LEXICON_FORMAT
from shopguide.domain.live_catalogue import INDEX, LiveCatalogue

LEXICON_PREFIX = "search/lexicon/"
"""Of the object keys of lexicons; the rest is the fingerprint of their content."""

SUGGESTIONS_PREFIX = "search/suggestions/"
"""Of the object keys of suggestion tables."""

KEPT = 3
"""So many earlier builds keep their objects: traces of searches name them."""


@dataclass(frozen=True, slots=True)
class WordObjects:
    """Object keys of one build: its lexicon and its suggestions."""

    lexicon: str
    suggestions: str


@dataclass(frozen=True, slots=True)
class LexiconPointer:
    """The current build.

    Attributes:
        catalogue_version: That was live when its build began; 0 is none.
        objects: Where it lies; None where there is none.
        made_from: Ids of the imports that its products came from, as `sources_of` tells them.
        earlier: The builds before it whose objects are kept, the newest first.
    """

    catalogue_version: int = 0
    objects: WordObjects | None = None
    made_from: Mapping[str, str] = field(default_factory=dict)
    earlier: Sequence[WordObjects] = ()

    def is_of(self, live: LiveCatalogue) -> bool:
        """Whether it has the words of what is live; imports of reviews and the like change none."""
        return self.objects is not None and self.made_from == sources_of(live)


def sources_of(live: LiveCatalogue) -> Mapping[str, str]:
    """The imports that decide which words a catalogue has."""
    return {name: live.imports.get(name, "") for name in ("products", INDEX)}


def pointer_to_json(pointer: LexiconPointer) -> JsonObject:
    """The record; `pointer_from_json` reads it back."""
    objects = pointer.objects
    return {
        "format": LEXICON_FORMAT,
        "catalogue_version": pointer.catalogue_version,
        "lexicon": objects.lexicon if objects else "",
        "suggestions": objects.suggestions if objects else "",
        "made_from": dict(pointer.made_from),
        "earlier": [[each.lexicon, each.suggestions] for each in pointer.earlier],
    }


def pointer_from_json(record: JsonObject | None) -> LexiconPointer:
    """Read what `pointer_to_json` wrote; no record, or one of another format, is no lexicon."""
    if not record or record.get("format") != LEXICON_FORMAT:
        return LexiconPointer()
    return LexiconPointer(
        cast("int", record["catalogue_version"]),
        WordObjects(str(record["lexicon"]), str(record["suggestions"])),
        cast("Mapping[str, str]", record["made_from"]),
        [WordObjects(*pair) for pair in cast("Sequence[tuple[str, str]]", record["earlier"])],
    )


def lexicon_message() -> str:
    """The body of the message on the index queue that asks for the words of what is live."""
    return json.dumps({"lexicon": "live"})


def asks_for_lexicon(body: str) -> bool:
    """Whether `lexicon_message` wrote this."""
    try:
        document = json.loads(body)
    except ValueError:
        return False
    return isinstance(document, Mapping) and "lexicon" in document
