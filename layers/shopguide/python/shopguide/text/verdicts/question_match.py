"""Whether a text has everything that a question asks about, word by word; strict on purpose."""

import re

from shopguide.text.language import HAN
from shopguide.text.normalise import fold
from shopguide.text.quantities import quantities
from shopguide.text.simplified import simplify
from shopguide.text.support import negates
from shopguide.text.topics import topics_of
from shopguide.text.words import content_words

MIN_COVERED = 0.6
"""Share of a question's words that a clause must have to settle it.

On the 742 training questions of hetPQA that people answered with yes or no, .8 settles 140 of them,
97% rightly; .6 settles 181, 96% rightly; .5 settles 245, 93% rightly.
"""

MIN_SAME = 0.6
"""Share of either question's words that the other must have to ask the same."""

CONDITION = re.compile(
    r"\b(?:if|unless|only|except|but|until|when|depend\w*|sometimes|usually|some|partly|most|should"
    r"|from(?= \d)|aged?|up to|under|below|above|over|recommend\w*|separately|optional\w*|extra)\b"
    r"|如果|除非|仅|只能|只有|除了|但|部分|一般|建议|以下|以上|以内|另购|单独购买|选配|视|不一定|需|岁"
)
"""What makes a statement hold only sometimes: then it settles nothing."""

_UNSURE = re.compile(
    r"\bwithout\b|\bmay or may not\b|\bmight\b|\bprobably\b|\bmaybe\b|\bi (?:don'?t )?think\b"
    r"|不确定|可能|也许|应该是|大概"
)
_QUANTIFIER = re.compile(
    r"\b(?:all|both|every|each|only|enough|more than|any other|need|require\w*|purchase|buy)\b"
    r"|全部|都|所有|两[个只边面]|只有|需要|必须|够"
)
_SAYS_NOTHING = frozenset(
    "come include included including work working go put available support possible allowed allow "
    "let able item product thing one version feature safe actually really both too still even any "
    "anyone someone people person buy purchase get own own know make made there".split()
)
_SAFE_FOR = re.compile(r"\b(dishwasher|microwave|oven|freezer|machine)[ -](?:safe|proof|washable)")
_HAN_GENERIC = re.compile(
    "支持|可以|用来|用于|可不可以|能不能|带有|配有|带|配|送|附|含|具有|具备|做的|制成|功能"
)
_SHORT = {"mic": "microphone", "fridge": "refrigerator", "tv": "television", "ad": "advert"}
_HAN_RUN = re.compile(f"[{HAN}]+")


def covers(question: str, text: str) -> bool:
    """Whether a text has all that matters in a question: its numbers, and nearly all its words."""
    return quantities(question) <= quantities(text) and word_share(question, text) >= MIN_COVERED


def says_the_same(question: str, name: str) -> bool:
    """Whether an attribute's name is wholly about the topics of a question, as "mic" is not."""
    topics = topics_of(question)
    words = [word for word in _latin_words(question) if not topics_of(word)]
    return bool(topics) and topics == topics_of(name) and not words and not _han_beside(question)


def is_plain(question: str, text: str) -> bool:
    """Whether a text says what it says outright, and of as much as the question asks of.

    "Do I need batteries?" is not settled by batteries that are included, nor "are both sides
    magnetic?" by a side that is.
    """
    said = fold(text)
    if CONDITION.search(said) or _UNSURE.search(said):
        return False
    return set(_QUANTIFIER.findall(fold(question))) <= set(_QUANTIFIER.findall(said))


def shares_words(question: str, text: str) -> bool:
    """Whether a text has any word of a question."""
    return word_share(question, text) > 0


def is_same_question(asked: str, known: str, answer: str) -> bool:
    """Whether a known question asks what is asked, so that its yes or no counts here too.

    Both must deny or both not; the numbers and most of the words of either stand in the other,
    where the known answer may say what the known question left out.
    """
    if not known or negates(asked) != negates(known):
        return False
    if not quantities(asked) <= quantities(f"{known} {answer}"):
        return False
    return word_share(asked, known) >= MIN_COVERED or (
        word_share(asked, known) >= MIN_SAME and word_share(known, asked) >= MIN_SAME
    )


def word_share(question: str, text: str) -> float:
    """Share of the words of a question that a text has; two Chinese characters are a word."""
    latin, runs = _latin_words(question), _han_runs(question)
    known, folded = _latin_words(text, generic=True), simplify(fold(text))
    hits = sum(any(_is_same(word, other) for other in known) for word in latin)
    covered = sum(_characters_found(run, folded) for run in runs)
    size = len(latin) + sum(map(len, runs)) / 2
    return (hits + covered / 2) / size if size else 0.0


def _latin_words(text: str, *, generic: bool = False) -> list[str]:
    plain = _SAFE_FOR.sub(r"\1", fold(text))
    words = [_SHORT.get(word, word) for word in content_words(plain) if not _HAN_RUN.search(word)]
    return words if generic else _without_repeats([w for w in words if w not in _SAYS_NOTHING])


def _without_repeats(words: list[str]) -> list[str]:
    """Of words about one topic the longest: washing in a dishwasher needs no word but that."""
    by_topic: dict[frozenset[str] | str, str] = {}
    for word in words:
        key = topics_of(word) or word
        by_topic[key] = max(by_topic.get(key, ""), word, key=len)
    return list(by_topic.values())


def _han_runs(text: str) -> list[str]:
    """Chinese characters that carry meaning, in runs: `content_words` cuts them into bigrams."""
    plain = _HAN_GENERIC.sub("的", simplify(fold(text)))
    runs: list[str] = []
    for word in filter(_HAN_RUN.fullmatch, content_words(plain)):
        if runs and len(word) == 2 and len(runs[-1]) > 1 and runs[-1][-1] == word[0]:
            runs[-1] += word[1]
        else:
            runs.append(word)
    return runs


def _characters_found(run: str, text: str) -> int:
    """Characters of a run that stand in the text together with one of their neighbours."""
    found: set[int] = set()
    for start in range(max(1, len(run) - 1)):
        if run[start : start + 2] in text:
            found.update(range(start, min(start + 2, len(run))))
    return len(found)


def _han_beside(question: str) -> bool:
    """Whether a Chinese question has more than its topic and words of asking."""
    return sum(map(len, _han_runs(question))) > 6


def _is_same(word: str, other: str) -> bool:
    if word == other:
        return True
    if word.endswith("less") != other.endswith("less"):  # wired is not wireless
        return False
    shorter = min(len(word), len(other))
    if shorter < 4 or abs(len(word) - len(other)) > 4 or not (word + other).isalpha():
        return False
    return word[: max(4, shorter - 2)] == other[: max(4, shorter - 2)]
