"""What a product's record says to a question of yes or no, whatever words it shares with it.

Retrieval finds the passage that is most like a question; whether a thing is black is settled by its
colour, however little alike they look. Attributes that disagree settle nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shopguide.domain.answer import Verdict
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.text.normalise import clean_text, fold
from shopguide.text.passages import record_passages
from shopguide.text.product_mentions import without_product_name
from shopguide.text.safety.quotable import is_quotable
from shopguide.text.simplified import simplify
from shopguide.text.support import negates
from shopguide.text.verdicts.of_amounts import amount_verdict, amounts_asked
from shopguide.text.verdicts.of_values import (
    choice_verdict,
    colour_verdict,
    lacking_verdict,
    material_verdict,
    partial_verdict,
    water_verdict,
)

_PART = re.compile(
    r"\b(?:strap|cable|cord|box|packag\w*|handle|sole|lining|zip\w*|inside|cushion|wheel|frame|seat|base"
    r"|case|cover|button|screen|inner|outer|pole|peg|accessor\w*|spare|other|another|variants?)s?\b"
    r"|背带|肩带|盒子|数据线|线材|内胆|鞋底|鞋垫|拉链|内衬|包装|充电盒|底座|底部|轮子|把手|配件|其他|别的|另外"
)
"""What has a colour and a material of its own."""

_CONDITION = re.compile(r"\b(?:if|when|unless|without|after|before|or)\b|如果|要是|还是|或者|除了")
_OUT = re.compile(r"out of stock|sold out|缺货|断货|没货|售罄|卖完")
_IN = re.compile(
    r"^(?:is|are) (?:it|they|this|these)(?: \w+)? (?:in stock|available)"
    r"(?: now| right now| today)?\W*$"
    r"|^[^,。]{0,6}(?:有货|有现货|现货|还有货|有库存)[吗么没]?有?\W*$"
)
_OUT_ASKED = re.compile(
    r"^(?:is|are) (?:it|they|this|these)(?: \w+)? (?:out of stock|sold out)\W*$"
    r"|^[^,。]{0,6}(?:缺货|断货|没货|售罄|卖完)了?[吗么]?\W*$"
)


@dataclass(frozen=True, slots=True)
class Settled:
    """A yes, a no, or that the record leaves it open in so many words; and where that stands."""

    verdict: Verdict
    passage: Passage


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it stands, and without the product's name: either may lack a word."""

    whole: str
    bare: str

    @property
    def measured(self) -> str:
        """That of the two which asks for an amount; empty where neither does."""
        return next((each for each in (self.bare, self.whole) if amounts_asked(each)), "")


def settle(question: str, product: Product) -> Settled | None:
    """What the record settles a question of yes or no with; None where it has nothing on it.

    Args:
        question: One question, in either language.
        product: As it stands now.
    """
    bare = clean_text(without_product_name(question, product))
    folded = simplify(fold(bare))
    if _CONDITION.search(folded) or _PART.search(folded):
        return None
    denies = negates(_without_tag(folded))
    if denies and (not folded.isascii() or re.search(r"\bno\b|\bwithout\b", folded)):
        return None
    asked = _Asked(clean_text(question), bare)
    passages = [each for each in record_passages(product) if each.kind is PassageKind.ATTRIBUTE]
    found = [each for passage in passages for each in _settle_by(asked, passage, product)]
    verdicts = {each.verdict for each in found}
    return found[0] if len(verdicts) == 1 and is_quotable(found[0].passage) else None


def _settle_by(asked: _Asked, passage: Passage, product: Product) -> Iterator[Settled]:
    column = passage.passage_id.removeprefix(f"{product.product_id}/")
    if column == "availability":
        verdict = _of_stock(simplify(fold(asked.bare)), product)
    else:
        value = product.attributes.get(column, "")
        partial = partial_verdict(asked.whole, column, value)
        if partial is not None:
            yield Settled(partial, passage)
            return
        verdict = _of_value(asked, column, value) if value else Verdict.UNKNOWN
    if verdict is not Verdict.UNKNOWN:
        yield Settled(verdict, passage)


def _of_value(asked: _Asked, column: str, value: str) -> Verdict:
    if asked.measured:
        return amount_verdict(asked.measured, column, value)
    name = fold(column)
    if re.fullmatch(r"colou?r|颜色", name):
        return colour_verdict(asked.bare, value)
    if re.fullmatch(r"material|材质|材料|面料", name):
        return material_verdict(asked.bare, value)
    verdicts = (
        rule(asked.whole, column, value)
        for rule in (choice_verdict, water_verdict, lacking_verdict, _of_version)
    )
    return next((each for each in verdicts if each is not Verdict.UNKNOWN), Verdict.UNKNOWN)


def _of_version(question: str, column: str, value: str) -> Verdict:
    """Of "Bluetooth 5.0?", where the value has one version."""
    asked = re.search(r"(?:bluetooth|蓝牙) ?(?:version )?(\d\.\d)", fold(question))
    has = re.findall(r"\d\.\d", value)
    is_about = re.search(r"bluetooth version|蓝牙版本", fold(column))
    if asked is None or not is_about or len(has) != 1:
        return Verdict.UNKNOWN
    return Verdict.YES if asked[1] == has[0] else Verdict.NO


def _of_stock(folded: str, product: Product) -> Verdict:
    if _OUT_ASKED.search(folded):
        return Verdict.NO if product.in_stock else Verdict.YES
    if _IN.search(folded) and not _OUT.search(folded):
        return Verdict.YES if product.in_stock else Verdict.NO
    return Verdict.UNKNOWN


def _without_tag(folded: str) -> str:
    """没有 at the end of 有货没有 asks, and 能不能 does."""
    return re.sub(
        r"不(?:到|超过|足|少于|低于|大于)|有没有|(?P<x>[\u4e00-\u9fff])不(?P=x)|没有[??]?$|是否|能否",
        "",
        folded,
    )
