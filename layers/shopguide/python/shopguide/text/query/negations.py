"""Negations: "not Apple", 不要苹果的, 除了小米以外, "without a camera".

A negation reaches the names that stand right behind it, or else the free words up to the next
border, which become terms that are not wanted. Words that only look like one are left alone:
"non-slip", "no-show socks", 不锈钢, 无线.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shopguide.domain.query import ChipMode, ConstraintKind
from shopguide.text.colours import find_colours
from shopguide.text.language import HAN
from shopguide.text.late_pattern import LatePattern
from shopguide.text.query.finding import Finding
from shopguide.text.terms import matchable, query_terms

_WANT = (
    r"(?:(?:i |we )?(?:do|does|did) ?(?:n'?t| not) (?:want|like|need|show|include|buy|give)"
    r"(?: me| to (?:buy|see|get))?(?: any(?:thing)?)?(?: (?:from|by|in|with))?|dont want)"
)
_ENGLISH = LatePattern(
    rf"\b(?P<strong>{_WANT}|(?:everything|anything|any (?:brand|colou?r|size)|all)? ?(?:but not|"
    rf"except(?: for)?|excluding|exclude[sd]?|"
    r"other than|apart from|aside from|besides)|(?:anything|everything|any(?: brand| colou?r)?|"
    r"all) but|neither|avoid(?:ing)?|"
    r"rather than|instead of|i hate|skip|hide|leave out|filter out)\b"
    r"|\b(?P<lacking>(?:that |which )?(?:does|do) ?(?:n't|nt| not) (?:have|contain|include|come "
    r"with|need|require|use)|"
    r"without|w/o|with(?: no|out)|having no|has no|have no|free (?:of|from)|lacking|minus)\b"
    r"|\b(?P<named>nothing)(?= )"
    r"|\b(?P<weak>but not|but no|and not|and no|is not|isn't|are not|aren't|not|no)(?= )"
    r"|(?<![\w-])(?P<prefix>non[- ])(?=\w)|(?<!\S)(?P<minus>[-!])(?=[a-z])"
)
_CHINESE = LatePattern(
    r"(?P<strong>(?:请|都|也|我)?(?:不想要|不要|别要|不买|不想买|不考虑|不喜欢|不看|不选|"
    r"别给我(?:推荐)?|别推荐|除了|除去|除开|除(?=[^ ,。]{1,12}?外)))(?:[用买看]|带|有(?!线))?"
    r"|(?P<named>排除|去掉|过滤掉?|避开|拒绝|剔除|屏蔽|讨厌|[也而都]?不是)"
    r"|(?P<lacking>不带|不含|不加(?=糖|盐|酒精|香精|防腐剂|味精|蔗糖|添加剂|奶|冰|葱|辣)|"
    r"(?<!有)没有|不添加|不能有|不可以有|未添加|没(?=带)|(?:不|"
    r"没)有(?=任何))(?:任何|有)?"
    r"|(?P<prefix>(?<![是除亲绝])非(?![常洲凡遗主得要法同]))"
)
_BEHIND = LatePattern(
    r"(?:的|家的)?(?:都|也|就|统统)?(?:不要|不考虑|不看|不买|就算了)了?(?=$|[^\w])|"
    r"(?:以外|之外|除外)(?:的)?(?:都可以|都行|均可|就行|也行)?"
)
_EXCEPT = re.compile("除[了去开]?$")
_TAIL = LatePattern(
    r"(?:的|这个)?(?:牌子|品牌|牌|颜色|手机牌子)?(?:的|家的)?(?:以外|之外|除外|外)?的?(?:,? "
    r"?(?:其他|别的|其它)?(?:的)?(?:都可以|都行|都可|均可|就行|也行|都要))?"
)
_ENGLISH_TAIL = LatePattern(r"(?:'s)?(?: (?:brand(?:ed|s)?|products?|items?|ones?|stuff)\b)?")
_LINK = LatePattern(
    r" ?(?:,|/|、|&| or | nor | and |和|或者?|跟|与|及|以及|"
    r"还有) ?(?:an? |the |any )?"
)
_LEAD = LatePattern(
    r" ?(?:(?:an?|the|any|from|by|made (?:of|from|by|in)|in|for|of|with|brand|colou?r|is|any of|"
    r"anything|something|"
    r"them|those|have|being|be|built[- ]in|buy|get)\b[ :-]?)* ?"
)
_NOT_NEGATED = LatePattern(
    r"(?:no|non|not)[- .]?(?:problem|one\b|name\b|\d|brainer|worries|matter|idea|need|more|"
    r"longer|longer|only|less|"
    r"doubt|show\b|iron\b|drill|tie\b|pull\b|bark|rinse|man's sky|mans sky|bake|cook|fear|limits|"
    r"hassle|mess|"
    r"slip|stick|toxic|skid|woven|fiction|alcoholic|contact|scratch|dairy|gmo|stop\b|sew\b|touch\b|"
    r"fog|sure|too|so\b|very|just|necessarily|really|minimum|fee|tax|shipping|frills|nonsense|"
    r"excuses|"
    r"included|enough|your|my\b|his|work|available|sold|applicable|tested|all\b|as\b|yet|bueno|"
    r"crease|"
    r"damage|chip|fade|heat|knead|mow|prep|roll|see|sweat|tear|tangle|wrinkle|vary|"
    r"nonstick|that)"
)
_MATERIAL = LatePattern(
    r"(?:leather|plastic|metal|metallic|cotton|wool|woollen|polyester|synthetic|nylon|wood|wooden|"
    r"glass|rubber|silk|silicone|steel|aluminium|aluminum|fur|down|suede|denim)\b"
    r"|(?:塑料|皮质|真皮|皮革|皮的|玻璃|金属|纯?棉|羊毛|化纤|木质|木制|实木|尼龙|橡胶|硅胶|陶瓷|"
    r"不锈钢|铝|铁|智能|"
    r"一次性|入耳|无线|有线|蓝牙|电动|折叠)"
)
"""What "non" and 非 turn into the opposite; before other words they make words of their own."""

_EVALUATED = LatePattern(
    r" ?(?:(?:too|so|very)\b|太|很|那么|这么|特别|过于|过|超)|(?:掉|起|变|褪|伤|打|卡|漏|串|飞|粘)"
)
_FREE_ENGLISH = LatePattern(r"[a-z][a-z0-9'+-]*(?: [a-z][a-z0-9'+-]*){0,2}")
_BORDER = LatePattern(
    r"\b(?:for|with|without|and|or|but|in|on|under|over|below|above|from|by|that|which|please|to|"
    r"at|"
    r"between|is|are|of|around|about|only|if|when|as|the|a|an|not|no|up|more|less|max|than|who|i|"
    r"it|size|thanks)\b"
)
_FREE_CHINESE = LatePattern(
    rf"(?:任何)?(?P<words>[{HAN}a-z0-9]{{1,8}}?)(?P<end>的|和|或|跟|与|以及|,|、|$|"
    rf"[^{HAN}a-z0-9]|吗|呢|也|且|但|而|除外|以外|之外|就行|就好|都行)"
)
_OF_NAMES = ("minus", "named")
"""Cues that negate names alone: "-Word" is how titles are joined, 去除 cleans."""

_CLOSED_BY = ("的", "除外", "以外", "之外")
_LONGEST = 5
_CONTENTS = frozenset(
    "sugar gluten alcohol caffeine lactose dairy fragrance perfume bpa paraben sulfate sulphate "
    "silicone additive preservative salt fat lead latex nut 糖 酒精 香精 防腐剂 咖啡因 麸质 乳糖 "
    "添加剂 香料 硅油 "
    "荧光剂 激素 色素 反式脂肪 甲醛 蔗糖 双酚a".split()
)
"""What products lack by saying so ("sugar-free", 无糖): such words must not shut them out."""
_PARTS = frozenset({ConstraintKind.CATEGORY})
"""What a product may lack: a "camera" is a part of a phone then."""

_KIND_OF = re.compile("(?:材质|材料|面料|做|制|款式?|类型?)$")
"""What a free word ends in and may do without."""

_NEGATABLE = frozenset(
    {
        ConstraintKind.BRAND,
        ConstraintKind.COLOUR,
        ConstraintKind.CATEGORY,
        ConstraintKind.GENDER,
        ConstraintKind.SIZE,
    }
)


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    strength: str


def negate(folded: str, findings: Sequence[Finding]) -> list[Finding]:
    """The findings of a folded query, those that a negation reaches turned into their opposites.

    Args:
        folded: The query.
        findings: What it names, without overlaps, in order.

    Returns:
        All findings, negated free words among them, without overlaps but in no order.
    """
    kept = _with_exceptions(folded, findings)
    for cue in _cues(folded):
        if any(each.start <= cue.start < each.end and each.kind not in _NEGATABLE for each in kept):
            continue
        if any(each.negated and each.start < cue.end and cue.start < each.end for each in kept):
            continue
        kept = _apply(folded, cue, kept)
    return kept


def _cues(folded: str) -> Iterator[_Cue]:
    patterns = [_ENGLISH] if folded.isascii() else [_ENGLISH, _CHINESE]
    for pattern in patterns:
        for match in pattern.finditer(folded):
            word = max(match.start(), folded.rfind("no", match.start(), match.end()))
            if match.lastgroup in ("weak", "prefix") and _NOT_NEGATED.match(folded, word):
                continue
            yield _Cue(match.start(), match.end(), match.lastgroup or "weak")


def _apply(folded: str, cue: _Cue, findings: Sequence[Finding]) -> list[Finding]:
    reached = _reached(folded, cue, findings)
    if reached:
        kept = [each for each in findings if each not in reached]
        return [*kept, *_merged(folded, cue, reached)]
    if cue.strength in _OF_NAMES:
        return list(findings)
    if cue.strength == "prefix" and not _MATERIAL.match(folded, cue.end):
        return list(findings)
    term = _free_words(folded, cue, findings)
    if term is None:
        return list(findings)
    kept = [each for each in findings if not each.overlaps(term)]
    return [*kept, term]


def _reached(folded: str, cue: _Cue, findings: Sequence[Finding]) -> list[Finding]:
    """The names right behind the cue, and those that "or" or a comma adds, of the same kind."""
    lead = _LEAD.match(folded, cue.end)
    place = lead.end() if lead else cue.end
    reached: list[Finding] = []
    by_start = {each.start: each for each in findings}
    starts = (cue.end, cue.end + (folded[cue.end : cue.end + 1] == " "), place)
    while True:
        found = next(filter(None, map(by_start.get, starts)), None)
        if found is None or found.kind not in _NEGATABLE or found.negated:
            break
        if cue.strength == "lacking" and found.kind is ConstraintKind.CATEGORY:
            break
        if reached and found.kind is not reached[0].kind:
            break
        reached.append(found)
        link = _LINK.match(folded, found.end)
        starts = (link.end() if link else found.end,) * 3
    return reached


def _merged(folded: str, cue: _Cue, reached: Sequence[Finding]) -> Iterator[Finding]:
    """One finding for a list of names, with the words that negate it."""
    first, last = reached[0], reached[-1]
    tail = (_ENGLISH_TAIL if folded[last.end - 1].isascii() else _TAIL).match(folded, last.end)
    if not folded.isascii() and tail is not None and not tail[0]:
        tail = _TAIL.match(folded, last.end)
    end = tail.end() if tail else last.end
    values = tuple(dict.fromkeys(value for each in reached for value in each.values))
    yield Finding(cue.start, end, first.kind, values, negated=True)


def _free_words(folded: str, cue: _Cue, findings: Sequence[Finding]) -> Finding | None:
    lead = _LEAD.match(folded, cue.end)
    start = lead.end() if lead else cue.end
    wanted = (each.start for each in findings if each.start >= start and not each.filler)
    border = min(wanted, default=len(folded))
    if cue.strength == "lacking":
        wanted = (
            each.start for each in findings if each.start >= start and each.kind not in _PARTS
        )
        border = min(wanted, default=len(folded))
    if border <= start or _EVALUATED.match(folded, start):
        return None
    if lead and cue.strength != "lacking" and re.search(r"\bfor\b", lead[0]):
        return None
    if folded[start].isascii() and folded[cue.start].isascii():
        return _free_english(folded, cue, start, border)
    return _free_chinese(folded, cue, start, border)


def _free_english(folded: str, cue: _Cue, start: int, border: int) -> Finding | None:
    match = _FREE_ENGLISH.match(folded, start, border)
    if match is None or _BORDER.match(folded, start):
        return None
    stop = _BORDER.search(folded, start, match.end())
    end = stop.start() if stop else match.end()
    words = folded[start:end].split(" ")
    words = [word for word in words if word]
    at_end = end >= len(folded.rstrip(" .!?"))
    one = cue.strength == "minus" or not (at_end or stop) or not folded[: cue.start].strip()
    if cue.strength in ("weak", "minus") and (one or len(words) > 2):
        words = words[:1]
    phrase = " ".join(words)
    return _term(cue.start, start + len(phrase), phrase)


def _free_chinese(folded: str, cue: _Cue, start: int, border: int) -> Finding | None:
    match = _FREE_CHINESE.match(folded[:border], start)
    if match is None:
        return None
    if len(match["words"]) > _LONGEST and match["end"] not in _CLOSED_BY:
        return None
    end = match.end("words")
    if match["end"] in _CLOSED_BY:
        end = match.end("end")
    return _term(cue.start, end, match["words"])


def _term(start: int, end: int, phrase: str) -> Finding | None:
    colours = find_colours(f"{phrase}色") if len(phrase) == 1 else ()
    if colours:
        return Finding(start, end, ConstraintKind.COLOUR, (colours[0].value,), negated=True)
    values = tuple(matchable(query_terms(_KIND_OF.sub("", phrase) or phrase)))
    if not values:
        return None
    lacked = phrase in _CONTENTS or phrase.rstrip("s") in _CONTENTS
    mode = ChipMode.PREFER if lacked else ChipMode.FILTER
    return Finding(start, end, ConstraintKind.TERM, values, mode=mode, negated=True)


def _with_exceptions(folded: str, findings: Sequence[Finding]) -> list[Finding]:
    """Names before 以外 or 除外, which negate what stands before them."""
    if folded.isascii():
        return list(findings)
    return [_excepted(folded, each) for each in findings]


def _excepted(folded: str, finding: Finding) -> Finding:
    behind = _BEHIND.match(folded, finding.end)
    if behind is None or finding.kind not in _NEGATABLE or finding.negated:
        return finding
    before = _EXCEPT.search(folded, 0, finding.start)
    start = before.start() if before else finding.start
    return replace(finding, start=start, end=behind.end(), negated=True, mode=ChipMode.FILTER)
