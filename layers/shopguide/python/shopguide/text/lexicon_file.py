"""The lexicon as one object in the store: gzip-compressed JSON."""

import gzip
import hashlib
import json
from dataclasses import replace

from shopguide.domain.lexicon import Lexicon, lexicon_from_json, lexicon_to_json


def lexicon_to_bytes(lexicon: Lexicon) -> bytes:
    """The object's content; equal for equal lexicons."""
    text = json.dumps(lexicon_to_json(lexicon), ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def lexicon_of(content: bytes) -> Lexicon:
    """Read what `lexicon_to_bytes` wrote.

    Raises:
        ValueError, KeyError, OSError, EOFError: it is something else.
    """
    return lexicon_from_json(json.loads(gzip.decompress(content)))


def words_fingerprint(lexicon: Lexicon) -> str:
    """Equal for lexicons of equal words, of whichever catalogue version; 32 hex digits."""
    return content_fingerprint(lexicon_to_bytes(replace(lexicon, catalogue_version=0)))


def content_fingerprint(content: bytes) -> str:
    """What an object is called that is known by its content; 32 hex digits."""
    return hashlib.sha256(content).hexdigest()[:32]
