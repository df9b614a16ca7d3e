"""The words that make a question one about the shelf, in whatever language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shopguide.text.late_pattern import LatePattern
from shopguide.text.question.shelf_question import ShelfMeasure


class SaidWords:
    """Words that say nothing about products; `source` is a regular expression of them."""

    __slots__ = ("_pattern",)

    def __init__(self, source: str) -> None:
        self._pattern = LatePattern(source)

    def spans(self, form: str) -> list[tuple[int, int]]:
        """Where they stand."""
        return [match.span() for match in self._pattern.finditer(form) if match[0]]


@dataclass(frozen=True, slots=True)
class Cue:
    """A way to ask.

    Attributes:
        measure: What it asks.
        pattern: Found anywhere in `rule_form` of the question; its group ``cue`` is taken out, and
            ``field`` names what is listed.
        is_yes_no: Whether yes or no answers it.
        needs_bound: As in `ShelfQuestion`.
        gives_way: Whether a superlative beside it is what is really asked.
        fields: The index's field by what ``field`` begins with.
    """

    measure: ShelfMeasure
    pattern: LatePattern
    is_yes_no: bool = False
    needs_bound: bool = False
    gives_way: bool = True
    fields: Mapping[str, str] = field(default_factory=dict)

    def field_of(self, word: str) -> str:
        """The index's field that a word names, empty for none."""
        return next((name for start, name in self.fields.items() if word.startswith(start)), "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where a question asks for "cheaper than …", and what with; an empty span: the one at hand."""

    span: tuple[int, int]
    than: tuple[int, int]
    dearer: bool
    is_yes_no: bool


AT_HAND = SaidWords(
    r"\b(?:(?:out )?of|among|from|between) (?:all )?(?:these|those|them|the (?:two|three|four|five|"
    r"ones? (?:you|above|shown)[a-z ]*))(?: (?:ones?|products?|items?|models?|options?))?(?![a-z])"
    r"|\b(?:which|what) of (?:these|those|them)\b"
    r"|(?:在|从)?(?:这|那)(?:些|几[个款种件双台把只]|[两二三四五][个款种件双台把只])(?:商品|产品)?"
    r"(?:里面?|中间?|当中|之中|里头)?|其中|(?:它|他)们(?:当中|之中|里面?|中)?"
)
"""Products that were shown before."""

WHOLE_SHOP = SaidWords(
    r"\b(?:products?|items?|articles?|goods|everything|things?|(?:shop|store|site|website|"
    r"catalog(?:ue)?|assortment|inventory)(?!-))\b|商品|产品|东西|宝贝|店里|全店|店铺|商店|商城|本店"
)
"""That all there is in the shop is spoken of."""

YOUR_SHOP = SaidWords(
    r"\b(?:do|does) (?:you|ya|u)(?: guys)? (?:have|sell|carry|stock|offer)\b|\bbrands\b|[你您]们|"
    r"品牌|牌子"
)
"""The same for what there is of a kind: "which brands do you have?"."""

STOCK_ASIDE = SaidWords(
    r",? ?(?:\b(?:even if|whether or not) (?:it is|it's|they are|they're)? ?(?:out of stock|"
    r"in stock|sold out)(?: or not)?|\b(?:in stock or not|in or out of stock|"
    r"regardless of (?:stock|availability)|including (?:out[- ]of[- ]stock|sold[- ]out)(?: ones| "
    r"products| items)?)\b)"
    r"|不管有没有货|不论有没有货|无论有没有货|缺货的?也(?:算|行|可以)|包括(?:缺货|无货|没货)的?"
)
"""That stock does not matter."""

ONE_AT_HAND = SaidWords(
    r"^(?:(?:this|that|the)(?: (?:one|product|item|model))?|it|these|those|them)$"
    r"|^(?:[这那](?:一?[个款种件双台把只条部])?(?:商品|产品)?|它们?|此款)$"
)
"""The product that was spoken of before."""
