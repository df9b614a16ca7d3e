"""What is said around an amount of money to make it a bound."""

from shopguide.text.late_pattern import LatePattern

_PRICE_EN = (
    r"(?:(?:(?:max(?:imum)?|total) )?(?:price|prices|priced|pricing|cost|costs|costing|budget|"
    r"spend|pay|paying|spending|"
    r"budgeted)"
    r"(?: (?:range|limit|cap|point|is|of|at|to|be|it|must|should|from|for|under ?budget)){0,3}"
    r"(?: ?[:=])? ?)"
)
_PRICE_ZH = (
    r"(?:(?:价格|价钱|价位|预算|售价|单价|总价|均价|花费|费用|要价|(?<![百棉])花(?=\d|"
    r"[一二两三四五六七八九几]))"
    r"(?:是|在|为|要|有|最好|区间|范围|控制|只有|就|定在|大概|大约|大致|差不多|[: 约]){0,3})"
)
PRICE_WORD = f"(?:{_PRICE_EN}|{_PRICE_ZH})"

_AT_MOST_EN = (
    r"under|below|less than|lower than|cheaper than|no(?:t)? more than|not over|not above|"
    r"(?:nothing|none|no) (?:over|above|more than)|"
    r"no higher than|not higher than|no greater than|not greater than|"
    r"(?:(?:do|does|must|should|would|wo|can?) ?(?:n'?t|not)|not|never) (?:to "
    r")?(?:exceed(?:ing)?|go over|cost(?:ing)? (?:more than|over)|"
    r"(?:want to )?(?:spend|pay)(?:ing)? (?:more than|over))|"
    r"up ?to|at most|i(?:'ve)? (?:only )?(?:have|got)(?: only)?|at max|maximum(?: of)?|(?<!\bpro "
    r")(?<!\bair )max(?: of)?|within|beneath|"
    r"underneath|inside|smaller than|fewer than|sub[ -]?|[<≤]=?"
)
_AT_LEAST_EN = (
    r"over|above|more than|greater than|higher than|at least|at min(?:imum)?|minimum(?: of)?|"
    r"min(?: of)?|(?:no|not) less than|not under|not below|(?:no|not) cheaper than|no lower than|"
    r"starting (?:at|from)|starts (?:at|from)|from|upwards? of|exceed(?:s|ing)?|beyond|pricier "
    r"than|"
    r"more expensive than|north of|[>≥]=?"
)
_ABOUT_EN = (
    r"(?:in the )?(?:range of )?(?:around|about|approximately|approx\.?|roughly|circa|nearly|"
    r"almost|"
    r"close to|near|(?<!\d)~|≈)|in the"
)
_AT_MOST_ZH = (
    r"(?:不要|不能|不可以?|别|不想|不得|不)(?:超过|高于|多于|大于|贵于|超出)|"
    r"不超|小于等于|低于|少于|小于|最多|至多|最高|顶多|上限|控制在|便宜于|不到|不足|≤"
)
_AT_LEAST_ZH = (
    r"(?:不要|不能|别|不)(?:低于|少于|小于)|大于等于|高于|大于|多于|超过|超出|至少|起码|最低|最少|贵于|"
    r"下限|起步"
)
_ABOUT_ZH = r"大概|大约|约|差不多|接近|大致|将近|左右"
_SOFTENED = (
    r"(?: ?(?:just|only|about|around|approximately|roughly|a|the|price of|budget of|是|为|在|"
    r"大概|大约|能?花|:) ?){0,2}"
)
BEFORE = LatePattern(
    rf"(?:(?P<price>{PRICE_WORD})|(?<![a-z]))"
    rf"(?:(?:(?P<at_most>{_AT_MOST_EN}|{_AT_MOST_ZH})|(?P<at_least>{_AT_LEAST_ZH}|{_AT_LEAST_EN}))"
    rf"{_SOFTENED}|(?P<about>{_ABOUT_EN}|{_ABOUT_ZH})|(?P<none>)) ?$"
)
"""A comparison, or a word for the price, right before an amount."""

RANGE_BEFORE = LatePattern(
    rf"(?P<price>{PRICE_WORD})?(?:(?P<between>between|from|anywhere from|介于|从|在) ?)?"
    rf"(?:(?:{_ABOUT_ZH}|about|around) ?)?$"
)
RANGE_JOIN = LatePattern(r" ?(?:-{1,2}|[–—~∼～〜]|to|through|and|到|至|和|与|\.\.\.?) ?")

AFTER = LatePattern(
    r" ?(?:,? ?(?:(?P<at_most>or (?:less|under|below|cheaper|lower|fewer)|and (?:under|below|less|"
    r"cheaper)(?! (?:than )?[$€£¥]?\d)|(?:at )?max(?:imum)?|tops|at most|limit|to spend(?: on)?|"
    r"(?:price )?cap|"
    r"(?:price )?limit|budget)"
    r"|(?P<at_least>or (?:more|above|over|higher|up)|and (?:up(?:wards?)?|above|over|more|higher)|"
    r"plus|upwards?|minimum|min|at least)"
    r"|(?P<about>or so|ish|-ish|(?:price )?range))(?![a-z])(?! ?(?:[$€£¥]|\d))|(?P<plus>\+)"
    r"|(?:及|或者?|含|和)?(?:(?P<zh_most>之?以?内(?<=[以之]内)(?!的?(?:加|减|口算|乘|数学))|"
    r"内(?![存衣裤胆置部饰芯])|以下|"
    r"之下|封顶|往下|"
    r"下方|为?上限|为限|不到|最多|的?预算)"
    r"|(?P<zh_least>以上|之上|往上|起步|起(?=的|送|[^一-龥]|$)|开外|朝上|打底)"
    r"|(?P<zh_about>左右|出头|上下|前后|附近|(?:的|这个)?价位|(?:这个)?档次?|级别?(?:的)?|"
    r"区间))(?:\((?:不?含)\))?)"
)
"""A comparison right behind an amount."""

RANGE_AFTER = LatePattern(
    r" ?(?:(?:的)?(?:(?P<between>之间|区间|范围内?|价位|这个价位|价格带?)|以内|以下|之内|左右|"
    r"上下|的?预算|的(?=[一-龥]|$))|"
    r"(?:price )?range|budget)"
)

NOT_A_PRICE_BEHIND = LatePattern(
    r" ?(?:off\b|discount|cash ?back|rebate|gift ?cards?|e-?gift|vouchers?|coupons?|bills?\b|"
    r"(?:play|psn|steam|xbox|itunes|google)[a-z ]{0,12}cards?|"
    r"(?:面值)?(?:的)?(?:话费|充值|礼品卡|代金|优惠|抵用|红包|购物卡|购物券|券|卡|硬币|纪念币|"
    r"纸币|店|毛|拼图|积木|优惠券))"
)
NOT_A_PRICE_BEFORE = LatePattern(r"(?:减|省|返|送|面值|立减|满|直降|优惠|save|off|win) ?$")
