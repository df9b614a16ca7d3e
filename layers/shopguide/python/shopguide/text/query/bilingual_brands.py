"""Brands that are known under one name in Chinese and another in English.

A catalogue writes one of the two, shoppers write either. A name is read only where the catalogue
has the other one.
"""

from collections.abc import Iterator

_PAIRS = (
    "apple=苹果 huawei=华为 honor=荣耀 xiaomi=小米 redmi=红米 samsung=三星 sony=索尼 lenovo=联想 "
    "dell=戴尔 "
    "hp=惠普 asus=华硕 acer=宏碁 logitech=罗技 canon=佳能 nikon=尼康 panasonic=松下 "
    "philips=飞利浦 sharp=夏普 "
    "toshiba=东芝 hitachi=日立 siemens=西门子 bosch=博世 haier=海尔 midea=美的 gree=格力 "
    "hisense=海信 "
    "skyworth=创维 dyson=戴森 braun=博朗 microsoft=微软 google=谷歌 intel=英特尔 amd=超威 "
    "nvidia=英伟达 "
    "nokia=诺基亚 motorola=摩托罗拉 meizu=魅族 oneplus=一加 bose=博士 sennheiser=森海塞尔 "
    "beats=魔声 "
    "edifier=漫步者 anker=安克 baseus=倍思 ugreen=绿联 kingston=金士顿 sandisk=闪迪 seagate=希捷 "
    "epson=爱普生 brother=兄弟 dji=大疆 gopro=狗扑 nike=耐克 adidas=阿迪达斯 puma=彪马 reebok=锐步 "
    "converse=匡威 vans=范斯 skechers=斯凯奇 asics=亚瑟士 fila=斐乐 anta=安踏 xtep=特步 "
    "uniqlo=优衣库 levi's=李维斯 zara=飒拉 columbia=哥伦比亚 lululemon=露露乐蒙 gucci=古驰 "
    "chanel=香奈儿 "
    "dior=迪奥 prada=普拉达 coach=蔻驰 hermes=爱马仕 cartier=卡地亚 rolex=劳力士 omega=欧米茄 "
    "casio=卡西欧 "
    "swatch=斯沃琪 tissot=天梭 citizen=西铁城 seiko=精工 lancome=兰蔻 loreal=欧莱雅 "
    "l'oreal=欧莱雅 nivea=妮维雅 "
    "dove=多芬 olay=玉兰油 pantene=潘婷 shiseido=资生堂 lego=乐高 disney=迪士尼 barbie=芭比 "
    "ikea=宜家 "
    "muji=无印良品 zwilling=双立人 supor=苏泊尔 joyoung=九阳 nestle=雀巢 starbucks=星巴克 "
    "pampers=帮宝适 "
    "huggies=好奇 samsonite=新秀丽 thermos=膳魔师 tiger=虎牌 ecovacs=科沃斯 roborock=石头 "
    "parker=派克"
)
_MORE = (
    "new balance=新百伦",
    "under armour=安德玛",
    "the north face=北面",
    "estee lauder=雅诗兰黛",
)


def known_pairs() -> Iterator[tuple[str, str]]:
    """English and Chinese name of every brand, folded."""
    for pair in (*_PAIRS.split(" "), *_MORE):
        english, _, chinese = pair.partition("=")
        yield english, chinese
