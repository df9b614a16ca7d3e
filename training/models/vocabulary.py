"""Cuts a multilingual vocabulary down to what Chinese and English texts use.

Multilingual E5 has 250,002 pieces for about 100 languages; their vectors are 80% of its weights.
A piece can only occur in a text that has its characters, so pieces of other scripts go first, and
nothing about Chinese or English changes. Pieces of Latin letters serve dozens of languages; the
most probable ones stay, up to the wanted size, and a word whose piece went is spelt with shorter
pieces that stayed. docs/models.md has the share of tokens that this changes.
"""

import unicodedata
from collections.abc import Sequence
from enum import Enum, auto
from typing import Any

_WORD_START = "▁"


class Script(Enum):
    """Where a character is used."""

    COMMON = auto()  # digits, punctuation, symbols, units
    HAN = auto()
    ASCII = auto()
    LATIN = auto()  # letters of Latin script beyond ASCII
    OTHER = auto()


def script_of(character: str) -> Script:
    """The script of one character."""
    if character.isascii():
        return Script.ASCII if character.isalpha() else Script.COMMON
    name = unicodedata.name(character, "")
    if name.startswith(("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH")) or character in "〇々":
        return Script.HAN
    if name.startswith("LATIN"):
        return Script.LATIN
    if unicodedata.category(character)[0] in "PSN":
        return Script.COMMON
    return Script.OTHER


def kept_pieces(pieces: Sequence[tuple[str, float]], special: set[str], size: int) -> list[int]:
    """Ids of the pieces to keep, ascending, so that special tokens keep their order.

    Kept whatever the size: special tokens; single characters of any script above (a rare character
    must not become unknown); pieces of Han characters, digits, punctuation and symbols. The rest of
    `size` goes to pieces of ASCII letters, most probable first.

    Args:
        pieces: ``(piece, log probability)`` by id.
        special: Pieces that are not text.
        size: Pieces to keep at most, where the pieces kept in any case leave room.
    """
    scripts = [{script_of(character) for character in _text(piece)} for piece, _ in pieces]
    kept = {
        index
        for index, (piece, _) in enumerate(pieces)
        if piece in special
        or (Script.OTHER not in scripts[index] and len(_text(piece)) <= 1)
        or scripts[index] <= {Script.HAN, Script.COMMON}
        or scripts[index] == {Script.HAN, Script.ASCII}
    }
    letters = [
        index
        for index in range(len(pieces))
        if index not in kept and scripts[index] <= {Script.ASCII, Script.COMMON}
    ]
    letters.sort(key=lambda index: (-pieces[index][1], index))
    kept.update(letters[: max(0, size - len(kept))])
    return sorted(kept)


def _text(piece: str) -> str:
    return piece.replace(_WORD_START, "")


def cut_tokenizer(tokenizer: dict[str, Any], kept: Sequence[int]) -> dict[str, Any]:
    """``tokenizer.json`` with only the pieces `kept`, renumbered in that order.

    Raises:
        ValueError: the tokenizer is no Unigram model, or a special token would be lost.
    """
    model = tokenizer["model"]
    if model.get("type") != "Unigram":
        raise ValueError(f"a {model.get('type')} vocabulary cannot be cut")
    new_ids = {old: new for new, old in enumerate(kept)}
    try:
        added = [{**token, "id": new_ids[token["id"]]} for token in tokenizer["added_tokens"]]
        processor = _renumber(tokenizer["post_processor"], new_ids)
        unknown = new_ids[model["unk_id"]]
    except KeyError as error:
        raise ValueError(f"special token {error.args[0]} is not kept") from error
    vocabulary = [model["vocab"][old] for old in kept]
    return {
        **tokenizer,
        "added_tokens": added,
        "post_processor": processor,
        "model": {**model, "unk_id": unknown, "vocab": vocabulary},
    }


def _renumber(processor: dict[str, Any], new_ids: dict[int, int]) -> dict[str, Any]:
    """A template processor's special tokens under their new ids."""
    tokens = {
        name: {**token, "ids": [new_ids[old] for old in token["ids"]]}
        for name, token in processor["special_tokens"].items()
    }
    return {**processor, "special_tokens": tokens}
