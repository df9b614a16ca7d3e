"""Words in headers of exports that we have met, by native column, in English and Chinese.

These go beyond the headers that are recognised by themselves (`text.catalog_columns`): a proposal
is looked at by a person, so it may guess. Latin words are singular and without case; a phrase fits
a header that has all of its words. One that begins with ``=`` fits only a header of just these.
"""

from collections.abc import Mapping

FILLERS = frozenset(
    "product item goods the of a main default primary full long detailed complete data field value"
    " text info en zh cn us uk own listing catalog catalogue".split()
)
"""Words that change nothing."""

HAN_FILLERS = ("商品", "产品", "宝贝", "货品", "物品", "主要", "的")


def _weighted(strong: str, weak: str = "", weakest: str = "") -> Mapping[str, float]:
    lists = ((strong, 1.0), (weak, 0.8), (weakest, 0.6))
    return {
        phrase.strip(): weight for line, weight in lists for phrase in line.split(",") if phrase
    }


PHRASES: Mapping[str, Mapping[str, float]] = {
    "id": _weighted(
        "id,sku,asin,product id,custom label,article number,article no,item no,item number,"
        "商品编号,商品编码,商品代码,宝贝编码,数字,货号,商家编码,物料编码",
        "code,number,no,nr,ref,reference,uid,key,编号,编码,代码",
        "handle,slug,part number,mpn,model number,型号,=index",
    ),
    "title": _weighted(
        "title,name,headline,标题,名称,品名,商品名,宝贝标题,商品全称",
        "label,=product,=item,全称,名",
        "short name,subject,summary title,简称",
    ),
    "description": _weighted(
        "description,desc,描述,详情,介绍,简介",
        "detail,overview,body,body html,about,content,说明,卖点,图文",
        "summary,feature,bullet point,特点,亮点",
    ),
    "link": _weighted(
        "link,url,product url,permalink,href,链接,网址,商品地址", "page,webpage,canonical", "地址"
    ),
    "image_link": _weighted(
        "image link,image url,image,img,photo,picture,thumbnail,主图,图片,图片链接,图片地址",
        "img url,image src,media,picture url,图",
        "gallery,large image,thumb",
    ),
    "price": _weighted(
        "price,price tax excluded,price tax included,price incl tax,price excl tax,start price,"
        "regular price,list price,retail price,original price,mrp,msrp,rrp,standard price,"
        "价格,原价,市场价,吊牌价,划线价,零售价,单价,一口价,定价,售价",
        "amount,selling price,unit price,raw price,actual price,销售价,标价,京东价",
        "价,cost to customer,current price",
    ),
    "sale_price": _weighted(
        "sale price,special price,discount price,discounted price,promo price,promotional price,"
        "offer price,deal price,促销价,优惠价,活动价,折扣价,特价,券后价,到手价,"
        "折后价,拼单价",
        "final price,current price,now price,现价,会员价,秒杀价",
        "selling price,京东价,销售价,售价,actual price",
    ),
    "currency": _weighted("currency,currency code,币种,货币,货币单位", "币种代码"),
    "availability": _weighted(
        "availability,stock status,stock level,in stock,instock,库存状态,有无货,是否有货,供货状态",
        "available,stock,availability status,现货",
        "库存",
    ),
    "brand": _weighted(
        "brand,brand name,manufacturer,manufacturer name,品牌,品牌名,品牌名称,商标",
        "maker,make,label,supplier,vendor,厂商,制造商,生产厂家,厂家",
        "publisher,designer,company",
    ),
    "gtin": _weighted(
        "gtin,upc,ean,isbn,barcode,jan,ean13,upc code,ean code,条码,条形码,国际条码,69码",
        "external product id,bar code,条码编号",
    ),
    "product_type": _weighted(
        "category,product type,product category,category name,category path,类目,分类,品类,类别,"
        "商品类目,三级类目,类目名称,分类名称,末级类目,叶子类目",
        "department,breadcrumb,taxonomy,item type,subcategory,sub category,cat,二级类目",
        "=type,class,section,collection,一级类目,类型",
    ),
    "item_group_id": _weighted(
        "item group id,parent sku,parent id,parent asin,group id,style code,style id,style number,"
        "款号,款式编码,主商品编码,父商品,spu",
        "parent,variant group,family id,master id,master sku,style no,款式,主款",
        "model id,family code",
    ),
    "seller": _weighted(
        "seller,merchant,seller name,store name,shop name,merchant name,external seller id,"
        "卖家,店铺,商家,店铺名称,商家名称,卖家昵称",
        "store,shop,marketplace seller",
    ),
    "product_detail": _weighted("product detail,商品参数,规格参数", "specification,spec,参数"),
    "attributes": _weighted("attribute,attributes,商品属性,宝贝属性", "property,特征,属性"),
    "row:id": _weighted("id,uid,key,编号", "slug,number,no,review id,question id"),
    "row:title": _weighted("title,headline,summary,subject,标题", "name,heading,主题"),
    "product_id": _weighted(
        "product id,product sku,sku,asin,parent asin,item id,商品编号,商品编码,货号,产品编号",
        "=product,=item,goods id,product code,article,商品",
        "spu",
    ),
    "question": _weighted(
        "question,query,问题,提问,咨询内容", "=q,faq,ask,问", "title,subject,标题"
    ),
    "answer": _weighted("answer,reply,response,答案,回答,回复", "=a,客服回复,答", "content,内容"),
    "text": _weighted(
        "text,review text,review,review body,comment,body,content,article,"
        "内容,正文,评论,评价,评论内容,评价内容,文章内容",
        "feedback,opinion,message,description,追评,心得,描述",
        "summary,=note",
    ),
    "rating": _weighted(
        "rating,star,star rating,score,overall,评分,星级,打分",
        "stars,grade,point,满意度,评价等级,分数",
    ),
    "date": _weighted(
        "date,review date,created at,published at,publish date,日期,时间,评论时间,发布时间,"
        "评价时间,review time",
        "time,created,published,timestamp,day,创建时间,更新时间",
        "updated at,updated,modified",
    ),
}
"""How much each phrase says, 0 to 1, by native column."""

