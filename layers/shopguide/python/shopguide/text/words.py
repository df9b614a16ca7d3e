"""The words of a text that carry its meaning, in Chinese, English and mixtures of them.

A number keeps its unit ("40小时" and "40 hours" are one word); Latin words lose their plural; a
run of Chinese characters gives its bigrams, because no dictionary would know a shop's words.
"""

import re
from functools import lru_cache

from shopguide.text.language import HAN
from shopguide.text.normalise import fold
from shopguide.text.quantities import find_quantities

_ENGLISH_STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be been before being but by can come could "
    "did do does doing done each for from get give go goes had has have having he her here him "
    "his how i if in into is it its just like long many me might more most much must my need no "
    "not of off on or our out over please possible same shall she should so some such take tell "
    "than that the their them then there these they thing this those through to too under until "
    "up us use used using very want was way we were what when where which while who whom whose "
    "why will with would yes you your".split()
)
_CHINESE_STOP_PHRASES = (
    "请问 你们 我们 他们 这款 这个 那个 这种 这台 这件 这双 这些 该款 一下 一个 一款 可以 "
    "可不可以 能够 能不能 能否 是不是 是否 有没有 有无 会不会 要不要 需要 应该 多久 "
    "多长时间 多长 多大 多少 多重 多高 多宽 几个 几天 几年 什么样 什么 怎么样 怎么 怎样 "
    "如何 哪里 哪个 哪些 哪种 哪儿 为什么 的话 还是 或者 以及 如果 因为 所以 但是 而且 大概 "
    "大约 左右 知道 告诉 了解 想问 咨询 好不好 行不行 吗 呢 吧 啊 呀 的 了 是 在 和 与 及 "
    "或 也 都 就 还 很 把 被 给 让 用 有 能 会 要 我 你 您 他 她 它 这 那 几 多 么 为 以 到 "
    "从 对"
).split()
_STOP_RUN = re.compile("|".join(sorted(map(re.escape, _CHINESE_STOP_PHRASES), key=len)[::-1]))
_TOKEN = re.compile(rf"(?P<latin>[a-z\u00df-\u024f]+(?:'[a-z]+)?)|(?P<han>[{HAN}]+)")


@lru_cache(maxsize=20_000)
def content_words(text: str) -> tuple[str, ...]:
    """Meaningful words in order, with repetitions; empty where a text has only function words."""
    folded = fold(text).replace("_", " ").replace("’", "'")
    words: list[str] = []
    position = 0
    for start, end, quantity in find_quantities(folded):
        words.extend(_plain_words(folded[position:start]))
        words.append(str(quantity))
        position = end
    words.extend(_plain_words(folded[position:]))
    return tuple(words)


def is_function_word(word: str) -> bool:
    """Whether a folded English word only joins others, like ``with`` and ``your``."""
    return word in _ENGLISH_STOP_WORDS


def stem(word: str) -> str:
    """An English word without its plural ending (the S-stemmer; Harman, JASIS 42, 1991)."""
    if len(word) <= 3:
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")):
        return word[:-1]
    return word


def _plain_words(text: str) -> list[str]:
    words: list[str] = []
    for token in _TOKEN.finditer(text):
        if token["han"]:
            words.extend(_han_words(token["han"]))
            continue
        word = token["latin"].removesuffix("'s")
        if word not in _ENGLISH_STOP_WORDS and not word.endswith("n't") and len(word) > 1:
            words.append(stem(word))
    return words


def _han_words(run: str) -> list[str]:
    words = []
    for part in _STOP_RUN.split(run):
        if len(part) == 1:
            words.append(part)
        words.extend(part[n : n + 2] for n in range(len(part) - 1))
    return words
