"""Colours: one canonical English name each, with what they are called in English and Chinese.

A shade that shoppers ask for by name is a value of its own and belongs to a wider colour: a navy
coat is blue too, but who asks for navy does not want sky blue.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

from shopguide.text.language import HAN
from shopguide.text.named_values import ALONE, Mention, NamedValues
from shopguide.text.normalise import fold

_NAMES = {
    "black": (
        "black,jet black,matte black,"
        "黑色,纯黑,亮黑,哑光黑,磨砂黑,曜石黑,碳黑,炭黑,墨黑,雅黑,经典黑,午夜黑"
    ),
    "white": (
        "white,off white,ivory white,"
        "白色,纯白,米白,奶白,乳白,雪白,奶油白,象牙白,珍珠白,陶瓷白,月光白,本白"
    ),
    "grey": (
        "grey,gray,dark grey,dark gray,light grey,light gray,space grey,space gray,charcoal grey,"
        "charcoal gray,"
        "灰色,深灰,浅灰,银灰,太空灰,深空灰,烟灰,炭灰,铁灰,高级灰,麻灰,雾灰"
    ),
    "silver": ("silver,银色,亮银,银白"),
    "gold": ("gold,golden,金色,土豪金,香槟金,流光金,浅金,金黄"),
    "rose gold": ("rose gold,玫瑰金,玫金"),
    "red": (
        "red,crimson,scarlet,红色,大红,正红,深红,暗红,鲜红,中国红,橘红,橙红,砖红,枣红,朱红,赤色"
    ),
    "burgundy": ("burgundy,maroon,bordeaux,wine red,酒红,勃艮第红,暗红色"),
    "orange": ("orange,橙色,橘色,橙黄,爱马仕橙"),
    "yellow": ("yellow,黄色,柠檬黄,鹅黄,姜黄,明黄,浅黄,米黄,淡黄,杏黄"),
    "green": (
        "green,dark green,light green,olive green,mint green,army green,lime green,"
        "绿色,墨绿,深绿,浅绿,草绿,果绿,军绿,豆绿,翠绿,薄荷绿,橄榄绿,牛油果绿,抹茶绿,暗夜绿,荧光绿,"
        "嫩绿,祖母绿"
    ),
    "blue": (
        "blue,dark blue,light blue,sky blue,royal blue,baby blue,"
        "蓝色,天蓝,深蓝,浅蓝,宝蓝,湖蓝,海蓝,冰蓝,孔雀蓝,雾霾蓝,克莱因蓝,远峰蓝,牛仔蓝,淡蓝,宝石蓝,"
        "湛蓝,蔚蓝,雾蓝,灰蓝"
    ),
    "navy": ("navy,navy blue,藏青,藏蓝,海军蓝,藏青色,藏蓝色"),
    "turquoise": ("turquoise,teal,cyan,aqua,青色,青绿,蓝绿色,松石绿,湖绿,碧绿"),
    "purple": (
        "purple,violet,lilac,lavender purple,紫色,深紫,浅紫,淡紫,香芋紫,薰衣草紫,紫罗兰色,雪青"
    ),
    "pink": (
        "pink,hot pink,light pink,fuchsia,magenta,"
        "粉色,粉红,粉红色,藕粉,樱花粉,浅粉,玫红,玫红色,桃红,桃红色,洋红,玫瑰红,嫩粉,裸粉,脏粉"
    ),
    "brown": (
        "brown,dark brown,light brown,"
        "棕色,褐色,咖色,咖啡色,深棕,浅棕,驼色,焦糖色,巧克力色,栗色,茶色,古铜色,红棕,黄棕"
    ),
    "beige": ("beige,米色,杏色,裸色,米杏,燕麦色,奶茶色,肤色,象牙色"),
    "khaki": ("khaki,卡其,卡其色"),
    "multicolour": (
        "multicolour,multicolor,multicoloured,multicolored,multi colour,multi color,rainbow,"
        "彩色,多色,彩虹色,五彩,七彩,拼色,撞色"
    ),
    "transparent": ("transparent,see through,透明,透明色"),
}
_IN_A_COLUMN = {
    "black": ("onyx,ebony,noir,schwarz,midnight,黑"),
    "white": ("ivory,snow,pearl,alabaster,starlight,白"),
    "grey": ("charcoal,graphite,anthracite,slate,titanium,gunmetal,gun metal,ash,grau,灰"),
    "silver": ("platinum,chrome,stainless steel,steel,aluminium,aluminum,银"),
    "gold": ("brass,champagne,金"),
    "red": ("cherry,ruby,brick,红"),
    "burgundy": "wine",
    "orange": ("tangerine,apricot,coral,rust,copper,terracotta,橙,橘"),
    "yellow": ("mustard,lemon,黄"),
    "green": ("olive,mint,lime,emerald,sage,forest,绿"),
    "blue": ("denim,indigo,cobalt,azure,sky,sapphire,ocean,蓝"),
    "turquoise": "青",
    "purple": ("lavender,plum,mauve,orchid,紫"),
    "pink": ("rose,blush,peach,salmon,粉"),
    "brown": (
        "tan,camel,chocolate,coffee,cognac,mocha,walnut,bronze,chestnut,caramel,oak,棕,褐,咖啡"
    ),
    "beige": ("cream,nude,natural,sand,taupe,oatmeal,stone,ecru,米"),
    "multicolour": (
        "multi,assorted,various,mixed,colourful,colorful,camouflage,camo,leopard,迷彩,混色"
    ),
    "transparent": "clear",
}
"""Names that are something else in running text (a cream, an olive), clear in a colour's column."""

