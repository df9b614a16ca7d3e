"""What an import's outcome is called, and every other word of the report, in both languages."""

from collections.abc import Mapping
from typing import Any

from shopguide.catalog.reports.page_texts import PAGE_TEXTS
from shopguide.text.language import Language


def say(language: Language, name: str, **values: Any) -> str:  # noqa: ANN401 - whatever is told
    """The text of a name, with its values put in.

    Raises:
        KeyError: there is no such text.
    """
    english, chinese = TEXTS[name]
    return (chinese if language == "zh" else english).format(**values)


_OUTCOMES = {
    "published": ("The shop shows this file", "店铺已按此文件更新"),
    "published_nothing": (
        "The shop already shows this file; nothing had to change",
        "店铺内容与此文件一致，无需改动",
    ),
    "published_restored": ("The shop is back at version {version}", "店铺已恢复到版本 {version}"),
    "published_is": (
        "It is catalogue version {version}: {changes}.",
        "当前目录版本为 {version}：{changes}。",
    ),
    "indexing": (
        "The file was read; the shop is about to show it",
        "文件已读取，店铺即将按此文件更新",
    ),
    "indexing_is": (
        "{changes}. Until all of it is ready, the shop stays as it was.",
        "{changes}。在全部就绪之前，店铺保持不变。",
    ),
    "held": (
        "The import is held: nothing in the shop has changed",
        "导入已暂停：店铺没有任何改动",
    ),
    "held_would": ("If it is approved: {changes}.", "如果批准：{changes}。"),
    "failed": (
        "The file could not be imported: nothing in the shop has changed",
        "文件无法导入：店铺没有任何改动",
    ),
    "checked": (
        "This was only a check: nothing in the shop has changed",
        "这只是检查：店铺没有任何改动",
    ),
    "checked_would": ("If it is uploaded: {changes}.", "如果正式上传：{changes}。"),
    "checked_held": (
        "It would be held until somebody approves it.",
        "届时导入会暂停，等待批准。",
    ),
    "superseded": (
        "A newer upload of the same file took its place: this one changed nothing",
        "同名文件已有更新的上传：本次没有任何改动",
    ),
    "waiting": ("The import waits for its turn", "导入正在排队"),
    "reading": ("The file is being read", "正在读取文件"),
    "no_changes": ("nothing changes", "没有变化"),
    "n_added": ("{n} added", "新增 {n}"),
    "n_changed_text": ("{n} with other texts", "文字变更 {n}"),
    "n_changed_fields": ("{n} with other prices or fields", "价格等字段变更 {n}"),
    "n_removed": ("{n} removed", "移除 {n}"),
    "n_rejected": ("{n} rows left out", "未导入 {n} 行"),
    "between": ("{before}, {after}", "{before}，{after}"),
}

_HOLDS = {
    "too_many_rejected": (
        "{rejected} of {read} rows cannot be imported, which is more than may happen by accident.",
        "{read} 行中有 {rejected} 行无法导入，比例过高。",
    ),
    "too_many_removed": (
        (
            "{removed} of the {rows_before} rows in the shop are missing from the file and would be"
            " removed."
        ),
        "店铺现有 {rows_before} 行，其中 {removed} 行不在文件中，将被移除。",
    ),
    "uncertain_encoding": (
        (
            "The file was read as {encoding}, and that is only {confidence} sure: if it is wrong,"
            " texts are garbled."
        ),
        "文件按 {encoding} 编码读取，把握只有 {confidence}；如果判断有误，文字会是乱码。",
    ),
    "canary_fell": (
        "Products that must be found for certain queries would no longer be among the first ten.",
        "某些查询必须找到的商品将跌出前十名。",
    ),
}

