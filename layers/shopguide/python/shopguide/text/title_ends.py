"""Where a title is cut off."""

import re

_DANGLING = re.compile(
    r"(?:\s+(?:with|and|in|for|of|by|the|a|an|to|over|up|&|-|–)|[,，;；:：–-])$", re.IGNORECASE
)


def without_dangling_end(title: str) -> str:
    """A title that was cut, without the words and marks at its end that led on to what is gone."""
    title = title.rstrip()
    while (shorter := _DANGLING.sub("", title).rstrip()) != title:
        title = shorter
    return title
