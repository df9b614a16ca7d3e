"""What the value of an attribute answers a question of yes or no with, beside amounts.

Stated only where values exclude each other: what is nylon is no leather, what takes capsules takes
no ground coffee. What a list may have left out (systems it works with) is never denied.
"""

import re

from shopguide.domain.answer import Verdict
from shopguide.text.colours import colours_of_value, find_colours
from shopguide.text.normalise import fold
from shopguide.text.simplified import simplify

_ALIKE = (
    {"silver", "grey"}, {"navy", "blue"}, {"beige", "brown", "yellow", "white"}, {"pink", "red"},
    {"purple", "blue", "pink"}, {"gold", "yellow"}, {"teal", "green", "blue"}, {"black", "grey"},
)  # fmt: skip
_OF_ITSELF = re.compile(
    r"^(?:(?:so|and|hi|hello|please)[, ]+)?"
    r"(?:is|are|isn'?t|aren'?t) (?:it|they|this|these|that)\b"
    r"(?: (?:really|actually|one))*"
    r"|^(?:这款|它|这个|请问|那)*(?:不?是|是不是)[^,。]{1,9}?色?的?[吗么]?[??。]*$"
)
SHADE = re.compile(r"\b(?:light|dark|bright|pale|deep|neon|matte?)\b|[浅深淡亮暗]")
"""Words that ask for more than a colour."""

_MATERIALS = {
    "leather": r"\bleather\b|牛皮|真皮|皮革|羊皮|^是皮的",
    "pu": r"\bpu\b|faux leather|人造革|仿皮|pu ?皮",
    "nylon": r"nylon|尼龙",
    "polyester": r"polyester|涤纶|聚酯",
    "cotton": r"cotton|纯?棉",
    "plastic": r"plastic|塑料|\babs\b",
    "steel": r"steel|不锈钢|钢",
    "titanium": r"titanium|钛",
    "aluminium": r"alumin|铝",
    "glass": r"\bglass|玻璃",
    "wood": r"\bwood|实木|木头|木质",
    "mesh": r"\bmesh|网布",
}
_MATERIAL_PATTERNS = {name: re.compile(words) for name, words in _MATERIALS.items()}
_UNRELATED_TO_MESH = {"leather", "steel", "titanium", "aluminium", "glass", "wood"}
_MADE_OF = re.compile(
    r"made (?:out )?(?:of|from)|(?:is|are|isn'?t|aren'?t) (?:it|they|this)\b"
    r"|是.{1,8}[的吗]|做的|材质"
)
_PORTS = {
    "usb-c": r"usb[- ]?c|type[- ]?c",
    "micro": r"micro[- ]?usb|安卓口",
    "lightning": r"lightning|苹果口",
}
_COFFEE = {
    "capsules": r"capsule|pods?\b|胶囊",
    "ground": r"ground coffee|咖啡粉",
    "beans": r"\bbeans?\b|咖啡豆",
}
_CONNECTIONS = {
    "wired": r"(?<![a-z])wired|有线",
    "bluetooth": r"bluetooth|蓝牙",
    "2.4": r"2\.4 ?g",
}
_SYSTEMS = {
    "mac": r"mac(?:os|book)?\b|苹果电脑|苹果系统",
    "windows": r"windows|win ?1[01]",
    "android": r"android|安卓",
    "ipad": r"ipad",
    "linux": r"linux",
}
_ARMRESTS = {"fixed": r"fixed|固定", "adjust": r"adjust|\dd(?![a-z])|可调|能调|调节|升降"}
_POWER = {
    "usb": r"usb",
    "battery": r"batter(?:y|ies)|电池|充电款",
    "mains": r"mains|plug|插电",
}
_FAMILIES: tuple[tuple[str, dict[str, str], bool], ...] = (
    (r"charging port|充电接口", _PORTS, True),
    (r"\bcoffee\b|适用咖啡", _COFFEE, True),
    (r"^connection|连接方式", _CONNECTIONS, True),
    (r"compatible|兼容", _SYSTEMS, False),
    (r"armrest|扶手", _ARMRESTS, True),
    (r"power source|供电", _POWER, False),
)
"""Names of attributes, what they may be, and whether what a value leaves out is denied."""

_FAMILY_PATTERNS = [
    (re.compile(name), {key: re.compile(words) for key, words in members.items()}, closed)
    for name, members, closed in _FAMILIES
]
_WATER = re.compile(
    r"water ?-?(?:proof|resist)|\brain|swim|shower|submer|wet\b"
    r"|防水|淋雨|下雨|雨天|暴雨|游泳|洗澡|泡水|潜水"
)
_UNDER = re.compile(r"swim|shower|submer|under ?water|div(?:e|ing)|游泳|洗澡|泡水|潜水|浸")
_PROOF = re.compile(r"waterproof")
_NOT_RESISTANT = re.compile(r"not water|不防水|^(?:no|none|无|否)$")
_IP = re.compile(r"ip[x\d](\d)")
_LACKS = re.compile(r"^(?:no|without)\s+(?!longer|need)(.+)|^(?:无|没有|不带|不含|不支持)(.+)")
_NAME_WORDS = re.compile(r"[a-z]{4,}|[\u4e00-\u9fff]{2}")
_ONLY = re.compile(r"^only |^只有|^仅")
_WHOLE = re.compile(r"\bwhole\b|\bentire\b|\bbody\b|\bbottle\b|杯身|整个|瓶身")