_STEPS = {
    "fix_rejected": (
        "Correct these rows in the file (rejected.csv lists them) and upload the whole file again.",
        "请在文件中修改这些行（rejected.csv 已列出），然后重新上传完整文件。",
    ),
    "fix_checked": (
        "Correct these rows in the file before you upload it.",
        "请先在文件中修改这些行，然后再上传。",
    ),
    "send_rejected": (
        (
            "Correct the rows in rejected.csv and upload that file as it is, to the same folder: it"
            " adds its rows and removes nothing."
        ),
        (
            "请修改 rejected.csv 中的各行，然后将该文件原样上传到同一文件夹："
            "只补充这些行，不移除任何内容。"
        ),
    ),
    "fix_removed": (
        (
            "Upload the whole catalogue; or, where the file has changes alone, upload it as"
            " products-delta."
        ),
        "请上传完整目录；如果文件只含变更，请作为 products-delta 上传。",
    ),
    "fix_encoding": (
        (
            "Look at the titles further down. If they are garbled, save the file as UTF-8 and"
            " upload it again."
        ),
        "请查看下方的标题；如果是乱码，请将文件另存为 UTF-8 后重新上传。",
    ),
    "fix_canary": (
        "Look at the queries that are named, and at what changed of their products.",
        "请查看英文原文中列出的查询，以及相关商品的变化。",
    ),
    "approve": (
        "If all of it is meant so, approve it: shopguide catalog approve {import_id}",
        "如果一切属实，请批准：shopguide catalog approve {import_id}",
    ),
    "upload_again": ("Then upload the file again.", "然后重新上传文件。"),
    "see_log": ("Ask whoever runs the shop to look at the log.", "请让负责运维的同事查看日志。"),
    "place_line": ("It is in line {line}.", "位置：第 {line} 行。"),
    "place_column": ("It is about the column “{column}”.", "涉及的列：“{column}”。"),
}

_FAILURES = {
    "bad_mapping": (
        "mapping.json beside the file cannot be used.",
        "文件旁的 mapping.json 无法使用。请按提示修改。",
    ),
    "broken_header": (
        "The line of column names cannot be read.",
        "表头无法读取。文件第一行应为列名。",
    ),
    "broken_quotes": (
        "A quotation mark is never closed.",
        "有引号没有闭合。请检查该行及其后的引号。",
    ),
    "broken_json": (
        "The JSON of the file is not whole.",
        "文件中的 JSON 不完整或有误。请重新导出后上传。",
    ),
    "broken_xml": (
        "The XML of the file is not whole.",
        "文件中的 XML 不完整或有误。请重新导出后上传。",
    ),
    "too_many_columns": (
        "The file has too many columns.",
        "列数过多。请删除不需要的列后上传。",
    ),
    "duplicate_column": (
        "Two columns mean the same.",
        "有两列含义相同。请改名或删除其中一列。",
    ),
    "empty_file": ("The file is empty.", "文件为空。请上传带表头和数据行的文件。"),
    "file_too_large": ("The file is too large.", "文件过大。请拆分后上传。"),
    "gzip_damaged": ("The packed file is damaged.", "压缩文件已损坏。请重新压缩后上传。"),
    "missing_column": (
        "A column is missing that every file needs.",
        "缺少必需的列。请按说明补上，或用 mapping.json 指明对应的列。",
    ),
    "no_rows": ("The file has a header, but no rows.", "文件只有表头，没有数据行。"),
    "not_csv": (
        "This is no catalogue file.",
        "这不是可识别的目录文件。请上传 CSV、TSV、JSON 或 XML 文件。",
    ),
    "not_gzip": (
        "The file is named .gz, but is not packed.",
        "文件名以 .gz 结尾，但并非压缩文件。",
    ),
    "unknown_kind": (
        "The folder of the file says of no kind of catalogue what it is.",
        "文件所在的文件夹不对应任何目录类型。",
    ),
    "wrong_encoding": (
        "The text of the file cannot be read.",
        "文件编码无法识别。请另存为 UTF-8 后重新上传。",
    ),
    "original": ("In detail", "英文原文"),
}

_ANNOUNCEMENT = {
    "subject": ("ShopGuide: {outcome} - {file}", "ShopGuide: {outcome} - {file}"),
    "most_common": ("The most common problems:", "最常见的问题："),
    "report_at": ("Report: {place}", "报告：{place}"),
    "rejected_at": ("Rows that were left out: {place}", "未导入的行：{place}"),
}

TEXTS: Mapping[str, tuple[str, str]] = {
    **_OUTCOMES,
    **_HOLDS,
    **_STEPS,
    **_FAILURES,
    **PAGE_TEXTS,
    **_ANNOUNCEMENT,
}
"""By name: English, Chinese."""
