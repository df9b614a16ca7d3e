"""Words that a client keeps and sends back without reading them: cursors, traces.

One byte for the form, four for a CRC-32, then the payload, in URL-safe Base64 without padding. The
checksum finds damage. It is no signature: whoever can send a token could have sent the request that
it stands for, so a forged one opens nothing, and its payload is read like any other input.
"""

import base64
import binascii
import zlib

_HEAD_BYTES = 5


def seal(form: int, payload: bytes) -> str:
    """The token of a payload; `form`, 0 to 255, says how the payload is to be read."""
    head = bytes([form])
    check = zlib.crc32(head + payload).to_bytes(4)
    return base64.urlsafe_b64encode(head + check + payload).rstrip(b"=").decode("ascii")


def unseal(token: str, *, form: int, max_characters: int) -> bytes:
    """The payload of what `seal` made.

    Raises:
        ValueError: with the end of a sentence that says what is wrong with the token.
    """
    if len(token) > max_characters:
        raise ValueError(f"is longer than {max_characters} characters")
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("has characters that none has, or was cut short") from None
    head, check, payload = raw[:1], raw[1:_HEAD_BYTES], raw[_HEAD_BYTES:]
    if len(raw) < _HEAD_BYTES or int.from_bytes(check) != zlib.crc32(head + payload):
        raise ValueError("was altered or cut short")
    if head[0] != form:
        raise ValueError("was made by another version of ShopGuide")
    return payload
