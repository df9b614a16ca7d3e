"""What a sentence says that its evidence does not: numbers, bounds, names, words, a denial."""

import re
from collections.abc import Sequence

from shopguide.text.bounds import find_bounds
from shopguide.text.normalise import clean_text, fold
from shopguide.text.quantities import Quantity, quantities
from shopguide.text.sentences import split_sentences
from shopguide.text.unit_conversion import is_equal_to_one_of
from shopguide.text.words import content_words

MIN_SUPPORT = 0.7
"""Share of a sentence's content words that its evidence must have."""

_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion dozen half quarter third once twice thrice double triple"
).split()
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_NUMBER_WORDS)})s?\b")
_CHINESE_NUMERAL = re.compile("[零〇一二两三四五六七八九十百千万亿半双]+")
_COMPARATIVE = re.compile(
    r"\b(\w{2,}er|more|less|fewer|better|worse)\b(?= (?:\w+ ){0,3}than\b)"
    r"|\b(?<!at )(most|least|best|worst|(?:light|heavi|cheap|long|short|small|bigg|larg|fast|slow"
    r"|strong|quiet|loud|high|low|new|old|soft|hard|thinn|thick|wid|great|fin)est)\b"
    r"|(最[\u4e00-\u9fff]|更[\u4e00-\u9fff])"
)
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ0-9]+")
_NEGATION = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot|unable|\w+n't|\w+n’t|false)\b"
    r"|不|没|无|未|否|勿|禁止|别"
)
_NO_NEGATION = re.compile(
    r"\bnot only\b|\bno problem\b|\bno\.(?= ?\d)"
    r"|不锈钢|不锈铁|不错|不仅|不但|不同|无线|无论|无数|是否|能否|未来|特别|分别|级别|区别|性别|别墅|没问题|不到|"
    r"无理由|无条件|无忧"
)


def is_said(sentence: str, evidence: str, texts: Sequence[str]) -> bool:
    """Whether evidence says what a sentence says: numbers, names, most words, yes or no.

    Args:
        sentence: One sentence.
        evidence: All that it may draw on, titles and questions too.
        texts: Of the evidence, what may be quoted: a denial must stand there.
    """
    return (
        not unsupported_numbers(sentence, evidence)
        and not unsupported_bounds(sentence, evidence)
        and not unsupported_comparatives(sentence, evidence)
        and not unsupported_names(sentence, evidence)
        and word_support(sentence, evidence) >= MIN_SUPPORT
        and _agrees_in_negation(sentence, texts)
    )


def unsupported_numbers(sentence: str, evidence: str) -> list[str]:
    """Numbers of the sentence, in digits or words, that the evidence does not have.

    A number with a unit must have that unit in the evidence too, or be exactly as much in another
    one: 0.254 kg stands in "254 g", 0.25 kg does not.
    """
    known = quantities(evidence)
    missing = [str(q) for q in sorted(quantities(sentence), key=str) if not _stands(q, known)]
    for pattern in (_NUMBER_WORD, _CHINESE_NUMERAL):
        spelled = set(pattern.findall(fold(evidence)))
        missing += [word for word in pattern.findall(fold(sentence)) if word not in spelled]
    return missing


def unsupported_bounds(sentence: str, evidence: str) -> list[str]:
    """Quantities of which the sentence says another side than the evidence: "40 hours", "up to 40".

    Those that the evidence does not have at all are none of them.
    """
    said = {(bound.measure, bound.side) for bound in find_bounds(evidence)}
    known = {measure for measure, _ in said}
    return [
        f"{bound.side} {bound.measure.amount} {bound.measure.dimension}"
        for bound in find_bounds(sentence)
        if bound.measure in known and (bound.measure, bound.side) not in said
    ]


def unsupported_comparatives(sentence: str, evidence: str) -> list[str]:
    """Comparatives and superlatives of the sentence that the evidence does not have."""
    known = _comparatives(evidence)
    return sorted(_comparatives(sentence) - known)


def unsupported_names(sentence: str, evidence: str) -> list[str]:
    """Capitalised words of the sentence that the evidence does not have.

    The first word counts too, unless it is one that carries no meaning ("It", "Yes").
    """
    known = frozenset(_LATIN_WORD.findall(fold(evidence)))
    words = _LATIN_WORD.findall(clean_text(sentence))
    names = [word for word in words if word.lower() != word and content_words(word)]
    return [name for name in names if fold(name) not in known]


def word_support(sentence: str, evidence: str) -> float:
    """Share of the sentence's content words that the evidence has; 0 for a sentence of none.

    A quantity counts as a word, in whatever unit it stands in the evidence.
    """
    words = content_words(sentence)
    has = quantities(evidence)
    same = {str(quantity) for quantity in quantities(sentence) if _stands(quantity, has)}
    known = frozenset(content_words(evidence)) | same
    return sum(word in known for word in words) / len(words) if words else 0.0


def negates(text: str) -> bool:
    """Whether a text denies something."""
    return bool(_NEGATION.search(_NO_NEGATION.sub(" ", fold(text))))


def _stands(quantity: Quantity, known: frozenset[Quantity]) -> bool:
    if quantity in known or is_equal_to_one_of(quantity, known):
        return True
    same_number = {other for other in known if other.number == quantity.number}
    return bool(same_number) and not quantity.unit


def _comparatives(text: str) -> frozenset[str]:
    return frozenset(word for found in _COMPARATIVE.findall(fold(text)) for word in found if word)


def _agrees_in_negation(sentence: str, texts: Sequence[str]) -> bool:
    """Whether the sentence and the evidence sentence most like it both affirm or both deny."""
    said = [part for text in texts for part in split_sentences(text) if part.strip()]
    words = frozenset(content_words(sentence))
    closest = max(said, key=lambda part: len(words & set(content_words(part))))
    return negates(sentence) == negates(closest)