NO_AMOUNTS = frozenset(
    "weight height width length depth size volume kg cm mm gram inch diameter capacity rating score"
    " star percent percentage rate vat version age quantity stock count points wholesale cost"
    " purchase shipping 成本 进价 采购 批发 供货 结算"
    " 重量 毛重 净重 长度 宽度 高度 体积 尺寸 评分 折扣 税率 数量 库存 容量 加价 运费".split()
)
"""Words that numbers with decimals are no price beside."""

_OTHER_THINGS = (
    "brand category cat parent group seller shop store vendor merchant user customer reviewer"
    " author order image photo file currency tax condition language country color colour size type"
    " status department supplier manufacturer attribute option warehouse session company"
    " 品牌 类目 分类 品类 店铺 卖家 买家 用户 订单 图片 仓库 供应商 颜色 尺码 款式 属性 会员 评论"
)

UNLESS: Mapping[str, frozenset[str]] = {
    "id": frozenset(f"{_OTHER_THINGS} external upc ean 条码".split()),
    "row:id": frozenset(f"{_OTHER_THINGS} product item sku 商品 parent".split()),
    "product_id": frozenset("brand category user customer reviewer order review 用户 订单".split()),
    "title": frozenset(
        f"{_OTHER_THINGS} meta seo alternate alt variant model attribute model 型号".split()
    ),
    "description": frozenset("meta seo size shipping warranty image short 短 图片 售后".split()),
    "link": frozenset("image img photo picture thumbnail video brand seller 图 视频 图片".split()),
    "image_link": frozenset("number count num alt position 数量 count other 张数".split()),
    "price": frozenset(
        "currency cost unit shipping wholesale purchase sale special discount discounted"
        " min max date compare promo wholesale 币种 进价 成本 运费 采购 批发 货币 单位 促销 区间"
        " 加价".split()
    ),
    "sale_price": frozenset("date start end currency time percent 日期 时间 开始 结束".split()),
    "availability": frozenset(
        "date quantity number qty low amount count 数量 日期 预警 城市".split()
    ),
    "brand": frozenset("id code number logo url image part 编码 编号 part country model".split()),
    "gtin": frozenset("type exemption reason 类型".split()),
    "product_type": frozenset("id code number description 编码 编号 tax 店铺".split()),
    "item_group_id": frozenset("name title 名称".split()),
    "seller": frozenset("rating score sku category 编码 类目 备注 电话 分类".split()),
    "attributes": frozenset("name visible global default 名 colour color".split()),
    "answer": frozenset("date time count id vote 时间 数量".split()),
    "question": frozenset("date time count id type vote 时间 数量 类型".split()),
    "text": frozenset("date time count id title rating star vote score 时间 评分 标题 数".split()),
    "rating": frozenset("count number 数 人数".split()),
    "date": frozenset("of id".split()),
}
"""Words that turn a phrase into something else: ``brand id`` is no id of a product."""
