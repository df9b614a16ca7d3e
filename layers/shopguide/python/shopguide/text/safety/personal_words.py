"""Personal data that words give away: "call me on", 我叫, "42 Baker Street", 建国路88号."""

from shopguide.text.rule_pattern import anywhere

_NUMBER = r"(?:\+ ?)?\(?\d[\d ().-]{5,18}\d"
_NOT_A_NAME = (
    r"(?:an?|the|not|sure|looking|interested|trying|going|wondering|on|in|at|from|it|that|this|"
    r"what|blank|and|or|is|your|my|very|also|spelled|misspelled|wrong|missing|required)\b"
)
_AT_HOME = (
    r"(?i:\b(?:i live|we live|i'm|i am|house is|home is|located|"
    r"(?:ship|deliver|send|mail|post)(?:ed)?"
    r"(?: (?:it|this|them|my order))?|my (?:home |shipping |delivery )?address)"
    r"(?: (?:is|at|to))?)[ :]{1,2}"
)
_NOT_COUNTED = (
    r"(?!(?i:in(?:ch)?|ft|cm|mm|gb|tb|mb|pack|pcs?|pieces?|pairs?|speed|sets?|in|best|wheel|volt|watt|"
    r"amp|hour|day|year|way|count|x)\b)"
)
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|street|avenue|road|boulevard|lane)"
    r"\b\.?"
)
_ANY_STREET = rf"(?:{_STREET}|(?:Drive|Dr|Court|Ct|Square|Terrace|Place|Way|Close|Crescent)\b\.?)"
_FLAT = r"(?:,? (?i:apt|apartment|suite|unit|flat|#)\.? ?\w{1,6})?"
_TOWN = (
    r"(?:,? [A-Z][\w'-]{1,20}(?: [A-Z][\w'-]{1,20})?,? (?:[A-Z]{2} )?"
    r"(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}))?"
)
_CAPITALISED = r"(?:[A-Z0-9][\w'.-]{0,20} ){1,3}"
_HAN = "\u4e00-\u9fff"
_OF_A_ROAD = f"(?:(?![到在是寄送住于从和])[{_HAN}])"
_DISTRICTS = f"(?:{_OF_A_ROAD}{{2,4}}(?:省|自治区|市|区|县|镇|乡)){{0,3}}"
_BUILDING = r"(?: ?\d{1,4}(?:号楼|栋|幢|座|单元|室|层|楼|号|弄)){0,5}(?: ?\d{2,5}室?)?"
_ESTATE = "(?:小区|花园|大厦|公寓|家园|新村|苑)"

TELEPHONE_BY_WORD = anywhere(
    r"(?i:\b(?:call|phone|text|whatsapp|ring|reach|contact|mobile|tel)(?:e?phone)?(?: me| us)?"
    r"(?: number)?(?: (?:on|at|is|under|via|no\.?))*[:. ]{1,3})"
    rf"(?P<it>{_NUMBER})(?!\w)"
)
"""A number after a word that says that it is one for calls."""

CHINESE_TELEPHONE_BY_WORD = anywhere(
    rf"(?:电话|手机|座机|致电|联系方式|联系我)(?:号码?|[是为:： ])*(?P<it>{_NUMBER})(?!\w)"
)
ACCOUNT = anywhere(
    r"(?i:微信|wechat|qq|weixin)(?i:号码?| id)?(?: is |[是为:： ]){0,3}"
    r"(?P<it>(?:[A-Za-z][A-Za-z0-9_-]{5,19}|\d{6,11}))(?![A-Za-z0-9])"
)
"""The name or number under which someone is written to."""

PASSPORT = anywhere(
    r"(?i:passport|护照|通行证)(?i: ?(?:number|no\.?|num|号码?|号))?(?: is|是|为)?[ :：#]{0,3}"
    r"(?P<it>[A-Za-z]{0,2}\d{6,9})(?![A-Za-z0-9])"
)
ADDRESS = anywhere(
    rf"{_AT_HOME}(?P<it>\d{{1,5}}[A-Za-z]?,? {_CAPITALISED}{_ANY_STREET}{_FLAT}{_TOWN})"
)
"""After words that say that someone lives there, or wants it sent there."""

BARE_ADDRESS = anywhere(
    rf"(?<![\w$€£.-])\d{{1,5}}[A-Za-z]?,? {_NOT_COUNTED}{_CAPITALISED}{_STREET}{_FLAT}{_TOWN}"
    r"(?=$|[,.;!?)\n]| (?:and|please|near|by|in)\b)"
)
"""A house in a street. A street alone, a city or a postcode is no one's address."""

CHINESE_ADDRESS = anywhere(
    f"{_DISTRICTS}{_OF_A_ROAD}{{1,6}}(?:(?<![线电气水油回管])路|街|大道|巷|胡同) ?"
    rf"\d{{1,5}}(?:-\d{{1,4}})?[号弄]院?(?:[{_HAN}]{{1,8}}{_ESTATE})?"
    rf"(?:[A-Za-z{_HAN}]{{1,12}}(?=\d{{1,4}}(?:号楼|栋|幢|座)))?{_BUILDING}",
    rf"{_DISTRICTS}{_OF_A_ROAD}{{2,6}}{_ESTATE} ?\d{{1,4}}(?:号楼|栋|幢|座){_BUILDING}",
)
NAME = anywhere(
    r"(?i:\bmy (?:full |real |first |last )?name(?:'s| is)|\bi am called|\bi'm called)[ :]{1,2}"
    rf"(?!(?i:{_NOT_A_NAME}))(?P<it>[^\W\d_][\w'-]{{1,20}}(?: [A-Z][\w'.-]{{0,20}}){{0,3}})"
)
CHINESE_NAME = anywhere(
    f"(?:我叫|我的?名字(?:是|叫)|(?:收件人|收货人|联系人|姓名)(?:是|叫)?[:： ]?)"
    f"(?!了|他|她|你|它|车|人|客服|快递|不|过|大家|什么|啥)(?P<it>[{_HAN}·]{{2,6}}?)"
    f"(?=$|[^{_HAN}·]|的|电话|手机|住|想|是|今|请|和|地址|来自|在|买|订|先生|女士|小姐)"
)
