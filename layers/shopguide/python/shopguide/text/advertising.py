"""Claims that advertising may not make: superlatives, absolute terms, cures (广告法 极限词)."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from shopguide.text.language import has_han
from shopguide.text.normalise import fold
from shopguide.text.simplified import simplify

_TABLE = Path(__file__).with_name("advertising_terms.txt")
_SUPERLATIVE = re.compile(
    r"\b(?!(?:test|rest|west|east|nest|chest|guest|quest|forest|interest|request|invest|harvest|"
    r"honest|modest|digest|contest|protest|suggest|headrest|armrest|footrest|breast|conquest|"
    r"backrest|palmrest|tempest|budapest|everest|crest|zest|vest|pest|jest|arrest|lest)\b)"
    r"[a-z]{2,}est\b"
)


def forbidden_claims(text: str, allowed: str = "") -> list[str]:
    """The terms of a text that advertising may not say, each once.

    Args:
        text: What would be published.
        allowed: What may be said as it stands: a brand's name, a share such as "100% cotton" that
            the record states as a value.
    """
    folded = simplify(fold(text))
    for name in filter(None, (simplify(fold(each)) for each in allowed.split("\n"))):
        folded = folded.replace(name, " ")
    forbidden, harmless = _patterns()
    folded = harmless.sub(" ", folded)
    return list(dict.fromkeys([*forbidden.findall(folded), *_SUPERLATIVE.findall(folded)]))


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Forbidden terms, the longest first, and harmless words that hold one."""
    text = _TABLE.read_text(encoding="utf-8")
    lines = [fold(line) for line in text.splitlines() if line and not line.startswith("# ")]
    border = lines.index("----")
    return _any_of(lines[:border]), _any_of(lines[border + 1 :])


def _any_of(terms: Sequence[str]) -> re.Pattern[str]:
    """A pattern of terms: Chinese ones anywhere, others as whole words."""
    longest_first = sorted(terms, key=len, reverse=True)
    chinese = [re.escape(term) for term in longest_first if has_han(term)]
    latin = [re.escape(term) for term in longest_first if not has_han(term)]
    return re.compile(rf"{'|'.join(chinese)}|(?<![a-z0-9])(?:{'|'.join(latin)})(?![a-z0-9])")
