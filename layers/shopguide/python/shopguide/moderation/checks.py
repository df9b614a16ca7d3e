"""What people who look after the queue may write."""

from shopguide.domain.errors import InvalidParameterError
from shopguide.text.html_text import plain_text
from shopguide.text.normalise import tidy_text
from shopguide.text.safety.instructions import is_instruction
from shopguide.text.safety.personal_data import redact

MAX_ANSWER = 2_000
"""Characters of a verified answer."""

MAX_REMARK = 500
"""Characters of a reason for a rejection, and of what a shopper says of an answer."""


def verified_text(text: str) -> str:
    """The answer as shoppers will read it: without markup and control characters.

    Raises:
        InvalidParameterError: nothing is left of it, or more than `MAX_ANSWER` characters are; it
            has personal data, or it would steer an assistant that reads it as evidence.
    """
    plain = tidy_text(plain_text(text))
    if not plain:
        raise _refused("The answer is empty.", "Say what a shopper should read.")
    if len(plain) > MAX_ANSWER:
        raise _refused(
            f"The answer has {len(plain):,} characters, more than {MAX_ANSWER:,}.",
            "Answer this question alone; an article has room for more.",
        )
    if kinds := redact(plain).kinds:
        raise _refused(
            f"The answer has personal data: {', '.join(kinds)}.",
            "Leave it out: everybody who asks is shown the answer.",
        )
    if is_instruction(plain):
        raise _refused(
            "The answer tells an assistant what to do.", "Write it for the shopper who asks."
        )
    return plain


def remark(text: str) -> str:
    """A remark for the queue: without markup, control characters and personal data; cut short."""
    return redact(tidy_text(plain_text(text))).text[:MAX_REMARK]


def _refused(message: str, fix: str) -> InvalidParameterError:
    return InvalidParameterError(message, fix=fix, field="text")