_WIDER = {
    "navy": ("blue",),
    "burgundy": ("red",),
    "rose gold": ("gold", "pink"),
    "khaki": ("brown",),
}

_TRAPS = (
    "black friday,black shark,black decker,black & decker,black and decker,black ops,black tea,"
    "black pepper,black widow,black panther,black hole,black mirror,black myth,"
    "men in black,back to black,"
    "black beans,black garlic,black seed,black cumin,black currant,black cherry,black forest,"
    "black eyed peas,black sabbath,black swan,black sails,black clover,black butler,black lagoon,"
    "black beauty,black history,black magic,black walnut,black sesame,white chocolate,"
    "white house,white lotus,white claw,white pepper,white vinegar,white sage,white fang,"
    "white elephant,warm white,cool white,red pepper,red onion,red lentils,red clover,red sox,"
    "red hot chili peppers,red light therapy,the color purple,red wings,red ginseng,red panda,"
    "red baron,blue cheese,blue jay,blue jays,blue man group,blue's clues,blue lagoon,blue whale,"
    "blue moon,blue buffalo,blue apron,green day,green beans,green giant,green mountain,"
    "green onion,green bay,green arrow,green peas,green thumb,green lentils,yellow pages,"
    "yellow submarine,yellow fever,yellow mustard,pink panther,pink salt,pink himalayan,"
    "pink noise,purple rain,brown bread,brown bear,brown noise,charlie brown,bobbi brown,"
    "golden gate,golden state,golden globe,golden girls,golden syrup,golden snitch,golden ticket,"
    "silver bullet,silver surfer,silver linings,gold bond,gold medal,gold rush,gold filled,"
    "orange peel,orange blossom,orange marmalade,orange soda,orange county,"
    "orange is the new black,orange flavor,orange flavour,orange flavored,orange flavoured,"
    "grey goose,grey's anatomy,gray's anatomy,earl grey,shades of grey,dorian gray,jean grey,"
    "红色警戒,红色娘子军,黑色幽默,白色恋人,白色巨塔,绿色通道,绿色有机,绿色蔬菜,"
    "绿色植物,蓝色妖姬,蓝色多瑙河,金色年华,橙色预警,粉红豹,粉红女郎,"
    "white noise,white wine,white label,white tea,white board,red wine,red bull,red hat,red dot,"
    "red dead,red tea,green tea,green card,green lantern,orange juice,orange pi,blue ray,"
    "blue light,blue yeti,gold plated,gold standard,80 plus gold,80 plus silver,golden retriever,"
    "pink floyd,deep purple,brown rice,brown sugar,wd black,wd blue,wd red,wd green,wd purple,"
    "wd gold,mx red,mx blue,mx brown,mx black,mx silver,red switch,blue switch,brown switch,"
    "red switches,blue switches,brown switches,gold edition,sterling silver,silver oak,royal navy,"
    "old navy,"
    "黑色星期五,白色情人节,绿色食品,绿色环保,绿色能源,红色经典,彩色打印,彩色激光,彩色喷墨,彩色墨,"
    "彩色电视,彩色复印,彩色扫描,透明质酸,透明皂,彩色照片,彩色铅笔,彩色显示,七彩虹,金黄色葡萄球菌,"
    "烟灰缸,纯黑咖啡,黑色素,白色污染,提亮肤色,均匀肤色,肤色不均,绿色出行,绿色建筑,大红袍,大红枣,"
    "大红门,红色文化,红色旅游"
)

