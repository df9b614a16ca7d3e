"""Units and attributes that tell a number from a price: 100ml, 15.6 inch, 身高170."""

import re

from shopguide.text.late_pattern import LatePattern

_LATIN_UNITS = (
    "inch inches cm mm m km ft foot feet yd yds yard yards metre metres meter meters mile miles "
    "kg kgs g gr gram grams kilo kilos lb lbs oz ounce ounces pound pounds ton tons ml l cl litre "
    "litres liter liters gallon gallons gal cup cups quart quarts qt w watt watts kw kwh v volt "
    "volts amp amps ah mah wh hz khz mhz ghz db decibel decibels gb tb mb kb mbps gbps mp "
    "megapixel megapixels px dpi ppi rpm fps lumen lumens lm nit nits btu psi bar spf hour hours "
    "hr hrs minute minutes min mins second seconds sec secs day days week weeks month months mo "
    "year years yr yrs yo person persons people player players guest guests seater seat seats "
    "piece pieces pc pcs pack packs count ct page pages sheet sheets tab tabs tablet tablets "
    "capsule capsules calorie calories kcal cal degree degrees percent star stars point points "
    "reviews rating ratings speed speeds channel channels port ports core cores thread threads "
    "button buttons key keys level levels step steps layer layers drawer drawers door doors "
    "shelves tier tiers slot slots bays bit bits ply times gen grade denier gsm carat carats kph "
    "servings bottles cans items units sets pairs colours colors mph kmh bulbs leds pin "
    "pins holes pieces washes cycles charges songs games tog fl"
).split()
_HAN_UNITS = (
    "克 公斤 千克 斤 吨 毫 升 厘 米 寸 英寸 英尺 尺 码 岁 个 件 只 双 台 套 页 张 本 人 位 瓦 伏 "
    "安 年 月 天 日 "
    "周 小时 分 秒 度 级 代 片 匹 核 倍 层 门 座 孔 针 节 支 瓶 盒 包 箱 袋 条 根 把 颗 粒 罐 桶 "
    "卷 万 像素 帧 "
    "赫 流明 平 磅 转 步 公里 里 号 星 折 字 次 大卡 卡 克拉 款 排 股 格 抽 杯 匙 听 副 盏 斗 轮 "
    "速 档位 英里 "
    "枚 滴 管 线 声道 键 头 色 % ° \" '"
).split()
UNIT_BEHIND = LatePattern(
    rf"[ -]?(?:{'|'.join(sorted(map(re.escape, _LATIN_UNITS), key=len, reverse=True))})(?![a-z])"
    rf"|(?:{'|'.join(map(re.escape, _HAN_UNITS))})"
)
"""A unit right behind a number, in a folded text."""

MEASURED_BEFORE = LatePattern(
    r"(?:\b(?:weigh(?:t|s|ing)?|height|tall|length|long|width|wide|sizes?|aged?|ages|capacity|"
    r"rated|ratings?|reviews?|stars?|scored?|storage|ram|memory|battery|power|speed|version|"
    r"android|ios|"
    r"bluetooth|windows|usb|resolution|spf|temperature|wattage|voltage|screen|diameter|depth|"
    r"count|years?|model|series|part|refresh rate|hdmi|wifi|wi-fi|ip|level|age group)"
    r"|身高|体重|年龄|岁数|年纪|内存|容量|重量|尺寸|尺码|鞋码|码数|屏幕|屏|功率|续航|像素|蓝牙|"
    r"安卓|系统|版本|评分|"
    r"评价|分数|好评率?|好评度|长度|宽度|高度|腰围|胸围|裤长|温度|电压|频率|分辨率|刷新率|防水|"
    r"等级|库存|销量|度数|"
    r"目数|支数|密度|转速|噪音|分贝|色域|色温|存储|硬盘|显存|型号|电池|承重|载重|直径|厚度|口径|"
    r"面积|净含量|满)"
    r"(?: ?(?:is|are|of|at|be|[是在要为有:]))?[ ,]?$"
)
"""What a number belongs to, right before it or before its comparison, in a folded text."""

ALREADY_SAID = re.compile(r"\d[a-z]* ?$")
"""Before such a word: "16gb ram" has its number."""

ADULTS_BEFORE = LatePattern(
    r"\b(?:wo)?m[ae]n(?:'?s)?|\b(?:adults?|skin|people|seniors|ladies|moms?|dads?|person|those|"
    r"anyone)\s*$"
)
CHILDREN_BEFORE = LatePattern(
    r"\b(?:kids?|child(?:ren)?|toddlers?|bab(?:y|ies)|infants?|boys?|girls?|teens?)"
    r"(?: aged?| of)? *$|(?:儿童|孩子|宝宝|小孩|婴儿|幼儿|男孩|女孩) ?$"
)
