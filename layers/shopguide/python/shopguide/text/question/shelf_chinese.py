"""Chinese words that ask about the shelf, in simplified characters."""

from shopguide.text.late_pattern import LatePattern
from shopguide.text.question.shelf_cue import Comparison, Cue, SaidWords
from shopguide.text.question.shelf_question import ShelfMeasure

_PIECE = r"(?:[款种个双件台把只条部顶支本张副块样类套盏]|产品|商品)"
_PIECE_AFTER = rf"(?:多少|好?几){_PIECE}"
_NOT_A_COUNT = (
    r"(?!升|毫|公|千|克|斤|瓦|伏|安|寸|英|厘|米|天|年|月|周|小时|分|秒|度|岁|折|点|乎|号|楼|人|档|"
    r"层|"
    r"页|次|倍|口|格|核|线程|钱|元|块钱|价|积分|兆|赫|个(?:人|小时|月|口袋|孔|接口|按键|键|档|插|"
    r"usb|轮|隔层|电池|功能)|种(?:模式|功能|用法)|位(?!$))"
)
_VALUE_FIELDS = {
    "品牌": "brand", "牌子": "brand", "厂": "brand", "颜色": "colours", "色": "colours",
    "配色": "colours", "尺": "sizes", "码": "sizes", "大小": "sizes", "鞋码": "sizes",
    "类": "categories", "分类": "categories", "品类": "categories", "种类": "categories",
    "商品": "categories", "产品": "categories", "东西": "categories",
}  # fmt: skip
_FIELD = (
    r"(?P<field>品牌|牌子|厂家|颜色|配色|色(?![差温彩])|尺码|尺寸|鞋码|码(?!数)|大小|类别|类目|"
    r"分类|品类|"
    r"种类)"
)
CHINESE_NOT_SHELF = SaidWords(
    r"[这那](?:个|款|双|台|件|只|把|条|部|顶|支|本|张|副|种|样)(?!店|商店|商城|网站|里|价|牌子|"
    r"品牌)|"
    r"它(?!们)|"
    r"此款|该(?:商品|产品|款)|这(?=多少|有多|要多|卖多|什么价|是多|还有货|有货)"
    r"|[能可](?:以)?(?:装|放|坐|住|睡|站|煮|泡|容纳|用|穿|支持|连|充|续航|存)(?:下)?(?:多少|几)"
    r"|运费|邮费|快递费|包邮|退货|退款|换货|保修|售后|发票|发货|配送|门店|实体店|优惠券?|折扣|打折|"
    r"会员|积分|客服|说明书|赠品|保质期|活动|支付|分期|安装|差评|好评(?!最)|区别|问题"
    r"|(?:重量|容量|功率|尺寸|高度|长度|宽度|电压|续航)(?:是|有)?多少"
)
"""What is about one product, or about how the shop works."""

CHINESE_SAID = SaidWords(
    r"(?:请问|想问|问)(?:一下)?|[你您](?:们|家)+(?:店里?|这里|这儿|这边|商店|这)?|[你您](?=这|店|"
    r"有|卖)|"
    r"咱们?(?:家|店里?|这里)?|(?:贵|本|这家|这个|那家|小)?(?:商店|店铺|商城|店)(?:里面?|内|上|"
    r"中)?(?:里|内)?|"
    r"这[里儿边]|货架上?|"
    r"一共|总共|共有|总计|目前|现在|当前|现有|都(?=有|是|$|要|卖|多|得)|全部|所有的?|大概|大约|"
    r"一般|通常|"
    r"还?有没有|有无|还有(?!货)|也?有(?=卖|售)|在售的?|在卖的?|卖不卖|出售的?|售卖的?|"
    r"能买到|可以买到|可供选择的?|可选的?|(?:我?想要?|要)买(?:一?[个款双台件把只条副])?|"
    r"买(?=[一个])|(?:这个)?(?:牌子|品牌)的?|"
    r"(?:可以|能|可供?)(?:选|挑)(?:择|购)?的?|"
    r"(?:(?<![没])有|[卖售])的?(?=[吗么嘛]|没有?[ ?？。!！]*$|[ ?？。!！]*$)|"
    r"没有?(?=[ ?？。!！]*$)|"
    r"(?:^|(?<=[ ,，、]))(?:那么?|嗯|好的?|哦|你好|您好|帮我?(?:看|查)(?:一?下|看)?|告诉我|"
    r"我?想知道|"
    r"看看|查一?下|列出|有(?!现?货|存货|库存)|卖|请)+|"
    r"(?:是|要|得|需要|卖)(?=[ ?？。!！]*$)|是(?:哪|什么|啥)(?:一?[款个种件双台把只])?|"
    r"(?:是)?哪(?:一?[款个种件双台把只条]|些)(?:的)?(?:商品|产品)?|有?哪些|什么|"
    r"[吗么嘛呢啊呀吧](?=[ ?？。!！,，]*$)|多少(?=[ ?？。!！]*$)|"
    r"(?:商品|产品|东西|宝贝|货品)(?![架])|价格|价钱|价位|售价|(?<=[的])(?:价)(?=[ ?？]*$)|"
    r"(?:买)?[得到](?=[ ?？]*$)|(?:一|有)?(?:[款种](?=[ ?？。]*$))|选择(?=[ ?？。]*$)"
)
"""What only says that something is asked."""

