"""What each kind of problem is called, and how it is mended, in English and Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shopguide.domain.row_problem import ProblemCode

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class ProblemText:
    """A kind of problem in plain words: `title` names it, `fix` says what to do."""

    title: str
    fix: str


def problem_text(code: ProblemCode, language: Language) -> ProblemText:
    """The words for a kind of problem."""
    return _TEXTS[language][code]


_ENGLISH: Mapping[ProblemCode, ProblemText] = {
    ProblemCode.MISSING_VALUE: ProblemText(
        "A required value is missing",
        "Fill the column in every row; the column list in the documentation says which ones"
        " are required.",
    ),
    ProblemCode.BAD_ID: ProblemText(
        "The id cannot be used",
        "Give the row an id of at most 128 characters without line ends or other control"
        " characters.",
    ),
    ProblemCode.DUPLICATE_ID: ProblemText(
        "The same id stands in several rows",
        "Keep one row for each id. Where several sellers offer one product, name them in a"
        " column 'seller'.",
    ),
    ProblemCode.BAD_PRICE: ProblemText(
        "The price cannot be read",
        "Write one amount and its currency, such as 15.00 USD; not a range, not a text.",
    ),
    ProblemCode.NO_CURRENCY: ProblemText(
        "The price names no currency",
        "Write the currency beside the amount, such as 15.00 USD; or name it once for the whole"
        " file in mapping.json (currency), or for the whole shop in SHOPGUIDE_CURRENCY.",
    ),
    ProblemCode.AMBIGUOUS_PRICE: ProblemText(
        "The price can be read in two ways",
        "Check the amount that was imported. Write prices with a point and two decimals, such as"
        " 1299.00 USD, or name the decimal mark once in mapping.json (decimal_mark).",
    ),
    ProblemCode.BAD_SALE_PRICE: ProblemText(
        "The sale price does not fit the price",
        "A sale price needs a price in the same currency that is not below it. Leave it empty"
        " where the product is not on sale.",
    ),
    ProblemCode.BAD_AVAILABILITY: ProblemText(
        "The availability is not understood",
        "Write in stock, out of stock, preorder or backorder, or how many there are.",
    ),
    ProblemCode.BAD_GTIN: ProblemText(
        "The GTIN (EAN, UPC, ISBN) is wrong, and was left out",
        "Check the number against the package. In Excel, format the column as text first, or long"
        " numbers lose their last digits.",
    ),
    ProblemCode.BAD_JSON: ProblemText(
        "The JSON cannot be read",
        'Write a JSON object such as {"weight": "1.2 kg", "colour": "red"}: every text in quotation'
        " marks, no comma after the last one. In JSON Lines each line is one whole object.",
    ),
    ProblemCode.BAD_PRODUCT_DETAIL: ProblemText(
        "The product details are not of the expected form",
        "Write section:name:value, several of them with commas between, such as"
        " General:Weight:1.2 kg.",
    ),
    ProblemCode.BAD_RATING: ProblemText(
        "The rating is not one from 1 to 5",
        "Write a number from 1 to 5, such as 4.5 or 4/5, or leave it empty.",
    ),
    ProblemCode.BAD_DATE: ProblemText(
        "The date is not understood",
        "Write year, month and day, such as 2026-01-31.",
    ),
    ProblemCode.FIELD_COUNT: ProblemText(
        "The row has more or fewer fields than the header",
        "Put fields that contain the delimiter into quotation marks, and write every field, also"
        " the empty ones.",
    ),
    ProblemCode.FIELD_TOO_LONG: ProblemText(
        "A field is too long",
        "Shorten it to 100,000 characters. Often a quotation mark is missing before it.",
    ),
    ProblemCode.ROW_TOO_LONG: ProblemText(
        "The row is too long",
        "Shorten it to 1,000,000 characters. Often a quotation mark is missing in it.",
    ),
    ProblemCode.MISPLACED_QUOTE: ProblemText(
        "A quotation mark stands in the wrong place",
        'Inside a quoted field write every quotation mark twice: "19"" monitor".',
    ),
    ProblemCode.NUL_BYTE: ProblemText(
        "The row has a NUL byte",
        "Export the file again, as UTF-8; the byte is a sign of a damaged or binary file.",
    ),
    ProblemCode.BROKEN_TEXT: ProblemText(
        "Characters of the row are damaged",
        "Save the file as UTF-8 (in Excel: CSV UTF-8) and upload it again. Where the file itself"
        " has question marks in diamonds, export it anew.",
    ),
    ProblemCode.NOT_IN_SHOP: ProblemText(
        "The shop has no product of this id to update",
        "Check the id. A new product needs a title: upload it in a file with a column 'title'.",
    ),
    ProblemCode.UNKNOWN_PRODUCT: ProblemText(
        "The shop has no such product",
        "Check the product_id. The text is kept, and appears as soon as the product is imported.",
    ),
    ProblemCode.OTHER: ProblemText(
        "Another problem",
        "Read the reason in the row.",
    ),
}

_CHINESE: Mapping[ProblemCode, ProblemText] = {
    ProblemCode.MISSING_VALUE: ProblemText(
        "缺少必填内容", "请为每一行填写该列；哪些列必填见文档中的列说明。"
    ),
    ProblemCode.BAD_ID: ProblemText(
        "编号无法使用", "请填写不超过 128 个字符的编号，不要包含换行等控制字符。"
    ),
    ProblemCode.DUPLICATE_ID: ProblemText(
        "同一编号出现在多行",
        "每个编号只保留一行。如果同一商品由多个卖家出售，请增加“卖家”列加以区分。",
    ),
    ProblemCode.BAD_PRICE: ProblemText(
        "价格无法识别", "请只写一个金额和币种，例如 15.00 CNY；不要写价格区间或文字。"
    ),
    ProblemCode.NO_CURRENCY: ProblemText(
        "价格没有币种",
        "请在金额旁写明币种，例如 15.00 CNY；也可以在 mapping.json 中为整个文件指定（currency），"
        "或在 SHOPGUIDE_CURRENCY 中为整个店铺指定。",
    ),
    ProblemCode.AMBIGUOUS_PRICE: ProblemText(
        "价格有两种读法",
        "请核对导入的金额。建议写成带小数点和两位小数的形式，例如 1299.00 CNY；"
        "也可以在 mapping.json 中指定小数点符号（decimal_mark）。",
    ),
    ProblemCode.BAD_SALE_PRICE: ProblemText(
        "促销价与价格不符",
        "促销价需要有同币种、且不低于它的价格。没有促销时请留空。",
    ),
    ProblemCode.BAD_AVAILABILITY: ProblemText(
        "库存状态无法识别", "请填写有货、缺货、预售或补货中，也可以填写库存数量。"
    ),
    ProblemCode.BAD_GTIN: ProblemText(
        "条码（GTIN、EAN、UPC、ISBN）有误，已略去",
        "请对照包装核对号码。使用 Excel 时请先把该列设为文本格式，否则长号码会丢失末尾数字。",
    ),
    ProblemCode.BAD_JSON: ProblemText(
        "JSON 无法识别",
        '请写成 JSON 对象，例如 {"重量": "1.2 kg", "颜色": "红色"}：文字用英文双引号，最后一项后面'
        "不加逗号。JSON Lines 每行是一个完整的对象。",
    ),
    ProblemCode.BAD_PRODUCT_DETAIL: ProblemText(
        "商品参数格式不正确",
        "请写成“分组:名称:值”的形式，多个之间用英文逗号分隔，例如 General:Weight:1.2 kg。",
    ),
    ProblemCode.BAD_RATING: ProblemText(
        "评分不在 1 到 5 之间", "请填写 1 到 5 的数字，例如 4.5 或 4/5；没有评分时请留空。"
    ),
    ProblemCode.BAD_DATE: ProblemText("日期无法识别", "请按年月日填写，例如 2026-01-31。"),
    ProblemCode.FIELD_COUNT: ProblemText(
        "该行的字段数与表头不一致",
        "含有分隔符的字段请用英文双引号括起来；每个字段都要写出，空字段也不例外。",
    ),
    ProblemCode.FIELD_TOO_LONG: ProblemText(
        "字段过长", "请缩短到 100,000 个字符以内。常见原因是前面少了一个引号。"
    ),
    ProblemCode.ROW_TOO_LONG: ProblemText(
        "该行过长", "请缩短到 1,000,000 个字符以内。常见原因是行内少了一个引号。"
    ),
    ProblemCode.MISPLACED_QUOTE: ProblemText(
        "引号位置不对", '带引号的字段内，每个引号都要写两次，例如 "19"" 显示器"。'
    ),
    ProblemCode.NUL_BYTE: ProblemText(
        "该行含有 NUL 字节", "请重新以 UTF-8 导出文件；出现该字节说明文件已损坏或不是文本文件。"
    ),
    ProblemCode.BROKEN_TEXT: ProblemText(
        "该行有损坏的字符",
        "请把文件另存为 UTF-8（Excel 中选择“CSV UTF-8”）后重新上传；"
        "如果文件本身已有乱码，请重新导出。",
    ),
    ProblemCode.NOT_IN_SHOP: ProblemText(
        "店铺没有该编号的商品，无法更新",
        "请核对编号。新商品必须有标题：请放进带“标题”列的文件上传。",
    ),
    ProblemCode.UNKNOWN_PRODUCT: ProblemText(
        "店铺没有该商品", "请核对 product_id。该内容会保留，商品导入后即会显示。"
    ),
    ProblemCode.OTHER: ProblemText("其他问题", "请查看该行的原因说明。"),
}

_TEXTS: Mapping[Language, Mapping[ProblemCode, ProblemText]] = {"en": _ENGLISH, "zh": _CHINESE}
