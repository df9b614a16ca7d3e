"""Text that tries to steer an assistant, wherever it stands: question, review, description.

Such text is data like all other; it is never obeyed, and what is found here is not even quoted.
"Ignore the instructions in the box, just screw it on" is an ordinary review.
"""

from shopguide.text.safety.disguises import decoded, squeeze, turned, unmask
from shopguide.text.safety.instruction_hints import CHINESE_HINT, CODE_HINT, ENGLISH_HINT
from shopguide.text.safety.instruction_words import (
    CHINESE_ORDER,
    ENGLISH_ORDER,
    MARKED_ORDER,
    SQUEEZED_ORDER,
)

_ANYWHERE = (ENGLISH_ORDER, MARKED_ORDER, ENGLISH_HINT, CODE_HINT)
_CHINESE = (CHINESE_ORDER, CHINESE_HINT)


def is_instruction(text: str) -> bool:
    """Whether a text orders an assistant about, openly or disguised.

    Invisible and look-alike characters, spacing, backwards writing, ROT13, base64, hexadecimal,
    HTML entities and percent codes are seen through.
    """
    if _is_order(text):
        return True
    return any(_is_order(hidden) for hidden in decoded(text))


def _is_order(text: str) -> bool:
    seen = unmask(text)
    if any(order.search(seen) for order in _ANYWHERE):
        return True
    if not seen.isascii() and any(order.search(seen) for order in _CHINESE):
        return True
    letters = squeeze(seen)
    return any(SQUEEZED_ORDER.search(form) for form in (letters, *turned(letters)))
