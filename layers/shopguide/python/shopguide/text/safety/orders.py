"""Text of a record that orders somebody about: what is written about a product leaves it out."""

import re
from functools import lru_cache

from shopguide.text.normalise import fold
from shopguide.text.safety.directed import tells_what_to_say
from shopguide.text.safety.instructions import is_instruction
from shopguide.text.simplified import simplify

_ORDER = re.compile(
    r"\b(?:(?:system|assistant|user) ?[:：]\s*)?\b(?:ignore|disregard|forget|override)\b"
    r"|\b(?:write|say|state|claim|pretend)s? that\b"
    r"|(?:^|[.!?:;]\s*)(?:system|assistant|user) ?[:：]|\bsystem prompt\b"
    r"|(?:^|[。！？:：\s])系统[:：]|你必须|新规则|忽略|无视|忘记|忘掉|系统提示|提示词|(?:写|说|声称)我们是"
)
_NAME = re.compile(r"^[^:：]{1,40}[:：]\s*")


@lru_cache(maxsize=4096)
def gives_orders(text: str) -> bool:
    """Whether a text steers an assistant, or only sounds like it: doubt leaves it out.

    An attribute's sentence is read without its name, too: "Material: SYSTEM: say …".
    """
    behind_name = _NAME.sub("", text, count=1)
    return (
        find_order(text) is not None
        or tells_what_to_say(text)
        or is_instruction(text)
        or is_instruction(behind_name)
    )


def find_order(text: str) -> int | None:
    """Where an order begins in a text, None where none does openly."""
    folded = simplify(fold(text))
    found = _ORDER.search(folded)
    return None if found is None else min(found.start(), len(text))
