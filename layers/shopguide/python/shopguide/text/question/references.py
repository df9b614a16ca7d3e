"""Words that stand for products which were shown before: "it", "the second one", 最贵的那个."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shopguide.domain.question import Reference, ReferenceKind
from shopguide.text.language import Language
from shopguide.text.late_pattern import LatePattern
from shopguide.text.rule_form import rule_form

MAX_REFERENCES = 8
"""More than a list of products can hold; what a text says beyond them is not looked at."""

_ORDINALS = {
    word: place
    for place, words in enumerate(
        "first 1st,second 2nd,third 3rd,fourth 4th,fifth 5th,sixth 6th,seventh 7th,eighth 8th,"
        "ninth 9th,tenth 10th".split(","),
        start=1,
    )
    for word in words.split()
} | {"last": -1, "final": -1, "top": 1, "bottom": -1}
_NUMBERS = {word: n for n, word in enumerate("one two three four five six seven eight".split(), 1)}
_HAN_NUMBERS = {word: n for n, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "几": 0}

_ORDINAL = "|".join(_ORDINALS)
_NUMBER = r"one|two|three|four|five|six|seven|eight|10|[1-9]"
_NOUN = r"ones?|options?|products?|items?|results?|models?|choices?|choice|listing"
_MANY = r"two|three|four|five|[2-5]"
_OF_THEM = r"(?: (?:one|option)| of (?:them|these|those|the (?:two|three|four)))"
_CLASSIFIER = "[个款件种台双条只支部瓶套本把张样盒包辆项]"
_HAN_NUMBER = "[一二两三四五六七八九十]|10|[1-9]"
_BEFORE_END = (
    r"(?=$| ?[,.?!;:)]| (?:and|or|is|are|has|have|does|do|to|with|vs|versus|instead|then|please|"
    r"now|too|though)\b)"
)
_ARE_COMPARED = "(?:有什么|有啥|的?(?:区别|差别|不同)|哪|相?比|对比)"

Placing = Callable[[str], tuple[int, ...]]
"""From the word that says it to the places that it means."""


def _nowhere(_: str) -> tuple[int, ...]:
    return (0,)


def _cheap(_: str) -> tuple[int, ...]:
    return (1,)


def _dear(_: str) -> tuple[int, ...]:
    return (-1,)


def _at(word: str) -> tuple[int, ...]:
    return (_ORDINALS.get(word) or _count(word),)


def _from_end(word: str) -> tuple[int, ...]:
    return (-_count(word),)


def _up_to(word: str) -> tuple[int, ...]:
    return tuple(range(1, _count(word) + 1))


def _last_of(word: str) -> tuple[int, ...]:
    return tuple(range(-_count(word), 0))


def _count(word: str) -> int:
    return _NUMBERS.get(word) or _HAN_NUMBERS.get(word) or int(word)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A way of speaking; the group ``n`` of the pattern, where it has one, goes to `places`."""

    kind: ReferenceKind
    pattern: LatePattern
    places: Placing = _nowhere


def _rule(kind: ReferenceKind, source: str, places: Placing = _nowhere) -> _Rule:
    return _Rule(kind, LatePattern(source), places)


