"""Text of a record that orders somebody about; a text about a product has no use for any."""

import re
from functools import lru_cache

from shopguide.text.normalise import fold
from shopguide.text.safety.instructions import is_instruction
from shopguide.text.simplified import simplify

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b|\b(?:write|say|state|claim|pretend)s? that\b"
    r"|\b(?:system|assistant|user) ?[:：]|\bprompt\b"
    r"|忽略|无视|忘记|忘掉|系统提示|提示词|(?:写|说|声称)我们是"
)


@lru_cache(maxsize=4096)
def gives_orders(text: str) -> bool:
    """Whether a text steers an assistant, or only sounds like it: doubt leaves it out."""
    return find_order(text) is not None or is_instruction(text)


def find_order(text: str) -> int | None:
    """Where an order begins in a text, None where none does openly."""
    folded = simplify(fold(text))
    found = _ORDER.search(folded)
    return None if found is None else min(found.start(), len(text))
