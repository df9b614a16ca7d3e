"""Whether a piece of evidence settles a question of yes or no, and how.

Nothing is guessed. A Q&A pair settles the question that it answers; a truth value, a colour, a
material or a quantity settles what is asked of it; a sentence settles a question whose every
meaningful word it has. What reviewers say settles nothing: that is an opinion.

A Q&A answer without its question is taken at its word: of those in the training questions of hetPQA
that begin with yes or no, 38 of 40 are right.
"""

import re
from collections.abc import Sequence

from shopguide.domain.answer import Verdict
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.text.colours import colours_of_value, find_colours
from shopguide.text.normalise import clean_text, fold
from shopguide.text.product_mentions import without_product_name
from shopguide.text.sentences import split_sentences
from shopguide.text.support import negates
from shopguide.text.topics import topics_of
from shopguide.text.value_words import truth_of
from shopguide.text.verdicts.asked_quantity import judge_quantity
from shopguide.text.verdicts.of_values import SHADE
from shopguide.text.verdicts.question_match import (
    covers,
    is_plain,
    is_same_question,
    says_the_same,
    shares_words,
)

_YES = re.compile(
    r"(?:yes|yeah|yep|sure|certainly|of course|absolutely|definitely|correct|true)\b"
    r"|(?:是的?|对的?|可以|能|有|会|支持|没问题|当然)(?=[的，,。.；;！! ]|$)"
)
_NO = re.compile(
    r"(?:no|nope|not|unfortunately,? (?:no|not)|sorry,? no|negative|false)\b"
    r"|(?:不是|不可以|不能|不会|不支持|不行|没有|不|否|无)(?:的)?(?=[的，,。.；;！! ]|$)"
)
_NAME_END = re.compile("[:：]")
_A_NOT_A = re.compile(r"(?P<x>[\u4e00-\u9fff])不(?P=x)|有没有|有无|是否|能否|可否")
_IMITATION = re.compile(r"synthetic|faux|imitation|artificial|vegan|pu\b|仿|人造|合成")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_WATER_RATING = re.compile(r"\bip[x\d](?P<water>\d)")
_UNDER_WATER = re.compile(r"waterproof|swim|submer|dive|diving|under ?water|shower|游泳|潜水|浸")
_CLAUSE_END = re.compile(r"[,，;；、。.!！?？](?:\s|$|(?=[\u4e00-\u9fff]))")


def verdict_of(question: str, passage: Passage, product: Product | None = None) -> Verdict:
    """What a passage answers a question of yes or no with; unknown where it does not settle it.

    Args:
        question: As it was asked, in either language.
        passage: Of the knowledge base or of a product's record.
        product: What the passage is about, where it is known, as it stands now.
    """
    bare = without_product_name(question, product) if product else clean_text(question)
    asked = _A_NOT_A.sub(lambda match: match[0][:1], bare)
    verdict = _of_statement(asked, passage, product)
    if verdict is Verdict.UNKNOWN or not negates(asked):
        return verdict
    return _of_denial(question, verdict)


def starts_with_verdict(sentence: str) -> Verdict:
    """The yes or no that a text begins with; unknown where it begins otherwise."""
    folded = fold(sentence).lstrip("\"'“”「 ")
    if _NO.match(folded):
        return Verdict.NO
    return Verdict.YES if _YES.match(folded) else Verdict.UNKNOWN


def _of_denial(question: str, verdict: Verdict) -> Verdict:
    """English "no" says that it is not so, asked either way; Chinese 是的 agrees with the denial.

    `verdict` was found for the statement without its denial.
    """
    if question.isascii():
        return verdict
    return Verdict.NO if verdict is Verdict.YES else Verdict.YES


def _of_statement(asked: str, passage: Passage, product: Product | None) -> Verdict:
    if passage.kind is PassageKind.REVIEW:
        return Verdict.UNKNOWN
    if passage.kind in (PassageKind.QA, PassageKind.VERIFIED_ANSWER):
        own = starts_with_verdict(passage.text)
        if own is not Verdict.UNKNOWN and (
            is_same_question(asked, passage.question, passage.text) or not passage.question
        ):
            return own
    if passage.kind is PassageKind.ATTRIBUTE:
        return _of_attribute(asked, passage, product)
    return _of_sentences(asked, split_sentences(passage.text))