CHINESE_CUES = (
    Cue(
        ShelfMeasure.CHEAPEST,
        LatePattern(
            r"(?P<cue>(?:的)?(?:价格)?最(?:低|少|便宜)(?:的)?(?:价格?)?(?:只?要|是|卖|"
            r"得)?(?:多少钱|多少元|什么价)|"
            r"(?:的)?最低价格?(?:是)?|(?:的)?(?:起步价|起售价|起价)(?:是)?(?:多少钱?)?)"
        ),
        gives_way=False,
    ),
    Cue(
        ShelfMeasure.DEAREST,
        LatePattern(
            r"(?P<cue>(?:的)?(?:价格)?最(?:高|多|贵)(?:的)?(?:价格?)?(?:要|是|卖|得)?(?:多少钱|"
            r"多少元|什么价)|"
            r"(?:的)?最高价格?(?:是)?)"
        ),
        gives_way=False,
    ),
    Cue(
        ShelfMeasure.AVERAGE,
        LatePattern(
            r"(?P<cue>(?:的)?平均(?:价格?|价钱|售价)?(?:一般|大概)?(?:是|要|卖)?(?:多少钱?|几钱|"
            r"什么价位?)?|(?:的)?均价(?:是)?(?:多少钱?)?)"
        ),
        gives_way=False,
    ),
    Cue(
        ShelfMeasure.PRICES,
        LatePattern(
            r"(?P<cue>(?:的)?(?:价格|价位|价钱|售价)(?:区间|范围|带|跨度)(?:大概|大约)?(?:是|在|"
            r"有)?"
            r"(?:多少|多大|什么|怎样|哪里)?(?:钱|到多少)?|最(?:低价?|便宜)(?:的)?(?:和|与|到|跟|及)"
            r"最(?:高价?|贵)(?:的)?(?:价格?)?(?:分别|各)?(?:是)?(?:多少钱?)?|"
            r"(?:价格)?从多少(?:钱)?到多少"
            r"(?:钱)?)"
        ),
        gives_way=False,
    ),
    Cue(
        ShelfMeasure.VALUES,
        LatePattern(
            rf"(?P<cue>(?:的)?(?:都|还)?(?:有|卖|分|做)?(?:哪些|什么|哪几[个种]|几[个种款]?|"
            rf"多少[个种款]?|"
            rf"啥)(?:不同的?)?{_FIELD}(?:的)?)"
        ),
        gives_way=False,
        fields=_VALUE_FIELDS,
    ),
    Cue(
        ShelfMeasure.VALUES,
        LatePattern(
            rf"(?P<cue>(?:的)?{_FIELD}(?:一共|总共|都|分别)*(?:有|是)(?:哪些|什么|啥|哪几[个种]|"
            rf"几[个种]|"
            r"多少[个种]?))"
        ),
        gives_way=False,
        fields=_VALUE_FIELDS,
    ),
    Cue(
        ShelfMeasure.VALUES,
        LatePattern(
            r"(?P<cue>(?:都)?(?:有|卖)(?:些|的)?(?:什么|哪些|啥)(?:类型的?|"
            r"种类的?)?(?P<field>商品|产品|东西))"
            r"(?=[ ?？。呢啊呀]*$)"
        ),
        gives_way=False,
        fields=_VALUE_FIELDS,
    ),
    Cue(
        ShelfMeasure.PRICES,
        LatePattern(
            r"(?P<cue>(?:一般|大概|大约|通常|都|的)*(?:价格|价钱|售价|价位)?(?:一般|大概|大约|是|"
            r"要|得|卖|"
            r"需要|都)*(?:多少钱|多少元|几多钱|什么价(?:格|位|钱)?|怎么卖|"
            r"啥价)(?:一[个款双件台把只])?"
            r"|的(?:价格|价钱|售价|价位)(?:怎么样|如何|多少|是多少|呢)?(?=[ ?？。]*$)"
            r"|(?:价格|价钱|售价|价位)(?:怎么样|如何|多少|是多少)(?=[ ?？。]*$))"
        ),
    ),
    Cue(
        ShelfMeasure.COUNT,
        LatePattern(
            rf"(?P<cue>(?:(?:一共|总共|共)?(?:有|卖|能买到)|一共|总共|共|"
            rf"(?={_PIECE_AFTER}))(?:多少|好?几)(?={_PIECE}|[^ ?？。]|"
            rf"[ ?？。]*$)"
            rf"{_NOT_A_COUNT}(?:{_PIECE}(?:不同的?)?(?:商品|产品)?)?(?:的)?|(?:的)?数量(?:是|"
            rf"有)?(?:多少)?)"
        ),
        gives_way=False,
    ),
    Cue(
        ShelfMeasure.EXISTS,
        LatePattern(
            r"(?P<cue>还?有没有|有无|卖不卖|(?:有|能|可以)?买[得不]?到|有木有)"
        ),
        is_yes_no=True,
    ),
    Cue(
        ShelfMeasure.EXISTS,
        LatePattern(
            r"(?P<cue>(?:还|都|也|现在)?(?:有|卖|售)(?!货))(?=.*(?:[吗么嘛]|没有?|不)[ ?？。!！]*$)"
        ),
        is_yes_no=True,
    ),
    Cue(
        ShelfMeasure.EXISTS,
        LatePattern(
            r"(?P<cue>(?:还|都|现在|目前)*)"
            r"(?=有(?:现|存)?货(?:的)?(?:吗|么|嘛|没有?|不)?[ ?？。!！]*$)"
        ),
        is_yes_no=True,
    ),
    Cue(
        ShelfMeasure.COUNT,
        LatePattern(r"(?P<cue>(?:都)?有?(?:哪些|哪几[款种个双件台把只]|什么))(?!好|推荐|适合)"),
        needs_bound=True,
    ),
)  # fmt: skip
"""In this order: the first that is found is what is asked."""

_COMPARED = LatePattern(
    r"(?P<all>(?:有没有|还有|有)?(?:比 ?(?P<than>(?!\d)[^ ,，。]+?.*?)"
    r"(?:还|更|再)?(?P<low>便宜|低)|"
    r"比 ?(?P<than_dear>(?!\d)[^ ,，。]+?.*?)(?:还|更|再)?(?P<high>贵|高档)|(?:更|"
    r"再)(?P<bare_low>便宜)|"
    r"(?:更|再)(?P<bare_high>贵))(?:一?[点些]|一点儿)?(?:的)?)"
)
_ASKS = LatePattern(r"有没有|有|吗|么|嘛|没有")


def chinese_comparison(form: str) -> Comparison | None:
    """Where a question asks for cheaper or dearer ones than a product."""
    match = _COMPARED.search(form)
    if match is None or not _ASKS.search(form):
        return None
    end = match.end("all")
    named = "than" if match["than"] else "than_dear"
    than = match.span(named) if match[named] else (end, end)
    dearer = match["high"] is not None or match["bare_high"] is not None
    return Comparison(match.span("all"), than, dearer, is_yes_no=True)
