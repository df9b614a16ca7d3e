"""Whether a product goes with another one: a sleeve for laptops, a lamp for projectors, 手机壳.

Who searches for "laptop" wants laptops, and a shop has ten things for each of them that say
"laptop" too. An English title names its kind last ("Laptop Sleeve Black", "mouse pad"), or says
what it is for; a Chinese one says 适用 or ends in a word such as 壳. Shoes "for men" and a bag
"for travel" are for no other product, and neither is 男女通用.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from shopguide.text.normalise import fold
from shopguide.text.words import stem

ACCESSORY_WORDS = frozenset(
    map(
        stem,
        "accessory adapter adaptor backpack bag band battery blade bracket briefcase bulb bumper "
        "cable cap cartridge case charger clip connector converter cooler cord cover cradle "
        "cushion decal dock drum enclosure extender film filter fuser glass guard hinge holder "
        "hood hook hose ink inverter kit lamp lanyard lens lock mount nozzle pad paper pouch "
        "protector rack rail refill remote replacement ribbon riser roller screw shell skin "
        "sleeve splitter stand sticker strap stylus subscription toner tray warranty wipe".split(),
    )
)
CHINESE_ACCESSORY = re.compile(
    "壳|保护套|皮套|外套膜|贴膜|钢化膜|保护膜|支架|底座|充电器|充电线|数据线|连接线|转接头|转换器|"
    "适配器|表带|腕带|挂绳|耳机套|硅胶套|收纳包|电脑包|内胆包|键盘膜|鼠标垫|墨盒|硒鼓|碳粉|滤芯|"
    "滤网|配件|替换装|延长线|遥控器|灯泡|镜头盖|遮光罩"
)
_CHINESE_USERS = (
    "男女|老少|四季|儿童|学生|男士|女士|男性|女性|老人|宝宝|婴儿|孕妇|成人|户外|家庭|家用|车载|"
    "运动|游戏|宠物|旅行"
)
CHINESE_SUITED = f"适用于?(?!年龄|人群|季节|场景|{_CHINESE_USERS})"
"""A pattern for 适用 before what something goes with, but not before whom or what it suits."""

_CHINESE_FOR = re.compile(f"(?<!{_CHINESE_USERS})(?:{CHINESE_SUITED}|通用|专用)")
_USERS = (
    "him|her|(?:wo)?m[ae]ns?|boys?|girls?|kids?|child|children|toddlers?|baby|babies|infants?|"
    "teens?|teenagers?|adults?|seniors?|students?|beginners?|professionals?|gamers?|everyone|"
    "family|families|couples?|mom|dad|mother|father|wife|husband|dogs?|cats?|pets?|puppies|"
    "horses?|birds?|home|house|office|school|college|work|business|travel|outdoors?|indoors?|"
    "camping|hiking|running|walking|gym|yoga|fitness|sports?|training|gaming|sleep|sleeping|"
    "winter|summer|everyday|daily|hair|skin|face|body|garden|kitchen|bedroom|living|bathroom|"
    "wedding|party|gifts?|christmas"
)
_QUALITIES = "the|my|your|all|an?|young|older|big|small|little|dry|oily|sensitive|normal"
FOR_ANYBODY = re.compile(rf"(?:(?:{_QUALITIES}) )*(?:{_USERS})\b")
"""What stands behind "for" where it says whom or what something suits."""

_ENGLISH_FOR = re.compile(rf"\bfor\b(?! {FOR_ANYBODY.pattern})|\bf/|\bcompatible with\b")
END_OF_KIND = re.compile(r"[,(\[;|]| [-–—] |\bfor\b|\bwith\b|\bw/|\bf/|\bby\b")
_SAYS_SO = re.compile(
    "|".join(each.pattern for each in (CHINESE_ACCESSORY, _CHINESE_FOR, _ENGLISH_FOR))
)
_WORD = re.compile(r"[a-z]+")


def is_accessory(title: str) -> bool:
    """Whether a title names something that is used with another product."""
    folded = fold(title)
    if _SAYS_SO.search(folded):
        return True
    kind = END_OF_KIND.split(folded, maxsplit=1)[0] or folded
    return _names_one(_WORD.findall(kind))


@lru_cache(maxsize=4096)
def asks_for_accessory(query: str) -> bool:
    """Whether a query asks for one itself ("laptop bag", "for iphone 11", 手机壳)."""
    folded = fold(query)
    if _SAYS_SO.search(folded):
        return True
    return _names_one(_WORD.findall(folded))


def _names_one(words: Iterable[str]) -> bool:
    return any(stem(word) in ACCESSORY_WORDS for word in words)
