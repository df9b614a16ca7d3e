"""The words that the files of rules and canaries are written with, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

from shopguide.domain.merchandising import QueryMatch, RuleAction


def _by_word(table: Mapping[str, str]) -> Mapping[str, str]:
    words = {word: name for name, line in table.items() for word in (name, *line.split())}
    return MappingProxyType(words)


COLUMN_WORDS = _by_word(
    {
        "action": "动作 操作 规则 规则类型",
        "query": "search keyword keywords 搜索词 查询词 查询 关键词",
        "match": "match_type 匹配 匹配方式 匹配类型",
        "category": "product_type 类目 分类 品类 类别",
        "brand": "品牌",
        "product_id": "product_ids product products id ids sku 商品编号 商品编码 商品id 商品 货号",
        "position": "place rank 位置 排位 名次",
        "weight": "strength 权重 力度 强度",
        "from": "start starts begin begins 开始 开始时间 开始日期 生效时间 起始时间",
        "until": "to end ends 结束 结束时间 结束日期 失效时间 截止时间 截止日期",
        "note": "notes comment reason 备注 说明 原因",
    }
)
"""The column of each word that a header may have."""

CANARY_WORDS = _by_word(
    {
        "query": "search keyword keywords 查询词 搜索词 查询 关键词",
        "product_id": "product id sku 商品编号 商品编码 商品id 商品 货号",
        "top": "rank position 前几名 前几位 名次 排名 位置",
    }
)
"""The same for a file of canaries."""

ACTION_WORDS = _by_word(
    {
        RuleAction.PIN: "置顶 固定",
        RuleAction.BOOST: "promote 提升 提权 加权",
        RuleAction.BURY: "demote 降低 降权 下沉",
        RuleAction.HIDE: "exclude block 隐藏 屏蔽",
    }
)
"""The value of `RuleAction` for each word."""

MATCH_WORDS = _by_word(
    {
        QueryMatch.EXACT: "精确 完全匹配 精确匹配",
        QueryMatch.CONTAINS: "contain phrase 包含",
        QueryMatch.ALL_WORDS: "all 全部词 所有词 包含所有词",
    }
)
"""The value of `QueryMatch` for each word."""
