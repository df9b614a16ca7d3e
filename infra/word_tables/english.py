"""Ordinary English words, so that no shopper is corrected who writes one."""

from collections import defaultdict
from collections.abc import Iterable

from shopguide.text.words import stem

SHORTEST, LONGEST = 4, 14
"""Shorter words are never corrected, longer ones are no typing slip away from another."""


def english_table(words: Iterable[str]) -> str:
    """The text of ``shopguide/text/query/english_words.txt``: a line for each first two letters.

    Plurals whose stem is there are left out, and so are names and words with apostrophes.
    """
    kept = {w for w in words if w.isascii() and w.isalpha() and w.islower()}
    kept = {w for w in kept if SHORTEST <= len(w) <= LONGEST}
    by_prefix: dict[str, list[str]] = defaultdict(list)
    for word in sorted(kept):
        if stem(word) == word or stem(word) not in kept:
            by_prefix[word[:2]].append(word)
    return "".join(" ".join(group) + "\n" for _, group in sorted(by_prefix.items()))
