"""Questions without the product's own name in them.

"How heavy is the tent?" asks a tent's record the same as "How heavy is it?", but the name draws the
encoder to whatever else speaks of tents. So passages of a product are compared with the question
after its brand, its category and its model have been taken out.
"""

import re

from shopguide.domain.product import Product
from shopguide.text.language import HAN
from shopguide.text.normalise import clean_text, fold
from shopguide.text.words import stem

_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f0-9]+(?:-[A-Za-z0-9]+)*")
_HAN_RUN = re.compile(f"[{HAN}]+")
_ONE, _MANY = "\x1a", "\x1b"
_MENTION = f"[{_ONE}{_MANY}]"
_ENGLISH_MENTION = re.compile(
    rf"(?:\b(?:the|this|that|these|those|a|an|your|my)\s+)?{_MENTION}(?:[\s'-]+{_MENTION})*",
    re.IGNORECASE,
)
_CHINESE_MENTION = re.compile(
    rf"(?:请问)?(?:这一?[款个台件双副把]?|那[款个]|此款?|该款?|你们家?的?)?\s*{_MENTION}(?:\s*{_MENTION})*的?"
)
_MIN_LEFT = 2
"""A question of fewer words or characters than this is about the name itself, and stays whole."""


def without_product_name(question: str, product: Product) -> str:
    """The question with "it" or "they" for the product's name, which Chinese leaves out.

    The name is made of brand, category and model; words of the model count only where the question
    writes them as a name, with a capital or a digit.
    """
    text = clean_text(question)
    marked = _mark_latin(text, product)
    marked = _mark_han(marked, product)
    if not re.search(_MENTION, marked):
        return text
    if _HAN_RUN.search(marked):
        shorter = _CHINESE_MENTION.sub("", marked)
        left = len("".join(_HAN_RUN.findall(shorter)))
    else:
        shorter = _ENGLISH_MENTION.sub(_pronoun, marked)
        left = len(_LATIN.findall(shorter)) - 1
    shorter = clean_text(shorter)
    return shorter if left >= _MIN_LEFT else text


def _mark_latin(text: str, product: Product) -> str:
    kinds = {stem(fold(word)) for word in _LATIN.findall(f"{product.brand} {_leaf(product)}")}
    models = {fold(word) for word in _LATIN.findall(product.title)}

    def mark(match: re.Match[str]) -> str:
        word = match[0]
        is_name = (match.start() > 0 and word != word.lower()) or any(map(str.isdigit, word))
        if stem(fold(word)) in kinds or (is_name and fold(word) in models):
            return _MANY if stem(fold(word)) != fold(word) else _ONE
        return word

    return _LATIN.sub(mark, text)


def _mark_han(text: str, product: Product) -> str:
    names = [product.brand, *_HAN_RUN.findall(_leaf(product))]
    for name in sorted(filter(_HAN_RUN.search, names), key=len, reverse=True):
        text = text.replace(name, _ONE)
    return _short_mention(product).sub(_ONE, text)


def _short_mention(product: Product) -> re.Pattern[str]:
    """As in "这双鞋子" of a 跑步鞋: the last character of a category names the kind."""
    kind = _HAN_RUN.findall(_leaf(product))
    last = re.escape(kind[-1][-1]) if kind else "(?!)"
    return re.compile(rf"[这那此该][款个台件双副把只条顶盏张]?[\u4e00-\u9fff]?{last}子?")


def _pronoun(mention: re.Match[str]) -> str:
    return "they" if mention[0].endswith(_MANY) else "it"


def _leaf(product: Product) -> str:
    paths = product.category_paths()
    return paths[-1].rsplit(">", 1)[-1].strip() if paths else ""
