"""Takes off what hides words from a rule: invisible characters, look-alikes, codes, spacing."""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from shopguide.text.rule_form import rule_form

MAX_UNMASKED = 20_000
"""Characters of a text that are looked at."""

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_TAGS_OF_TEXT = {0xE0000 + code: chr(code) for code in range(0x20, 0x7F)}
"""Unicode tags: a second, invisible ASCII."""

_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁԛԝһӏкмтвнгьпοαερτυικνχωηϲϳɑɡıʟᴏᴀᴇᴍɪɴꜱᴛᴜᴠᴡʏᴢʙᴄᴅғɢʜᴊᴋᴘʀ",
    "aeopcyxijsdqwhlkmtbhrbnoaeptuiknxwncjagiloaemlnstuvwyzbcdfghjkpr",
)
_LEET = str.maketrans("01345789@$|!", "oieastbgasii")
_NOT_LETTERS = re.compile(r"[\W_]+")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}[ :]?){12,}")
_MAX_CODED = 20
_BACKWARDS = tuple(word[::-1] for word in ("instruct", "prompt", "rules", "指令", "提示", "规则"))
_SHIFTED = tuple(codecs.encode(word, "rot13") for word in ("instruct", "prompt", "guideline"))
"""What orders speak of; turning a text costs more than looking for these."""


def unmask(text: str) -> str:
    """The text as a reader sees it, in `rule_form`: lines kept, nothing invisible, plain letters.

    HTML entities and percent codes are resolved; at most `MAX_UNMASKED` characters are returned.
    """
    text = text[:MAX_UNMASKED]
    if not text.isascii():
        text = _INVISIBLE.sub("", text.translate(_TAGS_OF_TEXT))
        text = unicodedata.normalize("NFKC", text)
    if "&" in text:
        text = html.unescape(text)
    if "%" in text:
        text = unquote(text)
    form = rule_form(text)
    return form if form.isascii() else form.translate(_LOOK_ALIKES)


def squeeze(unmasked: str) -> str:
    """The letters alone, digits that stand for letters replaced: ``ignorepreviousinstructions``."""
    letters = unmasked.translate(_LEET) if unmasked.isascii() else _plain(unmasked)
    return _NOT_LETTERS.sub("", letters)


def decoded(text: str) -> Iterator[str]:
    """What the text says in base64, in hexadecimal, letter-shifted (ROT13) and backwards."""
    head = text[:MAX_UNMASKED]
    for count, match in enumerate(_BASE64.finditer(head)):
        if count >= _MAX_CODED:
            break
        yield from _readable(_from_base64(match[0]))
    for count, match in enumerate(_HEX.finditer(head)):
        if count >= _MAX_CODED:
            break
        yield from _readable(_from_hex(match[0]))


def turned(squeezed: str) -> Iterator[str]:
    """Squeezed text read backwards, or with its letters shifted by thirteen, where it looks so."""
    if any(word in squeezed for word in _BACKWARDS):
        yield squeezed[::-1]
    if any(word in squeezed for word in _SHIFTED):
        yield codecs.encode(squeezed, "rot13")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).translate(_LEET)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _from_base64(code: str) -> bytes:
    code = code.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(code + "=" * (-len(code) % 4))
    except (binascii.Error, ValueError):
        return b""


def _from_hex(code: str) -> bytes:
    digits = re.sub("[ :]", "", code)
    return bytes.fromhex(digits[: len(digits) // 2 * 2])


def _readable(data: bytes) -> Iterator[str]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    if len(text) > 3 and text.isprintable():
        yield text