def colour_verdict(question: str, value: str) -> Verdict:
    """Of "is it black?", put about the thing itself and one colour."""
    folded = fold(question)
    wanted = {each.value for each in find_colours(folded)} | set(_short_colours(folded))
    has = set(colours_of_value(value))
    if not _OF_ITSELF.search(folded) or len(wanted) != 1 or not has:
        return Verdict.UNKNOWN
    if wanted & has:
        return Verdict.UNKNOWN if SHADE.search(folded) else Verdict.YES
    near = any(wanted & group and has & group for group in _ALIKE)
    return Verdict.UNKNOWN if near else Verdict.NO


def material_verdict(question: str, value: str) -> Verdict:
    """Of "is it leather?", where the value names a material that is none."""
    folded, said = simplify(fold(question)), simplify(fold(value))
    wanted, has = _materials(folded), _materials(said)
    if len(wanted) != 1 or not has or not _MADE_OF.search(folded):
        return Verdict.UNKNOWN
    if wanted <= has:
        grades = set(re.findall(r"\b\d{3}\b|\d{3}", folded))
        if grades - set(re.findall(r"\d{3}", said)):
            return Verdict.NO if re.search(r"\d{3}", said) else Verdict.UNKNOWN
        return Verdict.YES
    if has == {"mesh"} and not wanted <= _UNRELATED_TO_MESH:
        return Verdict.UNKNOWN
    is_imitated = has == {"pu"} and wanted == {"leather"}
    if is_imitated and not re.search(r"genuine|real|真皮|牛皮", folded):
        return Verdict.UNKNOWN
    return Verdict.NO


def choice_verdict(question: str, name: str, value: str) -> Verdict:
    """Of a choice such as a port or a kind of coffee; denied only where the list is complete."""
    folded, said, named = simplify(fold(question)), simplify(fold(value)), simplify(fold(name))
    for of, members, is_closed in _FAMILY_PATTERNS:
        if not of.search(named):
            continue
        wanted = {key for key, words in members.items() if words.search(folded)}
        has = {key for key, words in members.items() if words.search(said)}
        if len(wanted) != 1 or not (has or not is_closed):
            return Verdict.UNKNOWN
        if wanted <= has:
            return Verdict.YES
        is_wired_less = wanted == {"wired"} and ("wireless" in said or "无线" in said)
        return Verdict.NO if (is_closed and has) or is_wired_less else Verdict.UNKNOWN
    return Verdict.UNKNOWN


def water_verdict(question: str, name: str, value: str) -> Verdict:
    """Of water: rain does no harm from IPX4 on, being under water from IPX7 on (IEC 60529)."""
    folded, said = simplify(fold(question)), simplify(fold(value))
    if not _WATER.search(folded) or not re.search(
        r"water resist|waterproof|防水等级|防水$", fold(name)
    ):
        return Verdict.UNKNOWN
    if _NOT_RESISTANT.search(said):
        return Verdict.NO
    rating = _IP.search(said)
    if rating is None:
        return Verdict.UNKNOWN
    level = int(rating[1])
    if _UNDER.search(folded):
        return Verdict.YES if level >= 7 else Verdict.NO
    if _PROOF.search(folded):
        return Verdict.YES if level >= 7 else Verdict.UNKNOWN
    return Verdict.YES if level >= 4 else Verdict.UNKNOWN


def lacking_verdict(question: str, name: str, value: str) -> Verdict:
    """Of an attribute that says that there is none: "Milk frothing: no milk frother"."""
    folded, said = simplify(fold(question)), simplify(fold(value).strip())
    lacks = _LACKS.search(said)
    if lacks is None or len(said) > 40 or "," in said:
        return Verdict.UNKNOWN
    what = _NAME_WORDS.findall(f"{lacks[1] or lacks[2]} {simplify(fold(name))}")
    stems = {word[:5] for word in what}
    shared = sum(stem in folded for stem in stems)
    return Verdict.NO if shared >= 2 or (shared and not folded.isascii()) else Verdict.UNKNOWN


def partial_verdict(question: str, name: str, value: str) -> Verdict | None:
    """Of "dishwasher safe: only the lid": no for the whole, else open; None where not partial."""
    folded = simplify(fold(question))
    is_about = re.search(r"dishwasher|洗碗机", folded) and re.search(
        r"dishwasher|洗碗机", fold(name)
    )
    if not is_about or not _ONLY.search(simplify(fold(value).strip())):
        return None
    if re.search(r"\blid\b|盖", folded):
        return Verdict.YES
    return Verdict.NO if _WHOLE.search(folded) else Verdict.UNKNOWN


def _materials(text: str) -> set[str]:
    found = {name for name, words in _MATERIAL_PATTERNS.items() if words.search(text)}
    return found - {"leather"} if "pu" in found else found


def _short_colours(folded: str) -> list[str]:
    """The colour of 是黑的吗, which has no 色."""
    match = re.search(r"是([红橙黄绿蓝紫黑白灰粉])(?:色)?的?[吗么]", folded)
    return colours_of_value(f"{match[1]}色") if match else []
