"""Signs in a passage itself that it answers little."""

import re

from shopguide.text.normalise import fold

_HEDGES = re.compile(
    r"\b(?:not (?:really )?(?:sure|certain)|unsure|(?:do not|don'?t) know|no idea|"
    r"i (?:think|believe|guess|suppose)|probably|maybe|might|haven'?t|unfortunately)\b|"
    r"不(?:太|是很)?(?:[确確]定|知道|清楚|[了瞭]解)|[没沒]有?(?:用[过過]|[试試][过過]|注意)|"
    r"[应應][该該]是|可能|也[许許]|大概|好像|估[计計]"
)


def is_hedged(text: str) -> bool:
    """Whether its author says that he does not know, or only thinks so."""
    return _HEDGES.search(fold(text).replace("’", "'")) is not None
