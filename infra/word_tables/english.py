"""Ordinary English words and names, so that no shopper is corrected who writes one."""

from collections import defaultdict
from collections.abc import Iterable

from shopguide.text.words import stem

SHORTEST, LONGEST = 3, 14
"""Shorter words are never corrected; longer ones are no typing slip away from another."""


def english_table(words: Iterable[str]) -> str:
    """The text of ``shopguide/text/query/english_words.txt``: a line for each first three letters.

    Names are folded like words. Plurals whose stem is there are left out, and so are abbreviations
    and all that has apostrophes.
    """
    plain = {word.lower() for word in words if word.islower() or word.istitle()}
    kept = {w for w in plain if w.isascii() and w.isalpha() and SHORTEST <= len(w) <= LONGEST}
    by_prefix: dict[str, list[str]] = defaultdict(list)
    for word in sorted(kept):
        if stem(word) == word or stem(word) not in kept:
            by_prefix[word[:3]].append(word)
    return "".join(" ".join(group) + "\n" for _, group in sorted(by_prefix.items()))
