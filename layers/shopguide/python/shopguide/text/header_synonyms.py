"""Headers that shops write for our columns: those of feeds, shop systems and marketplaces.

Words as `catalog_columns.header_word` gives them: without case, spaces as underscores. For each
column the best known come first; a word that stands under two columns counts for the first.
"""

from collections.abc import Mapping

_LIST_PRICES = (
    "原价 市场价 吊牌价 划线价 官方价 建议零售价 参考价 市场价格 零售指导价"
    " regular_price list_price original_price msrp rrp mrp compare_at_price retail_price"
    " suggested_retail_price manufacturer_suggested_retail_price"
)
LIST_PRICES = frozenset(_LIST_PRICES.split())

PRODUCT_SYNONYMS: Mapping[str, str] = {
    "id": (
        "product_id productid 商品编号 商品id 产品编号 产品id 宝贝id 宝贝编号"
        " 数字id sku sku_id skuid sku编号 sku编码 sku码 item_id itemid item_sku"
        " item_number offer_id variant_id variant_sku 商品编码 产品编码 商品代码 规格编码"
        " 货号 商品货号 编号 商家编码 款号编码 product_code product_number"
        " seller_sku article_number"
    ),
    "title": (
        "name product_name productname product_title item_name item_title producttitle"
        " 标题 商品标题 商品名称 产品名称 商品名 产品名 名称 品名 宝贝名称 宝贝标题 产品标题"
    ),
    "description": (
        "product_description long_description body_html body_(html) item_description content"
        " short_description summary 描述 商品描述 产品描述 详情 商品详情 产品详情 简介 宝贝描述"
        " 商品简介 商品介绍 产品介绍 详细描述 图文详情 卖点 商品卖点"
    ),
    "link": (
        "url product_url product_link producturl item_url permalink page_url"
        " 链接 商品链接 产品链接 商品网址 网址 宝贝链接 商品地址 商品url"
    ),
    "image_link": (
        "image image_url imageurl image_src main_image main_image_url picture picture_url img"
        " img_url photo thumbnail 图片 图片链接 主图 主图链接 商品图片 商品主图 产品图片 主图地址"
        " 图片地址 图片url 主图url 宝贝主图"
    ),
    "price": (
        "价格 单价 售价 现价 销售价 零售价 商品价格 宝贝价格 销售价格 京东价 拼单价 单买价 一口价"
        " 本店价 商城价 selling_price current_price unit_price standard_price your_price item_price"
        f" price_amount product_price variant_price {_LIST_PRICES}"
    ),
    "sale_price": (
        "促销价 优惠价 活动价 折扣价 特价 秒杀价 券后价 到手价 discount_price discounted_price"
        " special_price promo_price promotional_price offer_price deal_price"
    ),
    "currency": (
        "currency_code currencycode price_currency pricecurrency 币种 货币 货币单位 货币代码"
    ),
    "availability": (
        "stock_status in_stock is_in_stock 库存状态 库存状况 供货状态 有无货 是否有货 quantity qty"
        " stock stock_quantity stock_qty inventory inventory_quantity available_quantity"
        " variant_inventory_qty 库存 库存数量 库存量 商品库存 可售库存 宝贝数量 总库存 可用库存"
    ),
    "brand": (
        "brand_name brandname product_brand productbrand manufacturer_brand manufacturer vendor"
        " 品牌 品牌名称 商标 商品品牌 品牌名"
    ),
    "gtin": (
        "ean upc isbn jan barcode bar_code gtin13 gtin14 gtin12 ean13 ean_code upc_code gtin_code"
        " external_product_id variant_barcode 条码 条形码 商品条码 商品条形码 国际条码 69码"
    ),
    "product_type": (
        "category categories product_category category_path category_name categoryname"
        " productcategory google_product_category type department item_type_keyword 类目 分类"
        " 商品类目 商品分类 品类 类别 宝贝类目 所属类目 产品分类 产品类别 商品类别 类目路径"
        " 类目名称 分类名称"
    ),
    "item_group_id": (
        "parent_sku parent_id parentsku parent group_id style_id style_code model_group"
        " product_group 款号 商品组 spu spu编号 spu_id spuid spu编码 款式编码"
    ),
    "seller": (
        "external_seller_id seller_id seller_name sellername merchant merchant_name merchant_id"
        " shop shop_name store store_name 卖家 店铺 店铺名称 商家 商家名称 卖家名称 卖家昵称 店铺名"
    ),
    "product_detail": "product_details 商品参数",
    "attributes": "specifications specs 属性 商品属性 规格参数 宝贝属性 产品参数",
    "color": "colour color_name colour_name primary_color primarycolor 颜色 颜色分类",
    "size": "size_name 尺码 尺寸",
    "material": "material_type fabric 材质 面料",
    "pattern": "图案 花纹",
    "gender": "target_gender 性别 适用性别",
    "age_group": "年龄段 适用年龄",
    "condition": "condition_type 成色 新旧程度",
    "additional_image_link": "additional_image_links additional_images other_image_url1 副图 附图",
    "product_highlight": "product_highlights bullet_points bullet_point1",
}

TEXT_SYNONYMS: Mapping[str, str] = {
    "id": "编号 review_id question_id article_id",
    "product_id": "sku item_id asin 商品编号 商品编码 商品id 产品编号 货号",
    "question": "query 问题 提问",
    "answer": "reply 答案 回答 回复",
    "text": ("review_text review_body review body content 内容 正文 评价 评论 评价内容 评论内容"),
    "title": "headline subject 标题",
    "rating": "stars star_rating score 评分 星级 打分",
    "date": "created_at review_date published_at 日期 时间 发布日期 评价时间 评论时间",
}