def _of_attribute(asked: str, passage: Passage, product: Product | None) -> Verdict:
    if product and passage.passage_id == f"{product.product_id}/availability":
        is_about = "availability" in topics_of(asked)
        return _yes_if(product.in_stock) if is_about else Verdict.UNKNOWN
    measured = judge_quantity(asked, passage, product)
    if measured is not Verdict.UNKNOWN:
        return measured
    name, value = _parted(passage.text)
    for settle in (_of_truth, _of_water_rating, _of_colour, _of_material):
        verdict = settle(asked, name, value)
        if verdict is not Verdict.UNKNOWN:
            return verdict
    # "Noise level: 84 dB" has the words of "is it noisy?", but says nothing of it.
    if covers(asked, name) or "material" in topics_of(asked):
        return Verdict.UNKNOWN
    return _of_sentences(asked, [passage.text])


def _of_truth(asked: str, name: str, value: str) -> Verdict:
    """Of an attribute such as "Dishwasher safe: yes", whose name is what is asked."""
    if not (covers(asked, name) or says_the_same(asked, name)):
        return Verdict.UNKNOWN
    truth = truth_of(value)
    return Verdict.UNKNOWN if truth is None else _yes_if(truth)


def _of_water_rating(asked: str, name: str, value: str) -> Verdict:
    """Of "IPX5": rain does no harm from 4 on, being under water from 7 on (IEC 60529)."""
    rating = _WATER_RATING.search(value)
    if rating is None or not topics_of(asked) == topics_of(name) == {"water"}:
        return Verdict.UNKNOWN
    level = int(rating["water"])
    is_under_water = _UNDER_WATER.search(fold(asked)) is not None
    if level >= (7 if is_under_water else 4):
        return Verdict.YES
    return Verdict.NO if level == 0 else Verdict.UNKNOWN


def _of_colour(asked: str, name: str, value: str) -> Verdict:
    wanted = {mention.value for mention in find_colours(fold(asked))}
    if not wanted or SHADE.search(asked) or "colour" not in topics_of(name):
        return Verdict.UNKNOWN
    has = set(colours_of_value(value))
    return _yes_if(bool(wanted & has)) if has else Verdict.UNKNOWN


def _of_material(asked: str, name: str, value: str) -> Verdict:
    """Made of leather, if the material has the word and is no imitation of it."""
    is_material = "material" in topics_of(name) & topics_of(asked)
    imitates = _IMITATION.search(value) is not None and _IMITATION.search(fold(asked)) is None
    if not is_material or imitates or not is_plain(asked, value):
        return Verdict.UNKNOWN
    return Verdict.YES if covers(asked, f"{name} {value}") else Verdict.UNKNOWN


def _of_sentences(asked: str, sentences: Sequence[str]) -> Verdict:
    """A clause with all words of the question affirms what it asks, or denies it."""
    for sentence in (_ASIDE.sub(" ", each) for each in sentences):
        clauses = [clause for clause in _CLAUSE_END.split(sentence) if clause and clause.strip()]
        for part in (*clauses, sentence):
            if not covers(asked, part) or not is_plain(asked, part):
                continue
            others = [each for each in clauses if each != part and shares_words(asked, each)]
            if any(negates(each) != negates(part) for each in others):
                return Verdict.UNKNOWN
            return _yes_if(not negates(part))
    return Verdict.UNKNOWN


def _parted(text: str) -> tuple[str, str]:
    """The name and the folded value of an attribute's sentence."""
    name, *value = _NAME_END.split(text, maxsplit=1)
    return name, fold(value[0]).strip(" 。.") if value else ""


def _yes_if(holds: bool) -> Verdict:
    return Verdict.YES if holds else Verdict.NO