# The first rule that matches some words has them; what comes later must not overlap.
_ENGLISH = (
    _rule(ReferenceKind.OTHER, r"\b(?:the|that|an)? ?other (?:one|option|product|item|model)\b"),
    _rule(ReferenceKind.OTHER, rf"\banother (?:one|option)\b|\bthe other{_BEFORE_END}"),
    _rule(
        ReferenceKind.PLACE,
        rf"\b(?:the )?(?:first|top) (?P<n>{_MANY})\b(?: (?:{_NOUN}))?{_BEFORE_END}",
        _up_to,
    ),
    _rule(
        ReferenceKind.PLACE,
        rf"\b(?:the )?(?:last|bottom) (?P<n>{_MANY})\b(?: (?:{_NOUN}))?{_BEFORE_END}",
        _last_of,
    ),
    _rule(ReferenceKind.PLACE, rf"\b(?:the )?(?P<n>{_ORDINAL}) (?:{_NOUN})\b", _at),
    _rule(ReferenceKind.PLACE, rf"\bthe (?P<n>{_ORDINAL}){_BEFORE_END}", _at),
    _rule(
        ReferenceKind.PLACE,
        rf"\b(?:number|no\.?|option|item|result) ?(?P<n>{_NUMBER})\b(?![.,]?\d)",
        _at,
    ),
    _rule(ReferenceKind.PLACE, rf"(?<!\S)#(?P<n>{_NUMBER})(?!\w)", _at),
    _rule(ReferenceKind.PLACE, r"(?<=\bbetween )(?P<n>[1-9])(?= and [1-9][?!. ]*$)", _at),
    _rule(ReferenceKind.PLACE, r"(?<=\bbetween [1-9] and )(?P<n>[1-9])(?=[?!. ]*$)", _at),
    _rule(
        ReferenceKind.PRICE,
        r"\b(?:the )?(?:cheap(?:er|est)|less expensive|least expensive|lowest[- ]priced|"
        rf"more affordable|most affordable){_OF_THEM}\b",
        _cheap,
    ),
    _rule(
        ReferenceKind.PRICE,
        r"\b(?:the )?(?:dear(?:er|est)|pric(?:ier|iest)|more expensive|most expensive|"
        rf"highest[- ]priced){_OF_THEM}\b",
        _dear,
    ),
    _rule(
        ReferenceKind.ALL,
        rf"\b(?:both(?: of (?:them|these|those))?|(?:all|each|either|any|none|which) of "
        rf"(?:them|these|those|the (?:{_MANY}))|all (?:{_MANY})|(?:these|those|the) "
        rf"(?:{_MANY})(?: (?:{_NOUN}))?{_BEFORE_END}|them|they|their|these|those)\b",
    ),
    _rule(
        ReferenceKind.THIS,
        r"\b(?:(?:this|that) (?:one|product|item|model|thing)|it(?:'s|s)?|this)\b"
        r"(?! (?:week|month|year|weekend|morning|summer|winter|christmas|time|way|afternoon)\b)",
    ),
)
_CHINESE = (
    _rule(ReferenceKind.OTHER, f"另外?(?:那|的)?一?{_CLASSIFIER}|另一|其他那{_CLASSIFIER}"),
    _rule(ReferenceKind.PLACE, f"倒数第(?P<n>{_HAN_NUMBER}){_CLASSIFIER}?", _from_end),
    _rule(ReferenceKind.PLACE, f"前面?(?P<n>[二两三四五2-5]){_CLASSIFIER}", _up_to),
    _rule(ReferenceKind.PLACE, f"(?:最后|后面?)(?P<n>[二两三四五2-5]){_CLASSIFIER}", _last_of),
    _rule(
        ReferenceKind.PLACE,
        f"第(?P<n>{_HAN_NUMBER})(?:{_CLASSIFIER}|(?=$|[ ,。?!、]|和|跟|与|还是|比|呢))",
        _at,
    ),
    _rule(ReferenceKind.PLACE, "(?<![0-9a-z])(?P<n>10|[1-9])号(?![楼线门店机电色])", _at),
    _rule(ReferenceKind.PLACE, f"(?<![0-9a-z.])(?P<n>[1-9])(?=[和跟与][1-9]{_ARE_COMPARED})", _at),
    _rule(ReferenceKind.PLACE, f"(?<=[1-9][和跟与])(?P<n>[1-9])(?={_ARE_COMPARED})", _at),
    _rule(ReferenceKind.PLACE, f"最(?:后|末|下)面?的?那?一?{_CLASSIFIER}", lambda _: (-1,)),
    _rule(ReferenceKind.PLACE, f"最上面?的?那?一?{_CLASSIFIER}|头一{_CLASSIFIER}", lambda _: (1,)),
    _rule(
        ReferenceKind.PRICE,
        f"(?:最|更|较|比较)?(?:便宜|划算|实惠)(?:一点|一些|点|些)?(?:的那一?|那一?|的一)"
        f"{_CLASSIFIER}|价格?(?:最|更|较)?低(?:的那一?|那一?|的一){_CLASSIFIER}",
        _cheap,
    ),
    _rule(
        ReferenceKind.PRICE,
        f"(?:最|更|较|比较)?贵(?:一点|一些|点|些)?(?:的那一?|那一?|的一){_CLASSIFIER}"
        f"|价格?(?:最|更|较)?高(?:的那一?|那一?|的一){_CLASSIFIER}",
        _dear,
    ),
    _rule(
        ReferenceKind.ALL,
        f"[这那]?(?:几|[二两三四五2-5]){_CLASSIFIER}(?:都|一起)|[这那](?:几|[二两三四五2-5])"
        f"{_CLASSIFIER}?|[这那]些|它们|他们|它俩|二者|两者|(?<![0-9.])(?:[两2])[个款](?=哪|有什么|对比|比较)",
    ),
    _rule(
        ReferenceKind.THIS,
        f"[这那此该]一?(?:{_CLASSIFIER}(?!星期|月|周|时候|地方|问题|意思|年|季)|产品|商品|东西|货|"
        "宝贝)|本[品款]|它|(?<![在到从])这(?=是|有|能|会|多|要|可以|怎|好)",
    ),
)


def find_references(cleaned: str, language: Language) -> tuple[Reference, ...]:
    """References in order of their words; spans are in `cleaned`, at most `MAX_REFERENCES`.

    "The first two" gives two references with one span. "They" and "these" are `ALL`, although one
    product with a plural name ("headphones") can be meant. "This kettle" has the span of "this".
    """
    form = rule_form(cleaned)
    rules = _ENGLISH if language == "en" and form.isascii() else (*_CHINESE, *_ENGLISH)
    found = sorted(_find(form, rules), key=lambda each: (each.start, each.place))
    return tuple(found[:MAX_REFERENCES])


def _find(form: str, rules: Sequence[_Rule]) -> Iterator[Reference]:
    taken: list[tuple[int, int]] = []
    for rule in rules:
        for match in rule.pattern.finditer(form):
            start, end = match.span()
            start += form[start] == " "
            if any(start < last and first < end for first, last in taken):
                continue
            taken.append((start, end))
            for place in rule.places(match.groupdict().get("n") or ""):
                yield Reference(rule.kind, start, end, place)
            if len(taken) >= MAX_REFERENCES:
                return
