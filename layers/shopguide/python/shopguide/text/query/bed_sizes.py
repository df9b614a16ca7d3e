"""Sizes of beds and of what lies on them: "queen size sheets", "duvet cover king".

Only those that the catalogue has for sizes: a queen is on playing cards too.
"""

from shopguide.domain.lexicon import Lexicon
from shopguide.domain.query import ConstraintKind
from shopguide.text.late_pattern import LatePattern
from shopguide.text.query.finding import Finding

_LYING = LatePattern(
    r"\b(?:beds?|bedding|bedsheets?|mattress(?:es)?|sheets?|duvets?|comforters?|quilts?|"
    r"blankets?|pillow ?cases?|pillows|toppers?|headboards?|box springs?|bedspreads?|coverlets?)\b"
)
_PATTERN = LatePattern(
    r"\b(?P<name>california king|super king|cal king|twin xl|queen|king|twin|full|double|single)"
    r"(?P<size>[ -]sized?\b)?(?![\w'-])"
)


def find_bed_sizes(folded: str, lexicon: Lexicon) -> list[Finding]:
    """The bed sizes of a folded query, where it says "size" or speaks of a bed."""
    on_bed = _LYING.search(folded) is not None
    return [
        Finding(match.start(), match.end(), ConstraintKind.SIZE, (match["name"],))
        for match in _PATTERN.finditer(folded)
        if (on_bed or match["size"]) and match["name"] in lexicon.sizes
    ]