_SINGLE = {
    "black": "黑",
    "white": "白",
    "grey": "灰",
    "red": "红",
    "green": "绿",
    "blue": "蓝",
    "yellow": "黄",
    "purple": "紫",
    "pink": "粉",
    "orange": "橙",
    "brown": "棕",
}
"""Colours that are one character: a colour where it stands alone or before such a thing."""

_THINGS = (
    "款|版|衬[衫衣]|t恤|长?短?裙|连衣裙|半身裙|百褶裙|鞋|皮鞋|高跟鞋|运动鞋|球鞋|跑鞋|拖鞋|凉鞋|帆布鞋|靴|"
    "长?短?裤|牛仔裤|运动裤|丝?袜|帽(?!子戏法)|背包|双肩包|手提包|外套|大衣|毛衣|卫衣|西[装服]|风衣|羽绒服|"
    "夹克|马甲|毛巾|沙发|手机壳|围巾|手套|皮带|礼服|旗袍|短袖|长袖|抱枕|窗帘|床单|被套|杯子|水杯|保温杯|"
    "行李箱|箱子|耳机|鼠标|键盘|手表|雨伞"
)
_MAY_STAND_BEFORE = "小纯亮深浅的款条件双顶个只买要找穿女男色"


_SIGN_CONTEXT = f"{ALONE}|.(?:(?<![{HAN}].)|(?<=[{_MAY_STAND_BEFORE}].))(?={_THINGS})"


@cache
def colour_names() -> Mapping[str, tuple[str, ...]]:
    """All canonical colours with their names in both languages, the commonest first."""
    return {value: tuple(names.split(",")) for value, names in _NAMES.items()}


@lru_cache(maxsize=2_000)
def find_colours(text: str) -> tuple[Mention, ...]:
    """Colours named in running text, as shade and not as family; `text` is cleaned or folded."""
    return _in_text().find(text)


def one_colour(text: str) -> str:
    """The canonical colour that a text is and nothing else; empty where there is more to it."""
    folded = fold(text).strip()
    mentions = find_colours(folded)
    is_whole = len(mentions) == 1 and mentions[0].end - mentions[0].start == len(folded)
    return mentions[0].value if is_whole else ""


def colours_in(title: str) -> list[str]:
    """Canonical colours of a product whose title this is, wider ones included."""
    return _with_wider(_in_text().find(fold(title)))


def colours_of_value(value: str) -> list[str]:
    """Canonical colours that a colour column's value names, such as ``Midnight / Sand``."""
    return _with_wider(_in_column().find(fold(value)))


def _with_wider(mentions: tuple[Mention, ...]) -> list[str]:
    found = [each.value for each in mentions]
    found += [wider for value in found for wider in _WIDER.get(value, ())]
    return list(dict.fromkeys(found))


@cache
def _in_text() -> NamedValues:
    traps = _TRAPS.split(",")
    return NamedValues(_suffixed(), signs=_SINGLE, sign_context=_SIGN_CONTEXT, traps=traps)


@cache
def _in_column() -> NamedValues:
    wide = {value: _IN_A_COLUMN.get(value, "").split(",") for value in _NAMES}
    names = {value: [*those, *filter(None, wide[value])] for value, those in _suffixed().items()}
    return NamedValues(names)


def _suffixed() -> Mapping[str, list[str]]:
    """The names, the Chinese ones also with 色 behind them, which belongs to the mention."""
    return {
        value: [each for name in names for each in _forms(name)]
        for value, names in colour_names().items()
    }


def _forms(name: str) -> tuple[str, ...]:
    return (name,) if name.isascii() or name.endswith("色") else (name + "色", name)
